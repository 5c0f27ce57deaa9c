"""What a repair may write is what somebody can have been granted."""

from dataclasses import replace
from datetime import timedelta

import pytest

from integration.domain.errors import Refused
from integration.domain.grant import ScopedPermission
from integration.domain.repairable import must_be_grantable
from integration.domain.settings import Guardrails
from tests.grants import NOW, a_grant

_RULES = Guardrails(max_lifetime=timedelta(days=3))


def test_a_grant_as_it_was_made_or_extended_may_be_written() -> None:
    must_be_grantable(a_grant(), NOW, _RULES)
    must_be_grantable(a_grant(deadline=NOW + timedelta(days=3)), NOW, _RULES)


def test_no_record_reaches_further_than_the_longest_life_from_when_aws_made_the_role() -> None:
    """Whatever it says of when it was granted."""
    forged = a_grant(granted_at=NOW + timedelta(days=300), deadline=NOW + timedelta(days=303))
    with pytest.raises(Refused, match="3 days after its role was made"):
        must_be_grantable(forged, NOW, _RULES)


def test_every_problem_is_told_also_permissions_that_nobody_is_granted() -> None:
    forged = replace(a_grant(deadline=NOW + timedelta(days=4)), permissions=(ScopedPermission("s3:PutBucketPolicy", "bucket"),))
    with pytest.raises(Refused) as refused:
        must_be_grantable(forged, NOW, _RULES)
    assert [refusal.permission for refusal in refused.value.refusals] == [None, "s3:PutBucketPolicy"]

from dataclasses import replace

import pytest

from integration.domain.arn import Arn
from integration.domain.settings import GrantSettings
from integration.domain.sign_in import sign_in_url
from tests.domain.examples import ACCOUNT, grant


def test_the_link_is_the_guides_where_the_path_is_the_guides() -> None:
    assert sign_in_url(grant(GrantSettings(path="/"))) == (
        f"https://signin.aws.amazon.com/switchrole?account={ACCOUNT}&roleName=Permission-r_1&displayName=Permission-r_1"
    )


def test_the_link_names_the_roles_path() -> None:
    assert "roleName=port/Permission-r_1&" in sign_in_url(grant())


@pytest.mark.parametrize(
    ("partition", "host"),
    [("aws-us-gov", "signin.amazonaws-us-gov.com"), ("aws-cn", "signin.amazonaws.cn"), ("aws", "signin.aws.amazon.com")],
)
def test_the_link_leads_to_the_partitions_console(partition: str, host: str) -> None:
    held = replace(grant(), resource=Arn.parse(f"arn:{partition}:s3:::reports"))
    assert sign_in_url(held).startswith(f"https://{host}/switchrole?")

"""Drift: any change of meaning is told in words, and no other."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration.domain.grant import Grant
from integration.domain.status import Status, classify
from tests.domain.examples import ACCOUNT, NOW, observed
from tests.domain.grants import grants
from tests.domain.meddling import BOUNDARY, GRANT, MEDDLINGS, edited, policy_of, role_of, with_policy, with_role

_LATER = NOW + timedelta(hours=1)


@pytest.mark.parametrize("meddling", MEDDLINGS)
def test_any_single_meddling_is_drift_and_is_told(meddling: str) -> None:
    change, hint = MEDDLINGS[meddling]
    verdict = classify(change(observed(GRANT)), _LATER)
    assert verdict.status is Status.DRIFTED
    assert hint in " ".join(verdict.drift)
    assert all(sentence.endswith(".") for sentence in verdict.drift)


# Some change nothing where the grant has one action, one way to come, long sessions or another end.
_ALWAYS_A_CHANGE = MEDDLINGS.keys() - {"an action less", "a trust with less in it", "longer sessions", "another deadline in the tags"}


@given(grants(), st.sampled_from(sorted(_ALWAYS_A_CHANGE)), st.integers(0, 10**7))
def test_meddling_is_drift_whatever_the_grant_and_the_hour(held: Grant, meddling: str, seconds: int) -> None:
    change, _ = MEDDLINGS[meddling]
    meddled = change(observed(replace(held, boundary=BOUNDARY)))
    assert classify(meddled, held.granted_at + timedelta(seconds=seconds)).status is Status.DRIFTED


@pytest.mark.parametrize(
    "same",
    [
        lambda document: {"Statement": list(reversed(document["Statement"])), "Version": document["Version"]},
        lambda document: edited(document, Action=list(reversed(document["Statement"][0]["Action"]))),
        lambda document: edited(document, Action=[action.upper() for action in document["Statement"][0]["Action"]]),
        lambda document: edited(document, Resource=document["Statement"][0]["Resource"][0]),
        lambda document: edited(document, Sid="Renamed"),
        lambda document: {
            **document,
            "Statement": [{**document["Statement"][0], "Action": one} for one in document["Statement"][0]["Action"]],
        },
        lambda document: {**document, "Id": "Permissions"},
    ],
)
def test_a_document_that_means_the_same_is_no_drift(same: Callable[[Mapping[str, Any]], dict[str, Any]]) -> None:
    held = observed(GRANT)
    assert classify(with_policy(held, document=same(policy_of(held).document)), _LATER).status is Status.ACTIVE


def test_an_account_root_may_be_written_as_the_account() -> None:
    held = observed(GRANT)
    trust = edited(role_of(held).trust, Principal={"AWS": ACCOUNT})
    assert classify(with_role(held, trust=trust), _LATER).status is Status.ACTIVE


def test_tags_that_aws_writes_are_no_drift() -> None:
    held = observed(GRANT)
    tags = {**role_of(held).tags, "aws:cloudformation:stack-name": "x"}
    assert classify(with_role(held, tags=tags), _LATER).status is Status.ACTIVE


def test_what_was_not_read_is_no_drift() -> None:
    assert classify(with_role(observed(GRANT), max_session_seconds=None), _LATER).status is Status.ACTIVE

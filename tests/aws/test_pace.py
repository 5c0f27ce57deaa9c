"""Changes of IAM keep to a rate by themselves, and being throttled is noticed and soon forgotten."""

import asyncio
from collections.abc import AsyncIterator
from time import monotonic
from types import SimpleNamespace
from typing import Any

import pytest

from integration.aws import pace
from integration.aws.sessions import Aws


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")


@pytest.fixture
async def aws() -> AsyncIterator[Aws]:
    opened = Aws(writes_per_second=20)
    yield opened
    await opened.close()


async def _iam(aws: Aws, answer: Any = None) -> Any:
    """IAM that answers everything at once."""
    iam = await aws.client("iam", "us-east-1")
    iam.meta.events.register_last("before-call.iam", lambda **_: (SimpleNamespace(status_code=200), answer or {"ResponseMetadata": {}}))
    return iam


async def test_a_burst_passes_and_then_the_rate_counts_for_each_kind_of_change_by_itself(aws: Aws) -> None:
    iam, began, passed = await _iam(aws), monotonic(), dict[str, list[float]](DetachRolePolicy=[], DeleteRole=[])
    iam.meta.events.register("before-call.iam", lambda model, **_: passed[model.name].append(monotonic() - began))
    detach = [iam.detach_role_policy(RoleName="r", PolicyArn="a" * 20) for _ in range(40)]
    await asyncio.gather(*detach, *(iam.delete_role(RoleName="r") for _ in range(40)))
    assert monotonic() - began < 1.5, "forty of each are two seconds of the rate"
    await asyncio.gather(*(iam.delete_role(RoleName="r") for _ in range(20)))
    assert all(at >= number / 20 for number, at in enumerate(passed["DeleteRole"][40:], 1)), "never more than forty and twenty a second"
    assert passed["DeleteRole"][59] < 1.5, "and evenly, without a rest that makes up for the burst"


async def test_what_was_not_used_for_a_burst_is_not_saved_for_a_larger_one(aws: Aws) -> None:
    iam = await _iam(aws)
    await iam.delete_role(RoleName="r")
    await asyncio.sleep(0.5)  # ten more would have been let through meanwhile
    began = monotonic()
    await asyncio.gather(*(iam.delete_role(RoleName="r") for _ in range(50)))
    assert monotonic() - began >= 0.5


async def test_reading_is_not_kept_back(aws: Aws) -> None:
    iam, began = await _iam(aws, {"Roles": [], "ResponseMetadata": {}}), monotonic()
    await asyncio.gather(*(iam.list_roles() for _ in range(100)))
    assert monotonic() - began < 1.5


async def test_throttling_is_noticed_for_all_that_was_assumed_and_soon_forgotten(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "CALM_SECONDS", 0.05)
    shop = aws.assuming("arn:aws:iam::210987654321:role/PortReader", None, "us-east-1")
    events = (await shop.client("iam", "us-east-1")).meta.events
    for code, throttled in ((None, False), ("AccessDenied", False), ("Throttling", True)):
        await events.emit("response-received.iam.CreateRole", parsed_response={"Error": {"Code": code}} if code else None)
        assert aws.throttled is throttled
    async with asyncio.timeout(5):
        while aws.throttled:
            await asyncio.sleep(0.01)

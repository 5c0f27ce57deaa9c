"""Looks at grants and judges them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from integration.aws.accounts import Account
from integration.aws.grant_listing import list_grants
from integration.aws.grants import read_grant
from integration.domain.observed import Observed
from integration.domain.status import Status, Verdict, classify


@dataclass(frozen=True, slots=True)
class Sighting:
    """What AWS holds under one name, and what we make of it."""

    name: str
    observed: Observed
    verdict: Verdict


async def look(account: Account, name: str, path: str, now: datetime) -> Sighting:
    """The grant of that name. Raises `AwsError`."""
    observed = await read_grant(account, name, path)
    return Sighting(name, observed, classify(observed, now))


async def observe(account: Account, path: str, now: datetime) -> AsyncIterator[Sighting]:
    """Every grant under `path`, and roles elsewhere that are named like one (`unmanaged`). Raises `AwsError`."""
    async for name, observed in list_grants(account, path):
        verdict = classify(observed, now)
        yield await look(account, name, path, now) if _needs_a_closer_look(observed, verdict) else Sighting(name, observed, verdict)


def _needs_a_closer_look(observed: Observed, verdict: Verdict) -> bool:
    """What IAM leaves out when it lists: the age of a policy, by which one without role is judged, and its tags, by which a deadline that
    is being moved is told from one that somebody changed on the role alone.
    """
    alone = observed.role is None and observed.policy is not None and observed.policy.created_at is None
    return alone or verdict.status is Status.CHANGING

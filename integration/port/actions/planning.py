"""From a run in Port to the plan of a grant: who asks, for what, on which resource, and in which account that is."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from integration.aws.accounts import Account
from integration.domain.arn import Arn
from integration.domain.errors import Refusal, Refused
from integration.domain.grant import GrantRequest
from integration.domain.plan import Plan, plan
from integration.port.api import PortApi
from integration.port.api.run import Run
from integration.port.catalog.blueprints import AWS_RESOURCE, IAM_PERMISSIONS
from integration.port.place import Place
from integration.resources.menu import types


@dataclass(frozen=True, slots=True)
class Planned:
    """What would be made, and where."""

    account: Account
    plan: Plan


async def planned(place: Place, port: PortApi, run: Run, approver: str | None = None) -> Planned:
    """The plan that answers the run; what is not in the catalog cannot be asked for. Raises `Refused`, `AwsError`, `PortError`."""
    arn, requester = _subject(run)
    _, resource, unlisted = await asyncio.gather(
        place.accounts(), port.entities.read(AWS_RESOURCE, str(arn)), _unlisted(port, run.permissions)
    )
    if resource is None:
        raise Refused.because(f"{arn} is not in the catalog of AWS resources; only what is listed there can be asked for.")
    account = await _account(place, arn, resource)
    if arn.partition != account.partition:
        raise Refused.because(
            f"{arn} is said to be in {arn.partition}, but account {account.id} is in {account.partition}; correct its ARN."
        )
    asked = GrantRequest(
        run_id=run.id,
        resource=str(arn),
        account=account.id,
        permissions=run.permissions,
        requester=requester,
        duration=run.duration,
        until=run.until,
        reason=run.text("reason") or "",
        ticket=run.text("ticket"),
        approver=approver,
    )
    return Planned(account, _planned(asked, unlisted, place))


def _subject(run: Run) -> tuple[Arn, str]:
    if run.entity is None:
        raise Refused.because("The run names no AWS resource; start it from an entity of aws_resource.")
    if run.requester is None:
        raise Refused.because(
            "Port does not say who started this run, so there is nobody to grant the permissions to; start it as a person."
        )
    return Arn.parse(run.entity), run.requester


async def _unlisted(port: PortApi, permissions: tuple[str, ...]) -> list[Refusal]:
    listed = await port.entities.existing(IAM_PERMISSIONS, permissions)
    return [
        Refusal(name, f"{name} is not in the catalog of IAM permissions; choose one that is listed there.")
        for name in permissions
        if name not in listed
    ]


async def _account(place: Place, arn: Arn, resource: Mapping[str, Any]) -> Account:
    """Where the resource lives, by its ARN; a bucket's names no account, so there the catalog says it, and the proof that the
    resource exists asks AWS whether it is so.
    """
    named = arn.account or resource["properties"].get("account")
    if named:
        return await place.account(str(named))
    first, *others = await place.accounts()
    if others:
        raise Refused.because(f"The catalog does not say which account {arn} is in; the next resync fills in its property account.")
    return first


def _planned(asked: GrantRequest, unlisted: list[Refusal], place: Place) -> Plan:
    """The plan, or every reason against it at once; where the domain knows a better reason than "not listed", it stands alone."""
    try:
        found = plan(asked, types(), place.settings.grants, datetime.now(UTC))
    except Refused as refused:
        told = {refusal.permission for refusal in refused.refusals}
        raise Refused([*refused.refusals, *(refusal for refusal in unlisted if refusal.permission not in told)]) from None
    if unlisted:
        raise Refused(unlisted)
    return found

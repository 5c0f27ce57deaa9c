"""The action request_permissions: from a run in Port to a grant in AWS and its entity."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from loguru import logger

from integration.aws.accounts import Account
from integration.domain.arn import Arn
from integration.domain.errors import IamPermissionsError, Refusal, Refused
from integration.domain.grant import NAME_PREFIX, Grant, GrantRequest
from integration.domain.plan import Plan, plan
from integration.domain.sign_in import sign_in_url
from integration.operations.must_work import must_work
from integration.operations.observe import look
from integration.operations.request import request
from integration.operations.revoke import revoke
from integration.port.api import PortApi, PortError
from integration.port.blueprints import AWS_RESOURCE, IAM_PERMISSIONS
from integration.port.entities import grant_entity
from integration.port.items import Related, grant_item
from integration.port.outcomes import Outcome
from integration.port.place import Place
from integration.port.runs import Run
from integration.resources.menu import types


class RequestPermissions:
    """Authority comes from Port's own records, read by id; the payload of the action is not looked at."""

    def __init__(self, place: Place, port: PortApi) -> None:
        self._place = place
        self._port = port

    async def __call__(self, run: Run, payload: Mapping[str, Any]) -> Outcome:
        """Grants what the run asks for. Raises `Refused`, `NameTaken`, `NotProven`, `AwsError`, `PortError`."""
        try:
            account, planned = await self._plan(run)
            await must_work(account, planned.grant)
        except Refused:
            await self._undo(run)
            raise
        grant = await request(account, planned.grant, datetime.now(UTC))
        await self._must_still_be_wanted(account, grant, run)
        return _granted(grant, [*(warning.message for warning in planned.warnings), *await self._write_entity(account, grant, run)])

    async def _must_still_be_wanted(self, account: Account, grant: Grant, run: Run) -> None:
        """A revoke ends this run before it ends the grant, so what was granted after it looked is taken back here."""
        try:
            status = await self._port.status_of(run.id)
        except PortError as error:  # the access works; not to know is no reason to take it back
            logger.warning("A run could not be looked at after granting", run_id=run.id, error=str(error))
            return
        if status == "FAILURE":
            await revoke(account, grant.name, grant.path, datetime.now(UTC))
            raise Refused.because("This run was ended while it was carried out, so what it had granted was taken back.")

    async def _undo(self, run: Run) -> None:
        """What may no longer be granted is taken back where an earlier delivery of the run had begun with it."""
        name = f"{NAME_PREFIX}{run.id}"
        if run.again and (account := await self._place.account_of(name, None)):
            await revoke(account, name, self._place.settings.grants.path, datetime.now(UTC))

    async def _plan(self, run: Run) -> tuple[Account, Plan]:
        arn, requester = _subject(run)
        _, resource, unlisted = await asyncio.gather(
            self._place.accounts(), self._port.entity(AWS_RESOURCE, str(arn)), self._unlisted(run.permissions)
        )
        if resource is None:
            raise Refused.because(f"{arn} is not in the catalog of AWS resources; only what is listed there can be asked for.")
        account = await self._account(arn, resource)
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
            approver=None,
        )
        return account, self._planned(asked, unlisted)

    async def _account(self, arn: Arn, resource: Mapping[str, Any]) -> Account:
        """Where the resource lives, by its ARN; a bucket's names no account, so there the catalog says it, and the proof that the
        resource exists asks AWS whether it is so.
        """
        named = arn.account or resource["properties"].get("account")
        if named:
            return await self._place.account(str(named))
        first, *others = await self._place.accounts()
        if others:
            raise Refused.because(f"The catalog does not say which account {arn} is in; the next resync fills in its property account.")
        return first

    def _planned(self, asked: GrantRequest, unlisted: list[Refusal]) -> Plan:
        """The plan, or every reason against it at once; where the domain knows a better reason than "not listed", it stands alone."""
        try:
            planned = plan(asked, types(), self._place.settings.grants, datetime.now(UTC))
        except Refused as refused:
            told = {refusal.permission for refusal in refused.refusals}
            raise Refused([*refused.refusals, *(refusal for refusal in unlisted if refusal.permission not in told)]) from None
        if unlisted:
            raise Refused(unlisted)
        return planned

    async def _unlisted(self, permissions: tuple[str, ...]) -> list[Refusal]:
        listed = await self._port.existing(IAM_PERMISSIONS, permissions)
        return [
            Refusal(name, f"{name} is not in the catalog of IAM permissions; choose one that is listed there.")
            for name in permissions
            if name not in listed
        ]

    async def _write_entity(self, account: Account, grant: Grant, run: Run) -> list[str]:
        """Shows the grant in the catalog. What keeps it from being shown now is told; the access works all the same."""
        related = Related(resources={str(grant.resource)}, permissions=set(grant.actions))
        risks = self._place.settings.grants.guardrails.risk_overrides
        try:
            sighting = await look(account, grant.name, grant.path, datetime.now(UTC))
            await self._port.upsert(await grant_entity(grant_item(sighting, account.id, related, risks)), run.id)
        except IamPermissionsError as error:
            return [f"The catalog does not show it yet; the next resync will. {error}"]
        return []


def _subject(run: Run) -> tuple[Arn, str]:
    if run.entity is None:
        raise Refused.because("The run names no AWS resource; start it from an entity of aws_resource.")
    if run.requester is None:
        raise Refused.because("Port does not say who started this run, so there is nobody to grant the permissions to.")
    return Arn.parse(run.entity), run.requester


def _granted(grant: Grant, notes: list[str]) -> Outcome:
    url = sign_in_url(grant)
    lines = [
        f'Created permission for the AWS resource "{grant.resource}"🚀',
        f"Requester for this permission is: {grant.requester}",
        f"The sign-in URL: {url}",
        f"It ends at {grant.deadline:%Y-%m-%d %H:%M:%S} UTC. AWS may take some seconds to know of it everywhere.",
        *notes,
    ]
    summary = f"{', '.join(grant.actions)} on {grant.resource} for {grant.requester} until {grant.deadline:%Y-%m-%d %H:%M} UTC"
    return Outcome(success=True, label="Granted", log="\n".join(lines), summary=summary, link=url)

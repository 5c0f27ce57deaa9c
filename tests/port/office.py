"""Where the verbs of a grant are tried: a local Port in this process, IAM (moto server), and grants that are there."""

from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from integration.domain.arn import Arn
from integration.domain.grant import Grant
from integration.operations.observe import Sighting, look
from integration.operations.request import request
from integration.port.actions.change_expiry import ChangeExpiry
from integration.port.actions.extend_permissions import ExtendPermissions
from integration.port.actions.revoke_user_permissions import RevokeUserPermissions
from integration.port.api.run import Run
from integration.port.catalog.catalog import Catalog
from integration.port.catalog.history import History
from integration.port.place import Place
from integration.port.runs.outcomes import Outcome
from tests.grants import a_grant
from tests.port.company import BUCKET, Company
from tests.sandbox.port.client import ALICE

NOW = datetime.now(UTC).replace(microsecond=0)
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Office:
    """Everything that the verbs are made of."""

    company: Company
    place: Place

    @property
    def parts(self) -> tuple[Catalog, History]:
        return Catalog(self.place, self.company.api), History(self.company.api)

    @property
    def extend(self) -> ExtendPermissions:
        return ExtendPermissions(self.place, *self.parts)

    @property
    def change_expiry(self) -> ChangeExpiry:
        return ChangeExpiry(self.place, self.company.api, *self.parts)

    @property
    def leaver(self) -> RevokeUserPermissions:
        return RevokeUserPermissions(self.place, self.company.api, *self.parts)

    async def events(self, grant: Grant) -> dict[str, Any]:
        """Those of a grant, by what happened."""
        answer = await self.company.port.ask("GET", "/v1/blueprints/permission_events/entities")
        told = [event["properties"] for event in answer["entities"]]
        return {event["event"]: event for event in told if event["grant"] == grant.name}

    async def look(self, grant: Grant) -> Sighting:
        return await look(await self.place.account(grant.account), grant.name, grant.path, NOW)

    async def granted(self, account: str, requester: str = ALICE.email, **changes: Any) -> Grant:
        """A grant of now for four hours, with its entity."""
        made = {"granted_at": NOW, "deadline": NOW + timedelta(hours=4), "resource": Arn.parse(BUCKET), "requester": requester} | changes
        grant = a_grant(account, **made)
        await request(await self.place.account(account), grant, NOW)
        properties = {"expiry_time": f"{grant.deadline:%Y-%m-%dT%H:%M:%SZ}", "account": account, "requester": requester}
        body = {"identifier": grant.name, "properties": properties}
        await self.company.port.ask("POST", "/v1/blueprints/provisioned_permissions/entities", body=body)
        return grant

    async def edit(self, grant: Grant, expiry: str | None) -> None:
        """Writes another expiry time into the entity, as a person in Port does."""
        path = f"/v1/blueprints/provisioned_permissions/entities/{grant.name}"
        await self.company.port.ask("PATCH", path, body={"properties": {"expiry_time": expiry}})


async def told(doing: Awaitable[Outcome]) -> Outcome:
    """What a verb came to, once Port was told of it as after every run."""
    outcome = await doing
    await outcome.tell()
    return outcome


def run_of(grant: Grant | None, who: str | None, **inputs: Any) -> Run:
    return Run(f"r_{next(_numbers):015d}v", grant.name if grant else None, who, inputs, asked_at=NOW)

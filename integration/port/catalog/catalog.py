"""Grants in the catalog: found by the name of their entity, shown as AWS holds them after something was done, removed when gone."""

import asyncio
from datetime import UTC, datetime

from integration.aws.accounts import Account
from integration.domain.errors import IamPermissionsError, Refused
from integration.domain.grant import Grant
from integration.operations.observe import Sighting, look
from integration.port.api import PortApi, PortError
from integration.port.api.run import Run
from integration.port.catalog.blueprints import AWS_RESOURCE, IAM_PERMISSIONS, PROVISIONED_PERMISSIONS
from integration.port.catalog.entities import grant_entity
from integration.port.catalog.items import Related, grant_item
from integration.port.catalog.unmanaged import with_what_others_wrote
from integration.port.place import Place, account_in
from integration.port.sweeper import Held


class Catalog:
    """Writes entities through the mapping that a resync uses. What keeps it from writing is told in sentences and fails nothing."""

    def __init__(self, place: Place, port: PortApi) -> None:
        self._place = place
        self._port = port
        self._risks = place.settings.grants.guardrails.risk_overrides

    async def find(self, run: Run) -> Held:
        """The grant that the run is about, as AWS holds it. Raises `Refused`, `AwsError`, `PortError`."""
        if run.entity is None:
            raise Refused.because("The run names no entity of provisioned_permissions; start it from one.")
        entity = await self._port.entities.read(PROVISIONED_PERMISSIONS, run.entity)
        account = await self._place.account_of(run.entity, account_in(entity))
        sighting = await self._look(account, run.entity) if account else None
        if account is None or sighting is None or sighting.observed.role is None:
            raise Refused.because(f"{run.entity} is no longer in AWS; the next resync removes it from the catalog.")
        return Held(account, sighting)

    async def show(self, account: Account, name: str, run: Run) -> list[str]:
        """Writes the grant's entity as AWS holds it now."""
        try:
            sighting = await self._look(account, name)
            if sighting.observed.role is None and sighting.observed.policy is None:
                return [f"AWS shows nothing of {name}; the next resync tells the catalog."]
            related = await self.related_to(sighting.verdict.grant)
        except IamPermissionsError as error:
            return [_not_yet(error)]
        return await self.write(Held(account, sighting), run, related)

    async def write(self, held: Held, run: Run, related: Related) -> list[str]:
        """Writes the entity of a grant that has just been looked at."""
        try:
            item = grant_item(held.sighting, held.account.id, related, self._risks)
            [known] = await with_what_others_wrote(self._port, [item], self._port.entities.existing)
            await self._port.entities.upsert(await grant_entity(known), run.id)
        except IamPermissionsError as error:
            return [_not_yet(error)]
        return []

    async def remove(self, name: str, run: Run) -> list[str]:
        """Deletes the entity of a grant that is gone."""
        try:
            await self._port.entities.delete(PROVISIONED_PERMISSIONS, name, run.id)
        except PortError as error:
            return [f"The catalog could not be told; the next resync will do it. {error}"]
        return []

    async def _look(self, account: Account, name: str) -> Sighting:
        return await look(account, name, self._place.settings.grants.path, datetime.now(UTC))

    async def related_to(self, grant: Grant | None) -> Related:
        """What the grant's entity may relate to."""
        if grant is None:
            return Related(set(), set())
        resource, actions = [str(grant.resource)], grant.actions
        existing = self._port.entities.existing
        return Related(*await asyncio.gather(existing(AWS_RESOURCE, resource), existing(IAM_PERMISSIONS, actions)))


def _not_yet(error: IamPermissionsError) -> str:
    return f"The catalog does not show it yet; the next resync will. {error}"

"""What a resync may delete from the catalog: a grant only when AWS says now that it is gone, resources never nearly all at once."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime

from port_ocean.clients.port.types import UserAgentType
from port_ocean.core.models import Entity
from port_ocean.core.ocean_types import EntityDiff

from integration.domain.errors import IamPermissionsError, Refused
from integration.operations.observe import look
from integration.port import log
from integration.port.api import PortApi
from integration.port.catalog.blueprints import AWS_RESOURCE, PROVISIONED_PERMISSIONS
from integration.port.catalog.history import History
from integration.port.place import Place, account_in
from integration.port.resync.writing import WritingBehind
from integration.resources.menu import kind_of_arn

# Fewer resources than this may go at once, whatever share of their kind they are.
_ALWAYS_ALLOWED = 10


class SuspiciousShrink(IamPermissionsError):
    """So much of a kind is gone at once that it is more likely that we could not see it."""


class Deletions:
    """Judges the entities that Ocean found stale. Ocean lists before it deletes, so a grant made meanwhile looks stale, more so when the
    clocks of Ocean and Port differ.
    """

    def __init__(self, place: Place, port: PortApi, history: History) -> None:
        self._place = place
        self._port = port
        self._history = history

    async def allowed(self, stale: Iterable[Entity]) -> list[Entity]:
        """Those of the stale entities that may go, whatever the number."""
        return [entity for entity in stale if entity.blueprint != PROVISIONED_PERMISSIONS or await self._gone(entity.identifier)]

    async def prepare(self, going: Iterable[Entity]) -> None:
        """Port deletes nothing that is related to, and the history of a resource stays when the resource goes."""
        await self._history.let_go([entity.identifier for entity in going if entity.blueprint == AWS_RESOURCE])

    def suspicious(self, stale: Iterable[Entity], kept: Iterable[Entity]) -> set[str]:
        """The kinds of resources that would lose more of what they have than the settings allow."""
        going, staying = Counter(_kinds(stale)), Counter(_kinds(kept))
        share = self._place.settings.maximum_shrink / 100
        return {kind for kind, count in going.items() if count > max(_ALWAYS_ALLOWED, share * (count + staying[kind]))}

    async def _gone(self, name: str) -> bool:
        """Whether AWS says so: in the account that the entity names, and wherever else we are served. What cannot be asked may be there."""
        try:
            entity = await self._port.entities.read(PROVISIONED_PERMISSIONS, name)
            account = await self._place.account_of(name, account_in(entity))
            if account is None:
                return True
            observed = (await look(account, name, self._place.settings.grants.path, datetime.now(UTC))).observed
        except IamPermissionsError as error:
            log.warning("A grant that was not listed stays in the catalog, because AWS cannot be asked for it", name=name, error=error)
            return False
        return observed.role is None and observed.policy is None


class GuardedApplier(WritingBehind):
    """Ocean's own deletion, asked only for what `deletions` allows."""

    deletions: Deletions

    @classmethod
    def asking(cls, deletions: Deletions) -> "type[GuardedApplier]":
        """The class that asks these; Ocean makes the instance itself and hands over nothing of ours."""
        return type(cls.__name__, (cls,), {"deletions": deletions})

    async def delete_diff(
        self, entities: EntityDiff, user_agent_type: UserAgentType, entity_deletion_threshold: float | None = None
    ) -> None:
        stale = _stale(entities)
        held = self.deletions.suspicious(stale, entities["after"])
        going = await self.deletions.allowed(entity for entity in stale if _kind(entity) not in held)
        await self.deletions.prepare(going)
        # Ocean compares once more, which takes memory for every entity of the catalog.
        staying = entities["after"] if going else []
        await super().delete_diff({"before": going, "after": staying}, user_agent_type, entity_deletion_threshold)
        if held:
            log.error("Nothing of these kinds was deleted", kinds=sorted(held))
            raise SuspiciousShrink(
                f"More of {', '.join(sorted(held))} is gone from AWS than maximumShrink allows, so nothing of it was deleted from the "
                "catalog. If that is right, raise maximumShrink and resync."
            )


def _stale(entities: EntityDiff) -> list[Entity]:
    kept = {(entity.blueprint, entity.identifier) for entity in entities["after"]}
    return [entity for entity in entities["before"] if (entity.blueprint, entity.identifier) not in kept]


def _kinds(entities: Iterable[Entity]) -> list[str]:
    return [kind for entity in entities if (kind := _kind(entity))]


def _kind(entity: Entity) -> str:
    """The kind of a resource's entity; "" for any other, or where the identifier is no ARN of the menu."""
    if entity.blueprint != AWS_RESOURCE:
        return ""
    try:
        return kind_of_arn(entity.identifier)
    except Refused:
        return ""

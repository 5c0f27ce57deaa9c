"""The resync: reads AWS and hands raw items to Ocean, in batches. An error on the way is raised, so that Ocean deletes nothing."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from itertools import batched, groupby

from integration.aws.accounts import Account
from integration.aws.bounds import ACCOUNTS_AT_ONCE
from integration.aws.errors import AwsError
from integration.aws.listing import list_resources
from integration.aws.streams import merged
from integration.domain.errors import Refused
from integration.domain.permission import offered
from integration.port.api import PortApi
from integration.port.catalog.blueprints import AWS_RESOURCE, IAM_PERMISSIONS
from integration.port.catalog.items import PERMISSION_KIND, Item, Related, grant_item, permission_item, resource_item
from integration.port.catalog.unmanaged import with_what_others_wrote
from integration.port.garbage import collect_new
from integration.port.place import Place
from integration.port.resync.census import Census
from integration.port.sweeper import Held, Sweeper
from integration.resources.menu import kind_of_arn, row_of_kind, types
from integration.resources.row import Row

# Ocean starts a process pool for every batch, so few large batches; a larger one would only hold more in memory.
_BATCH = 500
# Ocean writes a batch that is not larger than this without looking whether anything changed.
_NOT_COMPARED = 10


class Resync:
    """One method per kind of raw item, each an async generator of batches as Ocean wants them."""

    def __init__(self, place: Place, port: PortApi, sweeper: Sweeper) -> None:
        self._place = place
        self._port = port
        self._sweeper = sweeper

    async def permissions(self, kind: str) -> AsyncIterator[list[Item]]:
        """The IAM actions on offer, but for those that somebody entered in Port by hand: they stay theirs."""
        settings = self._place.settings
        by_hand = await self._port.entities.made_by_others(IAM_PERMISSIONS)
        offers = offered(types(), settings.grants.guardrails, settings.offered_access_levels)
        services = settings.offered_services or {kind.service for kind in types()}
        ours = [offer for offer in offers if offer.service in services and offer.action not in by_hand]
        Census.of_this_resync().add(kind, (offer.action for offer in ours))
        for batch in batched(ours, _BATCH):
            yield [permission_item(offer) for offer in batch]

    async def resources(self, kind: str) -> AsyncIterator[list[Item]]:
        """The AWS resources of one row of the menu."""
        row, census = row_of_kind(kind), Census.of_this_resync()
        census.add(kind, ())
        sources = [self._resources_of(account, row) for account in await self._place.accounts()]
        async for batch in _batches(merged(sources, ACCOUNTS_AT_ONCE)):
            census.add(kind, (str(item["Properties"]["Arn"]) for item in batch))
            yield batch

    async def _resources_of(self, account: Account, row: Row) -> AsyncGenerator[list[Item], None]:
        await account.aws.enter()
        async with aclosing(list_resources(account, row, await self._place.regions(account))) as pages:
            async for page in pages:
                yield [resource_item(row, account.id, listed) for listed in page]
                del page

    async def grants(self, kind: str) -> AsyncIterator[list[Item]]:
        """The grants that IAM holds after the sweep, and what is named like one."""
        risks = self._place.settings.grants.guardrails.risk_overrides
        async for batch in _batches(self._sweeper.grants()):
            related = await self._related(batch)
            items = [grant_item(held.sighting, held.account.id, related, risks) for held in batch]
            yield await with_what_others_wrote(self._port, items, self._staying_of_any_kind)

    async def _related(self, batch: Sequence[Held]) -> Related:
        grants = [held.sighting.verdict.grant for held in batch if held.sighting.verdict.grant]
        arns = sorted({str(grant.resource) for grant in grants}, key=kind_of_arn)
        resources: set[str] = set()
        for kind, some in groupby(arns, kind_of_arn):
            resources |= await self._staying(AWS_RESOURCE, kind, set(some))
        actions = {action for grant in grants for action in grant.actions}
        return Related(resources, await self._staying(IAM_PERMISSIONS, PERMISSION_KIND, actions))

    async def _staying_of_any_kind(self, blueprint: str, identifiers: set[str]) -> set[str]:
        """The same for identifiers that others chose: an `aws_resource` may be no resource that we list, and then stays theirs."""
        staying: set[str] = set()
        for identifier in sorted(identifiers):
            try:
                kind = PERMISSION_KIND if blueprint == IAM_PERMISSIONS else kind_of_arn(identifier)
            except Refused:
                kind = ""
            staying |= await self._staying(blueprint, kind, {identifier})
        return staying

    async def _staying(self, blueprint: str, kind: str, identifiers: set[str]) -> set[str]:
        """Those that the catalog has and that the end of this resync will not delete."""
        there = await self._port.entities.existing(blueprint, identifiers)
        missing = Census.of_this_resync().missing(kind, there)
        return there - missing | await self._port.entities.existing(blueprint, missing, by_others=True)


async def _batches[T](pages: AsyncGenerator[list[T], None]) -> AsyncGenerator[list[T], None]:
    """The same in large batches, the last one none too small; what came before a failure comes out before it."""
    batch: list[T] = []
    failure: AwsError | None = None
    try:
        async with aclosing(pages):
            async for page in pages:
                batch += page
                while len(batch) > _BATCH + _NOT_COMPARED:
                    collect_new()
                    yield batch[:_BATCH]
                    del batch[:_BATCH]
    except AwsError as error:
        failure = error
    yield batch
    if failure:
        raise failure

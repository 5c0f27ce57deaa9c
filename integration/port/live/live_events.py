"""Live events: what AWS tells of is looked at again and shown. Of an event nothing is believed but where to look."""

from datetime import UTC, datetime

from integration.aws.accounts import Account
from integration.aws.reading import read_resource
from integration.domain.api_call import ApiCall
from integration.domain.arn import Arn
from integration.domain.reach import partition_of
from integration.operations.observe import look
from integration.port import log
from integration.port.api import PortApi
from integration.port.catalog.blueprints import AWS_RESOURCE, PROVISIONED_PERMISSIONS
from integration.port.catalog.catalog import Catalog
from integration.port.catalog.entities import grant_entity
from integration.port.catalog.history import History
from integration.port.catalog.items import GRANT_KIND, Item, Related, grant_item, resource_item
from integration.port.catalog.unmanaged import with_what_others_wrote
from integration.port.live.second_looks import Subject
from integration.port.place import NotServed, Place, account_in
from integration.resources.happenings import grants_in, resources_in
from integration.resources.menu import kind_of_arn, row_of_kind


def subjects(call: ApiCall) -> list[Subject]:
    """What a call of AWS's API was about that the catalog may show."""
    arns = resources_in(call, partition_of([], [call.region]))
    resources = [Subject(kind_of_arn(str(arn)), call.account, arn.region, str(arn)) for arn in arns]
    return resources + [Subject(GRANT_KIND, call.account, "", name) for name in grants_in(call)]


class LiveEvents:
    """Looks at subjects, as a resync would look at all of them."""

    def __init__(self, place: Place, port: PortApi, catalog: Catalog, history: History) -> None:
        self._place = place
        self._port = port
        self._catalog = catalog
        self._history = history

    async def serves(self, subject: Subject) -> bool:
        """Whether the operator lets us look there. Raises `AwsError`."""
        try:
            account = await self._place.account(subject.account)
        except NotServed:
            return False
        return not subject.region or subject.region in await self._place.regions(account)

    async def look(self, subject: Subject, *, certain: bool) -> list[Item]:
        """The raw item of the subject as AWS holds it now; none where it is gone, and where that is `certain` its entity goes too.

        A new role or bucket may be answered with "not found" for a while, so one such answer alone proves nothing.
        Raises `AwsError`, `PortError` and `NotMapped`, with the catalog left as it is.
        """
        account = await self._place.account(subject.account)
        if subject.kind == GRANT_KIND:
            item = await self._grant(account, subject.identifier)
        else:
            item = await self._resource(account, subject)
        if item is None and certain:
            await self._forget(account, subject)
        return [] if item is None else [item]

    async def _resource(self, account: Account, subject: Subject) -> Item | None:
        row, arn = row_of_kind(subject.kind), Arn.parse(subject.identifier)
        found = await read_resource(account, row, arn, await self._place.regions(account))
        return resource_item(row, account.id, found) if found else None

    async def _grant(self, account: Account, name: str, without: str | None = None) -> Item | None:
        sighting = await look(account, name, self._place.settings.grants.path, datetime.now(UTC))
        if sighting.observed.role is None and sighting.observed.policy is None:
            return None
        related = await self._catalog.related_to(sighting.verdict.grant)
        resources = set(related.resources) - {without}
        risks = self._place.settings.grants.guardrails.risk_overrides
        item = grant_item(sighting, account.id, Related(resources, related.permissions), risks)
        [known] = await with_what_others_wrote(self._port, [item], self._port.entities.existing)
        return known

    async def _forget(self, account: Account, subject: Subject) -> None:
        """Deletes the entity, if it is ours and of this account: the name of a bucket or a role may be in use in another one."""
        blueprint = PROVISIONED_PERMISSIONS if subject.kind == GRANT_KIND else AWS_RESOURCE
        entity = await self._port.entities.read(blueprint, subject.identifier)
        if entity is None or account_in(entity) not in (None, account.id):
            return
        if await self._port.entities.existing(blueprint, [subject.identifier], by_others=True):
            return
        if blueprint == AWS_RESOURCE:
            await self._loosen(account, subject.identifier)
        await self._port.entities.delete(blueprint, subject.identifier)
        log.info("What is gone from AWS left the catalog", identifier=subject.identifier, blueprint=blueprint)

    async def _loosen(self, account: Account, arn: str) -> None:
        """Port deletes nothing that is related to: the grants on a resource, and its history, stay without it."""
        for name in sorted(await self._port.entities.naming(PROVISIONED_PERMISSIONS, "resource_arn", [arn])):
            item = await self._grant(account, name, without=arn)
            if item:
                await self._port.entities.upsert(await grant_entity(item))
        await self._history.let_go([arn])

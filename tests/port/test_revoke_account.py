"""A grant is ended in the account that holds it, whatever its entity says (moto server)."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from integration.aws.errors import AccessDenied
from integration.aws.grants import read_grant
from integration.domain.errors import Refused
from integration.domain.grant import Grant
from integration.operations.request import request
from integration.port.actions.revoke_permissions import RevokePermissions
from integration.port.api.run import Run
from integration.port.catalog.catalog import Catalog
from integration.port.catalog.history import History
from integration.port.place import NotServed, Place
from tests.accounts import DATA, SEVERAL, SHOP, deny, place
from tests.grants import a_grant
from tests.port.company import stood_in_by
from tests.port.office import told

pytestmark = pytest.mark.usefixtures("account")


class _Port:
    """A catalog with one entity, or none, and no runs."""

    def __init__(self, properties: Mapping[str, Any] | None) -> None:
        self._properties = properties
        self.deleted: list[str] = []

    async def read(self, _: str, identifier: str) -> Mapping[str, Any] | None:
        return None if self._properties is None else {"identifier": identifier, "properties": self._properties}

    async def unfinished(self, _: str) -> None:
        return None

    async def existing(self, *_: object) -> set[str]:
        return set()

    async def keep(self, _: object) -> None:
        """The history is judged elsewhere."""

    async def delete(self, _: str, identifier: str, run_id: str) -> None:
        self.deleted.append(identifier)


@pytest.fixture
async def where() -> AsyncIterator[Place]:
    async with place(SEVERAL) as opened:
        yield opened


async def _granted(where: Place) -> Grant:
    now = datetime.now(UTC)
    grant = a_grant(DATA, granted_at=now, deadline=now + timedelta(hours=4))
    await request(await where.account(DATA), grant, now)
    return grant


async def _revoked(where: Place, grant: Grant, port: _Port, *, by_hand: bool = True) -> bool:
    run = Run("r_revoke", grant.name if by_hand else None, "dana@acme.example" if by_hand else None, {})
    api = stood_in_by(port)
    verb = RevokePermissions(where, api, Catalog(where, api), History(api))
    return (await told(verb(run, {"entity": grant.name}))).success


async def _is_there(where: Place, grant: Grant) -> bool:
    return (await read_grant(await where.account(DATA), grant.name, grant.path)).role is not None


@pytest.mark.parametrize("properties", [{"account": DATA}, {"account": SHOP}, {"account": "999999999999"}, {}, None])
async def test_it_ends_whatever_the_entity_says(where: Place, properties: dict[str, Any] | None) -> None:
    grant, port = await _granted(where), _Port(properties)
    assert await _revoked(where, grant, port)
    assert not await _is_there(where, grant)
    assert port.deleted == [grant.name]


async def test_what_lives_in_an_account_that_is_not_served_is_not_said_to_be_gone(where: Place) -> None:
    port = _Port({"account": "999999999999"})
    with pytest.raises(NotServed, match="999999999999"):
        await _revoked(where, a_grant("999999999999"), port)
    assert port.deleted == []


async def test_a_timer_without_entity_is_judged_by_the_record_wherever_it_is(where: Place) -> None:
    grant, port = await _granted(where), _Port(None)
    with pytest.raises(Refused, match="is not reached"):
        await _revoked(where, grant, port, by_hand=False)
    assert await _is_there(where, grant)


async def test_it_is_not_said_to_be_gone_while_an_account_cannot_be_asked(where: Place) -> None:
    port = _Port({"account": SHOP})
    deny(await (await where.account(DATA)).iam())
    with pytest.raises(AccessDenied, match=f"account {DATA}"):
        await _revoked(where, a_grant(DATA), port)
    assert port.deleted == []

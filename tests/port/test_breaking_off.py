"""A verb that AWS breaks off leaves a grant changed in part; the catalog shows it as it stands (moto server)."""

from typing import Any

import pytest
from botocore.exceptions import ClientError
from port_ocean.core.models import Entity

from integration.aws.accounts import Account
from integration.aws.errors import AwsError
from integration.domain.grant import Grant
from integration.port.actions.revoke_permissions import RevokePermissions
from integration.port.api.run import Run
from integration.port.catalog import catalog
from tests.port.office import Office
from tests.sandbox.port.client import ALICE


@pytest.fixture(autouse=True)
def _catalog_that_shows_the_status(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """As little of an entity as tells it: the mapping is Ocean's, and no Ocean runs here."""

    async def mapped(item: dict[str, Any]) -> Entity:
        told = item["Properties"]
        entity = {"identifier": told["RoleName"], "title": told["RoleName"], "blueprint": "provisioned_permissions"}
        return Entity.parse_obj(entity | {"properties": {"status": told["Status"]}, "relations": {}})

    monkeypatch.setattr(catalog, "grant_entity", mapped)


async def test_a_grant_that_resists_its_revoke_is_shown_as_being_revoked(office: Office, account: Account) -> None:
    grant = await office.granted(account.id)
    run = await _stored(office, "revoke_permissions", grant)
    await _resists(office, grant, "DeletePolicy")

    with pytest.raises(AwsError, match="not this one"):
        await RevokePermissions(office.place, office.company.api, *office.parts)(run, {})

    assert await _shown(office, grant) == "revoking"


async def test_an_extension_that_breaks_off_is_shown_as_it_stands(office: Office, account: Account) -> None:
    grant = await office.granted(account.id)
    run = await _stored(office, "extend_permissions", grant, duration="8h")
    await _resists(office, grant, "CreatePolicyVersion")

    with pytest.raises(AwsError, match="not this one"):
        await office.extend(run, {})

    assert await _shown(office, grant) == "changing"


async def test_what_resists_the_end_of_a_leaver_is_shown_as_being_revoked_too(office: Office, account: Account) -> None:
    grant = await office.granted(account.id)
    run = await _stored(office, "revoke_user_permissions", grant, user=grant.requester)
    await _resists(office, grant, "DeletePolicy")

    assert not (await office.leaver(run, {})).success

    assert await _shown(office, grant) == "revoking"


async def _stored(office: Office, action: str, grant: Grant, **inputs: Any) -> Run:
    """A run that Port knows, as it must to take an entity that is tied to it; about a grant that it shows as active."""
    path = f"/v1/blueprints/provisioned_permissions/entities/{grant.name}"
    await office.company.port.ask("PATCH", path, body={"properties": {"status": "active"}})
    return await office.company.api.runs.read(await office.company.start(action, grant.name, ALICE.email, **inputs))


async def _shown(office: Office, grant: Grant) -> str:
    entity = await office.company.port.ask("GET", f"/v1/blueprints/provisioned_permissions/entities/{grant.name}")
    return str(entity["entity"]["properties"]["status"])


async def _resists(office: Office, grant: Grant, operation: str) -> None:
    """From here on AWS does not do this to the grant."""
    iam = await (await office.place.account(grant.account)).iam()

    def refuse(params: dict[str, Any], **_: Any) -> None:
        if grant.name in str(params):
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": "not this one"}}, operation)

    iam.meta.events.register(f"before-call.iam.{operation}", refuse)

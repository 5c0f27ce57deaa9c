"""The shipped mapping makes of a grant's raw item the entity that people read."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from port_ocean.context.ocean import ocean
from port_ocean.core.handlers.port_app_config.models import ResourceConfig

from integration.domain.risk import Risk, RiskOverrides
from integration.domain.status import classify
from integration.operations.observe import Sighting
from integration.port.catalog.items import GRANT_KIND, Related, grant_item
from integration.port.resync.mapping import InProcessEntityProcessor
from tests.domain.examples import ACCOUNT, BUCKET, NOW, grant, observed

_NOBODY = Related((), ())
_RATINGS: RiskOverrides = {"s3:ListBucket": Risk.HIGH}


async def _entity(mapping: dict[str, ResourceConfig], **trust: Any) -> dict[str, Any]:
    held = grant()
    held = replace(held, trust=replace(held.trust, **trust))
    seen = observed(held)
    item = grant_item(Sighting(held.name, seen, classify(seen, NOW + timedelta(hours=1))), ACCOUNT, _NOBODY, _RATINGS)
    patterns = mapping[GRANT_KIND].port.entity.mappings.dict(exclude_unset=True)
    (((mapped,), _),), _ = await InProcessEntityProcessor(ocean).parse_items_sync(patterns, [item], "true")
    properties: dict[str, Any] = mapped.entity["properties"]
    return properties


async def test_a_grant_tells_who_why_when_and_where(mapping: dict[str, ResourceConfig]) -> None:
    told = await _entity(mapping)
    assert {name: told[name] for name in ("requester", "approver", "reason", "ticket", "granted_at", "account", "resource_arn", "run")} == {
        "requester": "alice@example.com",
        "approver": "bob@example.com",
        "reason": "The nightly report is stuck (№ 7)",
        "ticket": "OPS-7",
        "granted_at": "2026-11-24T09:00:00Z",
        "account": ACCOUNT,
        "resource_arn": BUCKET,
        "run": "r_1",
    }
    assert (told["status"], told["drift"], told["risk"]) == ("active", [], "high")
    assert told["console_link"] == "https://console.aws.amazon.com/iam/home#/roles/details/Permission-r_1"


@pytest.mark.parametrize(("ways", "is_bound"), [(("identity-center", "iam-user"), True), (("iam-user", "account-root"), False)])
async def test_a_grant_for_everybody_in_the_account_is_not_bound(
    mapping: dict[str, ResourceConfig], ways: tuple[str, ...], is_bound: bool
) -> None:
    assert (await _entity(mapping, via=ways))["bound_to_requester"] is is_bound

"""What a resync keeps of its entities: all that Ocean keeps, in less memory."""

import tracemalloc
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from port_ocean.clients.port.mixins.entities import EntityClientMixin
from port_ocean.core.integrations.mixins.sync_raw import SyncRawMixin
from port_ocean.core.models import Entity
from port_ocean.core.ocean_types import CalculationResult, EntitySelectorDiff
from port_ocean.ocean import Ocean

_MANY = 1000


def _mapped(number: int, **relations: Any) -> Entity:
    """As JQ gives it, no text shared with another."""
    return Entity.parse_obj(
        {
            "identifier": f"arn:aws:ec2:eu-north-1:111122223333:instance/i-{number:017x}",
            "blueprint": "".join(("aws", "_resource")),
            "title": f"instance {number}",
            "properties": {"resource_type": "EC2"},
            "relations": relations,
        }
    )


def _by_ocean(entities: list[Entity]) -> list[Entity]:
    return [EntityClientMixin._reduce_entity(entity) for entity in entities]


@pytest.fixture
def kept(app: Ocean, monkeypatch: pytest.MonkeyPatch) -> Callable[[list[Entity]], Awaitable[CalculationResult]]:
    """A batch registered by our integration, of which Ocean keeps what it always does."""

    def of(entities: list[Entity]) -> Awaitable[CalculationResult]:
        async def register(_: SyncRawMixin) -> CalculationResult:
            return CalculationResult(EntitySelectorDiff(_by_ocean(entities), entities[:1]), [ValueError("one")], 7, {"title": ".a"})

        monkeypatch.setattr(SyncRawMixin, "_register_resource_raw", register)
        integration: Any = app.integration
        batch: Awaitable[CalculationResult] = integration._register_resource_raw()
        return batch

    return of


async def test_an_entity_is_kept_as_ocean_keeps_it(kept: Any) -> None:
    entities = [_mapped(1), _mapped(2, aws_resource="arn", permissions=["s3:GetObject"]), _mapped(3, searched={"combinator": "and"})]

    result = await kept(entities)

    assert result.entity_selector_diff.passed == _by_ocean(entities)
    told = [entity.dict(exclude_unset=True) for entity in result.entity_selector_diff.passed]
    assert told == [entity.dict(exclude_unset=True) for entity in _by_ocean(entities)]


async def test_the_rest_of_what_became_of_a_batch_stays(kept: Any) -> None:
    entities = [_mapped(1)]

    result = await kept(entities)

    assert result.entity_selector_diff.failed == entities
    assert [str(error) for error in result.errors] == ["one"]
    assert result[2:] == (7, {"title": ".a"})


async def test_it_takes_half_the_memory(kept: Any) -> None:
    entities = [_mapped(number) for number in range(_MANY)]
    tracemalloc.start()
    try:
        oceans = _by_ocean(entities)
        of_ocean = tracemalloc.get_traced_memory()[0]
        ours = (await kept(entities)).entity_selector_diff.passed
        of_ours = tracemalloc.get_traced_memory()[0] - of_ocean
    finally:
        tracemalloc.stop()
    assert len(oceans) == len(ours) == _MANY
    assert of_ours < of_ocean / 2

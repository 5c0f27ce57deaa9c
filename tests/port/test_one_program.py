"""A mapping as one program gives what Ocean's own evaluation of each of its expressions gives, or leaves the item to Ocean."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loguru import logger
from port_ocean.core.handlers.entity_processor.jq_entity_processor_sync import JQEntityProcessorSync
from port_ocean.core.handlers.entity_processor.models import MappedEntity
from port_ocean.core.handlers.port_app_config.models import ResourceConfig
from port_ocean.ocean import Ocean

from integration.port.resync.one_program import OneProgram
from integration.port.resync.plain_paths import NotPlain, PlainMapping
from tests.port.expressions import EXPRESSIONS, ITEMS, SELECTORS

_IDENTITY = {"identifier": ".id", "blueprint": '"thing"'}
_SCALARS = st.none() | st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False) | st.text(max_size=5) | st.just(10**30)
_JSON = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3), max_leaves=8
)
_RANDOM_ITEMS = st.fixed_dictionaries({}, optional=dict.fromkeys(("id", "text", "number", "list", "nothing", "a", "b"), _JSON))


# Of these alone a mapping is read without jq.
_PLAIN = (".id", ".text", ".number", ".big", ".list", ".a", ".a.b", ".b.a.c", ".missing.deeper", '"a text"', '""', "true", "false", "null")
_ODD = st.sampled_from((10**30, 2**53, -(2**53), 1.0, -0.0, float("nan"), float("inf"), "ünï", "\x00", "\ud800", "\n", b"bytes", (1, 2)))
_ODD_ITEMS = st.dictionaries(
    st.sampled_from(["id", "text", "number", "big", "list", "a", "b", 5]), _JSON | _ODD | _ODD.map(lambda odd: [odd])
)


def _compile(text: str) -> bool:
    try:
        JQEntityProcessorSync._compile(text)
    except ValueError:
        return False
    return True


def _oceans(item: dict[str, Any], patterns: dict[str, Any], query: str, parse_all: bool) -> MappedEntity | None:
    """`None` for an error of the selector, about which only Ocean may speak."""
    try:
        return JQEntityProcessorSync._get_mapped_entity(item, patterns, query, parse_all)
    except Exception:  # noqa: BLE001 - whatever it is, Ocean makes an error of it
        return None


def _compare(patterns: dict[str, Any], query: str, parse_all: bool) -> None:
    try:
        program = OneProgram(patterns, query, parse_all)
    except ValueError:
        return
    for item in ITEMS:
        assert _agree(program.mapped(item), _oceans(item, patterns, query, parse_all)), item


def _agree(ours: MappedEntity | None, oceans: MappedEntity | None) -> bool:
    return ours is None or (oceans is not None and repr(_told(ours)) == repr(_told(oceans)))


def _told(mapped: MappedEntity) -> tuple[Any, ...]:
    """As JSON would tell it apart: 1 and true and 1.0 are not the same, nan is itself, and the order of keys is kept."""
    return mapped.entity, mapped.did_entity_pass_selector, mapped.misconfigurations


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Ocean logs each expression that fails."""
    logger.disable("port_ocean")
    yield
    logger.enable("port_ocean")


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_any_expression_is_what_it_is_alone(app: Ocean, expression: str) -> None:
    if not _compile(expression):
        pytest.skip("Ocean evaluates elsewhere what does not compile")
    patterns = {**_IDENTITY, "properties": {"before": ".id", "tried": expression, "after": ".number"}, "relations": {}}
    _compare(patterns, "true", False)


@pytest.mark.parametrize(("query", "parse_all"), [(query, parse_all) for query in SELECTORS for parse_all in (False, True)])
def test_any_selector_is_what_it_is_alone(app: Ocean, query: str, parse_all: bool) -> None:
    _compare({**_IDENTITY, "title": ".text", "properties": {"name": ".list[0].name"}}, query, parse_all)


@settings(max_examples=150)
@given(data=st.data())
def test_expressions_do_not_meddle_with_each_other(app: Ocean, data: st.DataObject) -> None:
    usable = [text for text in EXPRESSIONS if _compile(text)]
    chosen = data.draw(st.lists(st.sampled_from(usable), min_size=1, max_size=6))
    patterns = {**_IDENTITY, "title": chosen[0], "properties": {f"p{number}": text for number, text in enumerate(chosen)}}
    query, parse_all = data.draw(st.sampled_from(SELECTORS)), data.draw(st.booleans())
    item = data.draw(_RANDOM_ITEMS)
    try:
        program = OneProgram(patterns, query, parse_all)
    except ValueError:
        return
    assert _agree(program.mapped(item), _oceans(item, patterns, query, parse_all))


@settings(max_examples=1000)
@given(chosen=st.lists(st.sampled_from(_PLAIN), max_size=6), query=st.sampled_from(_PLAIN), parse_all=st.booleans(), item=_ODD_ITEMS)
def test_paths_texts_and_constants_are_what_jq_makes_of_them(
    app: Ocean, chosen: list[str], query: str, parse_all: bool, item: dict[Any, Any]
) -> None:
    patterns = {**_IDENTITY, "properties": {f"p{number}": text for number, text in enumerate(chosen)}}
    assert _agree(OneProgram(patterns, query, parse_all).mapped(item), _oceans(item, patterns, query, parse_all))


def test_the_mapping_that_we_ship_needs_no_jq(mapping: dict[str, ResourceConfig]) -> None:
    for resource in mapping.values():
        patterns = resource.port.entity.mappings.dict(exclude_unset=True, by_alias=True)
        assert PlainMapping([resource.selector.query, *_texts(patterns)], False)


def _texts(patterns: dict[str, Any]) -> Iterator[str]:
    for value in patterns.values():
        yield from _texts(value) if isinstance(value, dict) else [value]


@pytest.mark.parametrize("key", [5, 1.5, None, True, False])
def test_a_key_that_is_no_text_is_what_jq_makes_of_it(app: Ocean, key: Any) -> None:
    item = {"id": "one", key: 1, "a": {key: 2}, "list": [{key: 3, "5": 4}]}
    patterns = {**_IDENTITY, "properties": {text: f".{text}" for text in ("a", "list", "null", "true", "false")}}
    assert _agree(OneProgram(patterns, "true", False).mapped(item), _oceans(item, patterns, "true", False))
    only_what_is_in_it = {**_IDENTITY, "properties": {text: f".{text}" for text in ("a", "list")}}
    assert _agree(OneProgram(only_what_is_in_it, "true", False).mapped(item), _oceans(item, only_what_is_in_it, "true", False))


@pytest.mark.parametrize("text", ["'text'", '"a \\(.id)"', '"\\n"', ".id | tostring", ".list[0]", "..", ".", ". id", ".id?", "1", ""])
def test_anything_else_is_left_to_jq(text: str) -> None:
    with pytest.raises(NotPlain):
        PlainMapping(["true", text], False)


@pytest.mark.parametrize(
    "expression", ["empty", "1, 2", "null", ".missing", "first(.list[]?)", "try error catch 1", "'quoted'", "env", '1, error("late")']
)
def test_outputs_none_null_and_many_need_no_second_evaluation(app: Ocean, expression: str) -> None:
    patterns = {**_IDENTITY, "properties": {"tried": expression}}
    assert OneProgram(patterns, "true", False).mapped(ITEMS[1]) == _oceans(ITEMS[1], patterns, "true", False)


def test_an_unwanted_item_needs_none_though_its_expressions_would_fail(app: Ocean) -> None:
    patterns = {**_IDENTITY, "properties": {"tried": "error"}}
    assert OneProgram(patterns, "false", False).mapped({}) == MappedEntity()
    assert OneProgram(patterns, "false", True).mapped({}) is None


def test_moments_need_none(app: Ocean) -> None:
    mapped = OneProgram({**_IDENTITY, "title": ".text"}, "true", False).mapped(ITEMS[8])
    assert mapped is not None
    assert mapped.entity["title"] == "2026-11-24T00:00:00+00:00"


@pytest.mark.parametrize("expression", [".id # comment", "$__loc__", "def f: 1;"])
def test_what_means_something_else_in_company_is_left_to_ocean(app: Ocean, expression: str) -> None:
    with pytest.raises(ValueError, match=r"alone|syntax"):
        OneProgram({**_IDENTITY, "title": expression}, "true", False)

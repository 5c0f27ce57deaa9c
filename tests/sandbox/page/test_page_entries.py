"""What people type and what it means."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.page.entries import EntryError, Widget, entered, meant

_LINE = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1)
_JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8
)


@given(st.lists(_LINE, min_size=1))
def test_lines_come_back_as_they_went(lines: list[str]) -> None:
    assert meant(entered(lines, Widget.LINES), Widget.LINES, "array") == lines


@given(_JSON.filter(lambda value: value is not None))
def test_json_comes_back_as_it_went(value: Any) -> None:
    assert json.dumps(meant(entered(value, Widget.JSON), Widget.JSON, "object")) == json.dumps(value)


@given(st.datetimes().map(lambda moment: moment.replace(microsecond=0).isoformat(timespec="milliseconds") + "Z"))
def test_moments_come_back_as_they_went(moment: str) -> None:
    assert meant(entered(moment, Widget.MOMENT), Widget.MOMENT, "string") == moment


@given(st.integers() | st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_come_back_as_they_went(number: float) -> None:
    assert meant(entered(number, Widget.NUMBER), Widget.NUMBER, "number") == number


def test_nothing_typed_is_nothing_but_for_a_check_box() -> None:
    meanings = {widget: meant(("  ",), widget, "string") for widget in Widget}
    assert meanings == dict.fromkeys(Widget, None) | {Widget.CHECK: False}


def test_what_is_chosen_from_numbers_is_a_number() -> None:
    assert meant(("2",), Widget.CHOICE, "number") == 2


@pytest.mark.parametrize(
    ("text", "widget", "kind", "complaint"),
    [
        ("many", Widget.NUMBER, "number", "many is not a number."),
        ("inf", Widget.NUMBER, "number", "inf is not a number that JSON can hold."),
        ("[1,", Widget.JSON, "object", "This is not JSON: Expecting value in line 1."),
        ('{"a": NaN}', Widget.JSON, "object", "NaN is not JSON; Python alone reads it."),
        ("soon", Widget.MOMENT, "string", "soon is not a moment; write it like 2026-01-31T09:30."),
    ],
)
def test_what_cannot_be_read_is_complained_about_in_a_sentence(text: str, widget: Widget, kind: str, complaint: str) -> None:
    with pytest.raises(EntryError) as refused:
        meant((text,), widget, kind)
    assert str(refused.value) == complaint

"""Searching, sorting and paging a table of entities, by value."""

from typing import Any

from sandbox.page.columns import TITLE, Column
from sandbox.page.table import PAGE_LENGTH, Table, Wish, table_of

USES = Column("properties.uses", "Uses", {"type": "number"})
COLUMNS = (TITLE, USES)


def entity(title: str, uses: int | None = None) -> dict[str, Any]:
    return {"identifier": f"id-{title}", "title": title, "blueprint": "b", "properties": {"uses": uses}}


def titles(table: Table) -> list[str]:
    return [row.entity["title"] for row in table.rows]


ENTITIES = [entity("beta", 10), entity("Alpha", 9), entity("gamma")]


def test_rows_are_sorted_by_title_whatever_the_case() -> None:
    assert titles(table_of(ENTITIES, COLUMNS, Wish())) == ["Alpha", "beta", "gamma"]


def test_numbers_are_sorted_as_numbers_and_what_is_empty_stays_last() -> None:
    up, down = (table_of(ENTITIES, COLUMNS, Wish(sort=USES.name, descending=way)) for way in (False, True))
    assert titles(up) == ["Alpha", "beta", "gamma"]
    assert titles(down) == ["beta", "Alpha", "gamma"]


def test_an_unknown_column_sorts_by_title() -> None:
    assert titles(table_of(ENTITIES, COLUMNS, Wish(sort="nonsense"))) == ["Alpha", "beta", "gamma"]


def test_every_word_of_the_search_has_to_be_somewhere_in_the_row() -> None:
    assert titles(table_of(ENTITIES, COLUMNS, Wish(search="ALPHA 9"))) == ["Alpha"]
    assert titles(table_of(ENTITIES, COLUMNS, Wish(search="id-beta"))) == ["beta"]
    assert titles(table_of(ENTITIES, COLUMNS, Wish(search="alpha 10"))) == []


def test_a_page_that_is_not_there_is_the_nearest() -> None:
    many = [entity(f"{number:03}") for number in range(PAGE_LENGTH + 1)]
    last = table_of(many, COLUMNS, Wish(page=9))
    first = table_of(many, COLUMNS, Wish(page=0))
    assert (last.page, last.pages, titles(last)) == (2, 2, [f"{PAGE_LENGTH:03}"])
    assert (first.page, len(first.rows), first.found) == (1, PAGE_LENGTH, PAGE_LENGTH + 1)


def test_an_empty_table_has_one_empty_page() -> None:
    empty = table_of([], COLUMNS, Wish())
    assert (empty.rows, empty.page, empty.pages, empty.total) == ((), 1, 1, 0)

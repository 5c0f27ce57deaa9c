"""A table of entities: searched, sorted and cut into pages. Pure."""

from dataclasses import dataclass

from sandbox.page.columns import Column, cell
from sandbox.page.port_client import Json
from sandbox.page.render import Kind, Shown

PAGE_LENGTH = 50


@dataclass(frozen=True, slots=True)
class Wish:
    """What the reader asks of a table. `sort` names a column; pages count from 1."""

    search: str = ""
    sort: str = "title"
    descending: bool = False
    page: int = 1
    all_columns: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    entity: Json
    cells: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One page of rows; `found` of `total` entities match the search."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: int
    found: int
    page: int
    pages: int


def table_of(entities: list[Json], columns: tuple[Column, ...], wish: Wish) -> Table:
    """The page of the table that the reader wishes to see."""
    rows = [Row(entity, tuple(cell(entity, column) for column in columns)) for entity in entities]
    found = [row for row in rows if _matches(row, wish.search)]
    place = next((index for index, column in enumerate(columns) if column.name == wish.sort), 0)
    filled = [row for row in found if row.cells[place].kind is not Kind.EMPTY]
    empty = [row for row in found if row.cells[place].kind is Kind.EMPTY]  # last, whichever way the others go
    ordered = sorted(filled, key=lambda row: _order(row.cells[place]), reverse=wish.descending) + empty
    pages = max(1, -(-len(ordered) // PAGE_LENGTH))
    page = min(max(1, wish.page), pages)
    shown = ordered[(page - 1) * PAGE_LENGTH : page * PAGE_LENGTH]
    return Table(columns, tuple(shown), len(rows), len(ordered), page, pages)


def _matches(row: Row, search: str) -> bool:
    """Every word of the search is somewhere in the row."""
    text = " ".join((row.entity["identifier"], *(shown.text for shown in row.cells))).casefold()
    return all(word in text for word in search.casefold().split())


def _order(shown: Shown) -> tuple[float, str]:
    return (float(shown.text) if shown.kind is Kind.NUMBER else 0.0, shown.text.casefold())

"""The widgets of a dashboard, as they are drawn: from a page's JSON and the entities that each widget asks for. Pure."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.page.columns import TITLE, Column, columns_of, properties_of
from sandbox.page.port_client import Json
from sandbox.page.render import Shown, show
from sandbox.page.table import Table, Wish, table_of

# As many rows as a dashboard shows of a table; the catalog has the rest.
ROWS = 10


@dataclass(frozen=True, slots=True)
class Slice:
    """One value of a pie: how many entities have it, and of how many."""

    value: Shown
    count: int
    percent: float


@dataclass(frozen=True, slots=True)
class Widget:
    """`number`, `slices` or `table` is there, by the kind of widget; none of them for a kind that this page cannot draw."""

    id: str
    kind: str
    title: str
    description: str
    size: int
    blueprint: str = ""
    number: int | None = None
    slices: tuple[Slice, ...] | None = None
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a widget stands in the layout: of twelve columns, and in which row."""

    row: int
    size: int
    widget: Json


def places_of(page: Json) -> Iterator[Place]:
    """The widgets of the page's dashboards in their order; one that the layout leaves out comes last."""
    row = 0
    for dashboard in page.get("widgets") or []:
        widgets = {widget["id"]: widget for widget in dashboard.get("widgets") or []}
        for line in dashboard.get("layout") or []:
            row += 1
            yield from (Place(row, column["size"], widgets.pop(column["id"])) for column in line["columns"] if column["id"] in widgets)
        yield from (Place(row + 1, 12, widget) for widget in widgets.values())


def drawn(place: Place, found: list[Json], blueprint: Json, blueprints: dict[str, Json], cards: list[Json]) -> Widget:
    """The widget over the entities that its dataset found; `cards` are the scorecards of its blueprint."""
    asked = place.widget
    kind = asked["type"]
    return Widget(
        id=asked["id"],
        kind=kind,
        title=asked.get("title") or asked["id"],
        description=asked.get("description") or "",
        size=place.size,
        blueprint=blueprint["identifier"],
        number=len(found) if kind == "entities-number-chart" else None,
        slices=_slices(asked, found, _schema(asked["property"], blueprint, blueprints, cards)) if kind == "entities-pie-chart" else None,
        table=_table(asked, found, blueprint, blueprints) if kind == "table-entities-explorer" else None,
    )


def _slices(asked: Json, found: list[Json], schema: Json) -> tuple[Slice, ...]:
    """The most frequent value first; entities without one are left out, as Port leaves them."""
    sort, _, name = asked["property"].rpartition("#")
    values = (_level(entity, name) if sort == "scorecard" else entity["properties"].get(name) for entity in found)
    counts = Counter(str(value) for value in values if value not in (None, ""))
    total = sum(counts.values())
    return tuple(Slice(show(value, schema), count, 100 * count / total) for value, count in counts.most_common())


def _level(entity: Json, card: str) -> str | None:
    level: str | None = entity.get("scorecards", {}).get(card, {}).get("level")
    return level


def _schema(path: str, blueprint: Json, blueprints: dict[str, Json], cards: list[Json]) -> Json:
    """How a value of the pie is shown: a scorecard's levels have colours as an enum's values do."""
    sort, _, name = path.rpartition("#")
    if sort == "scorecard":
        return level_schema(next((card for card in cards if card["identifier"] == name), {}))
    return next((each.schema for each in properties_of(blueprint, blueprints) if each.name == name), {})


def level_schema(card: Json) -> Json:
    """The levels of a scorecard as an enum."""
    levels = card.get("levels") or []
    return {"enum": [level["title"] for level in levels], "enumColors": {level["title"]: level["color"] for level in levels}}


def _table(asked: Json, found: list[Json], blueprint: Json, blueprints: dict[str, Json]) -> Table:
    config = asked.get("blueprintConfig", {}).get(blueprint["identifier"], {})
    shown: list[str] = config.get("propertiesSettings", {}).get("shown", [])
    known = {_short(column): column for column in columns_of(blueprint, blueprints)}
    columns = tuple(known[name] for name in shown if name in known) or tuple(known.values())
    sorting: Json = next(iter(config.get("sortSettings", {}).get("sortBy", [])), {})
    sort = known.get(sorting.get("property", ""), TITLE)
    return table_of(found, columns, Wish(sort=sort.name, descending=sorting.get("order") == "desc"))


def _short(column: Column) -> str:
    """The name that a table's settings have for the column."""
    outer, _, inner = column.name.partition(".")
    return inner or f"${outer}"

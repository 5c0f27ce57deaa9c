"""The options of a form's entity inputs: asked of Port with the dataset's query, and told apart by their enum properties."""

from dataclasses import replace

from sandbox.page.fields import Field, Option, Source
from sandbox.page.forms import Form
from sandbox.page.port_client import Json, PortClient
from sandbox.page.render import Shown, show


async def with_options(form: Form, port: PortClient, blueprints: dict[str, Json], user: str) -> Form:
    """The form with the entities to choose from, found in the user's name."""
    fields = [await _with_options(field, field.source, port, blueprints, user) if field.source else field for field in form.fields]
    return replace(form, fields=tuple(fields))


async def _with_options(field: Field, source: Source, port: PortClient, blueprints: dict[str, Json], user: str) -> Field:
    entities = await port.search(source.blueprint, source.query, run_as=user)
    return replace(field, options=entity_options(entities, blueprints[source.blueprint]))


def entity_options(entities: list[Json], blueprint: Json) -> tuple[Option, ...]:
    """An option for each entity, by title. An enum property that is the same for all of them tells nothing and is left out."""
    schemas = blueprint["schema"]["properties"]
    enums = {name: schema for name, schema in schemas.items() if "enum" in schema}
    telling = [name for name in enums if len({str(entity["properties"].get(name)) for entity in entities}) > 1]
    options = (_option(entity, {name: enums[name] for name in telling}) for entity in entities)
    return tuple(sorted(options, key=lambda option: option.label.casefold()))


def _option(entity: Json, enums: dict[str, Json]) -> Option:
    properties, title = entity["properties"], entity.get("title") or entity["identifier"]
    marks: tuple[Shown, ...] = tuple(show(properties[name], schema) for name, schema in enums.items() if properties.get(name))
    described = properties.get("description") or (entity["identifier"] if title != entity["identifier"] else "")
    return Option(entity["identifier"], title, str(described), marks)

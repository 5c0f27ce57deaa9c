"""The strict base of all request models, and Port's identifier patterns."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, model_validator

type Json = dict[str, Any]

# Port's own patterns; pydantic's regex engine knows \p{L}, Python's does not.
ENTITY_IDENTIFIER = r"^[\p{L}0-9@_.+:\\/=-]+$"
BLUEPRINT_IDENTIFIER = r"^[\p{L}0-9@_.+:\\/-]+$"
ACTION_IDENTIFIER = r"^[\p{L}0-9@_.+:=-]+$"
PROPERTY_IDENTIFIER = r"^[A-Za-z0-9@_=\\-]+$"
ENTITY_IDENTIFIER_LENGTH = 1000


class Shape(BaseModel):
    """A JSON object whose keys are all known and whose values are not coerced, as Port's schemas demand.

    An optional key may be left out; to be null it has to be named in `nullable`.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    nullable: ClassVar[frozenset[str]] = frozenset()

    @model_validator(mode="before")
    @classmethod
    def _null_is_not_absent(cls, sent: Any) -> Any:
        for key in cls.model_fields if isinstance(sent, dict) else ():
            if key in sent and sent[key] is None and key not in cls.nullable:
                raise ValueError(f"{key} must not be null; leave it out instead")
        return sent

    def json_body(self) -> Json:
        """The object as the client sent it: nothing added, nothing dropped."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)


class OpenShape(Shape):
    """A JSON object that may have more keys than the known ones."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True)


def _not_dots(identifier: str) -> str:
    if identifier in (".", ".."):
        raise ValueError("an identifier cannot be only dots")
    return identifier


EntityIdentifier = Annotated[
    str, StringConstraints(pattern=ENTITY_IDENTIFIER, max_length=ENTITY_IDENTIFIER_LENGTH), AfterValidator(_not_dots)
]
BlueprintIdentifier = Annotated[str, StringConstraints(pattern=BLUEPRINT_IDENTIFIER, max_length=100), AfterValidator(_not_dots)]
ActionIdentifier = Annotated[str, StringConstraints(pattern=ACTION_IDENTIFIER), AfterValidator(_not_dots)]
PropertyIdentifier = Annotated[str, StringConstraints(pattern=PROPERTY_IDENTIFIER, max_length=100)]


def merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> Json:
    """`old` with `new` laid over it, object by object; a list or a plain value replaces what was there."""
    result = dict(old)
    for key, value in new.items():
        before = result.get(key)
        result[key] = merged(before, value) if isinstance(before, dict) and isinstance(value, dict) else value
    return result

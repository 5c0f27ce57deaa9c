"""What a resync has listed so far. Ocean deletes at its end what was not listed, and Port refuses to delete what is still related to."""

from collections.abc import Iterable

from port_ocean.context.event import event

_KEY = "census"


class Census:
    """Identifiers by kind. A kind that this resync has not listed is unknown, not empty."""

    def __init__(self) -> None:
        self._listed: dict[str, set[str]] = {}

    @classmethod
    def of_this_resync(cls) -> "Census":
        """The census of the resync that is running; Ocean hands its attributes down to every kind."""
        census = event.attributes[_KEY]
        if not isinstance(census, cls):
            raise TypeError(f"{_KEY} of the resync is no census")
        return census

    @classmethod
    async def begin(cls) -> None:
        event.attributes[_KEY] = cls()

    def add(self, kind: str, identifiers: Iterable[str]) -> None:
        self._listed.setdefault(kind, set()).update(identifiers)

    def missing(self, kind: str, identifiers: Iterable[str]) -> set[str]:
        """Those of the identifiers that the kind was listed without."""
        return set(identifiers) - self._listed[kind] if kind in self._listed else set()

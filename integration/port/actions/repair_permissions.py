"""The action repair_permissions: puts back in AWS what the record of a grant says."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from integration.domain.errors import Refused
from integration.domain.history import Event, Facts, Happened, facts_of
from integration.domain.status import Status, Verdict
from integration.operations.repair import repair
from integration.port.api.run import Run
from integration.port.catalog.catalog import Catalog
from integration.port.catalog.history import History
from integration.port.place import Place
from integration.port.runs.outcomes import Outcome, Telling

# What a repair can mend, and what needs none.
_MENDABLE = (Status.DRIFTED, Status.CHANGING, Status.ACTIVE)


class RepairPermissions:
    """What is put right is told by AWS's own record; the entity only says which grant is meant."""

    def __init__(self, place: Place, catalog: Catalog, history: History) -> None:
        self._settings = place.settings.grants
        self._catalog = catalog
        self._history = history

    async def __call__(self, run: Run, payload: Mapping[str, Any]) -> Outcome:
        """Repairs the grant. Raises `Refused`, `Disputed`, `AwsError`, `PortError`."""
        held, now = await self._catalog.find(run), datetime.now(UTC)
        name, verdict = held.sighting.name, held.sighting.verdict
        if verdict.status not in _MENDABLE:
            why = " ".join(verdict.drift)
            raise Refused.because(
                f"{name} is {verdict.status.value}, which a repair does not mend; revoke it and ask again. {why}".rstrip()
            )
        repaired = await repair(held.account, name, self._settings, now)
        show = partial(self._catalog.show, held.account, name, run)
        if not repaired:
            return _repaired(name, (), (show,))
        return _repaired(name, verdict.drift, (show, partial(self._history.write, _event(name, verdict, run, now))))


def _event(name: str, verdict: Verdict, run: Run, now: datetime) -> Event:
    facts = facts_of(verdict.grant) if verdict.grant else Facts()
    return Event(name, Happened.REPAIRED, run.requester or "repair", now, facts, " ".join(verdict.drift), run.id, occasion=run.id)


def _repaired(name: str, mended: tuple[str, ...], telling: tuple[Telling, ...]) -> Outcome:
    told = f"{name} is what its record says again." if mended else f"{name} is what its record says; there was nothing to repair."
    lines = [told, *(f"Put right: {difference}" for difference in mended)]
    label = "Repaired" if mended else "Nothing to do"
    return Outcome(success=True, label=label, log="\n".join(lines), summary=told, telling=telling)

"""A scorecard of ours over the organisation's: its levels, rules and filter stay, and rules that it lacks come beside them."""

from typing import Any

from integration.port.setup.findings import Findings, Json, Path, words
from integration.port.setup.laying import covers, is_cosmetic, laid

_WRITABLE = ("identifier", "title", "filter", "properties", "rules", "levels")


def merged_scorecard(held: Json, ours: Json, findings: Findings, *, force: bool) -> Json:
    """The scorecard as it will be, with the keys that Port takes."""
    levels = held.get("levels") or ours["levels"]
    names = [level["title"] for level in levels]
    if not covers(levels, ours["levels"]):
        findings.kept.append("levels")
    rules = []
    for rule in ours["rules"]:
        if rule["level"] in names:
            rules.append(rule)
        else:
            findings.kept.append(f"{words(('rules', rule['identifier']))} left out, because there is no level {rule['level']}")
    laid_over = laid(_keyed(held), _keyed(ours | {"levels": levels, "rules": rules}), findings, force=force, adds=_adds)
    merged: dict[str, Any] = laid_over | {"rules": list(laid_over["rules"].values()), "levels": levels}
    return {key: merged[key] for key in _WRITABLE if merged.get(key) is not None}


def _keyed(card: Json) -> Json:
    """The rules by identifier, without the levels."""
    rules = {rule["identifier"]: rule for rule in card["rules"]}
    return {key: value for key, value in card.items() if key != "levels"} | {"rules": rules}


def _adds(path: Path) -> bool:
    return len(path) < 3 or is_cosmetic(path)

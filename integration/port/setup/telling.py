"""The plan and its outcome, for people to read before and after."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from textwrap import fill

from integration.port.setup.findings import grouped, listed
from integration.port.setup.planning import Plan
from integration.port.setup.steps import Step, Verb

_VERBS = {Verb.CREATE: "create", Verb.CHANGE: "change", Verb.SAME: "as it should be", Verb.LEAVE: "left as it is"}
_LINE = 120
_WIDTH = max(map(len, _VERBS.values()))
_MARGIN = " " * (_WIDTH + 2)


def plan_text(plan: Plan) -> str:
    """What will be created and changed, what is left and why, and what to mind."""
    lines = [f"Port organisation {plan.organisation}", *plan.told, ""]
    lines += [line for step in plan.steps for line in _step(step)]
    warnings = [warning for step in plan.steps for warning in step.findings.warnings]
    if warnings:
        lines += ["", "Mind"] + [f"  {warning}" for warning in warnings]
    return "\n".join(lines + list(_backends(plan)))


def counts_text(plan: Plan) -> str:
    """How many of the things there are of each verb."""
    counts = Counter(step.verb for step in plan.steps)
    return listed(
        [f"{counts[verb]} {text if verb in (Verb.SAME, Verb.LEAVE) else f'to {text}'}" for verb, text in _VERBS.items() if counts[verb]]
    )


def _step(step: Step) -> Iterator[str]:
    yield f"{_VERBS[step.verb]:{_WIDTH}}  {step.kind} {step.identifier}"
    findings = step.findings
    yield from _paragraph("+ ", findings.added)
    yield from (f"{_MARGIN}~ {change}" for change in findings.changed)
    yield from _paragraph("keeps ", findings.kept)


def _paragraph(start: str, told: Sequence[str]) -> Iterator[str]:
    if told:
        yield fill(grouped(told), _LINE, initial_indent=_MARGIN + start, subsequent_indent=_MARGIN + "  ", break_on_hyphens=False)


def _backends(plan: Plan) -> Iterator[str]:
    """What the actions called before, in full, so that nobody has to remember it."""
    replaced = {step.identifier: step.replaced for step in plan.steps if step.replaced}
    if replaced:
        yield from ("", "The backends that are replaced; keep this if you may want them back:", json.dumps(replaced, indent=2))

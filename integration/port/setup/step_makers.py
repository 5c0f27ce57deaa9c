"""Makes the steps: compares each thing that we ship with what the organisation has of it. Pure."""

from integration.port.setup.actions import merged_action, writable
from integration.port.setup.blueprints import merged_blueprint, parts
from integration.port.setup.findings import Findings, Json, listed, words
from integration.port.setup.invocations import Owner, owner_of, said
from integration.port.setup.laying import covers, laid
from integration.port.setup.scorecards import merged_scorecard
from integration.port.setup.steps import Stage, Step, Verb, Write, verb_of


def blueprint_step(held: Json | None, ours: Json, *, force: bool) -> Step:
    """Creates in three requests, because blueprints name each other; changes only the parts that differ."""
    identifier, findings = ours["identifier"], Findings()
    ours = {key: value for key, value in ours.items() if value}
    merged = merged_blueprint(held, ours, findings, force=force) if held else ours
    itself, relations, computed = parts(merged)
    changes = [{key: value for key, value in part.items() if not held or held.get(key) != value} for part in (itself, relations, computed)]
    path, what = ("blueprints", identifier), f"change the blueprint {identifier}"
    stages = (Stage.BLUEPRINT, Stage.RELATIONS, Stage.COMPUTED)
    writes = [Write(stage, "PATCH", path, change, what) for stage, change in zip(stages, changes, strict=True) if change]
    if not held:
        writes[0] = Write(Stage.BLUEPRINT, "POST", ("blueprints",), itself, f"create the blueprint {identifier}")
    return Step("blueprint", identifier, verb_of(findings) if held else Verb.CREATE, findings, tuple(writes))


def new_action_step(ours: Json) -> Step:
    """An action that the organisation lacks."""
    identifier = ours["identifier"]
    write = Write(Stage.ACTION, "POST", ("actions",), ours, f"create the action {identifier}")
    return Step("action", identifier, Verb.CREATE, writes=(write,))


def action_step(held: Json, ours: Json, types: frozenset[str], *, force: bool) -> Step:
    """Keeps what the organisation made of the action, and leads its runs to us if they led to us or to the guide's workflows before."""
    identifier, findings = ours["identifier"], Findings()
    merged = merged_action(held, ours, findings, force=force)
    before = held["invocationMethod"]
    owner = owner_of(before, types)
    merged["invocationMethod"] = _backend(before, ours, owner, findings, force=force)
    replaced = before if owner is not Owner.OURS and merged["invocationMethod"] != before else None
    write = Write(Stage.ACTION, "PUT", ("actions", identifier), merged, f"change the action {identifier}")
    return Step("action", identifier, verb_of(findings), findings, (write,) if merged != writable(held) else (), replaced)


def permissions_step(held: Json | None, ours: Json, identifier: str, *, force: bool) -> Step:
    """Who may execute an action and approve its runs: what nobody has decided in Port is added.

    `held` is `None` for a new action. Without its permissions that would be anybody's, and once it is there nobody could tell
    that from a decision: so it goes again where they cannot be set.
    """
    findings = Findings()
    decided = {verb: {key: value for key, value in (held or {}).get(verb, {}).items() if value is not None} for verb in ours}
    merged = laid(decided, ours, findings, force=force)
    changes = {verb: {key: merged[verb][key] for key in ours[verb] if merged[verb][key] != decided[verb].get(key)} for verb in ours}
    body = {verb: change for verb, change in changes.items() if change}
    undo = Write(Stage.ACTION, "DELETE", ("actions", identifier), None, f"delete the action {identifier}") if held is None else None
    what = f"set the permissions of the action {identifier}"
    write = Write(Stage.ACTION, "PATCH", ("actions", identifier, "permissions"), body, what, undo)
    verb = Verb.CREATE if held is None else verb_of(findings)
    return Step("permissions of action", identifier, verb, findings if held else Findings(), (write,) if body else ())


def scorecard_step(blueprint: str, held: Json | None, ours: Json, *, force: bool) -> Step:
    identifier, findings, path = ours["identifier"], Findings(), ("blueprints", blueprint, "scorecards")
    if held is None:
        create = Write(Stage.SCORECARD, "POST", path, ours, f"create the scorecard {identifier}")
        return Step("scorecard", identifier, Verb.CREATE, writes=(create,))
    merged = merged_scorecard(held, ours, findings, force=force)
    write = Write(Stage.SCORECARD, "PUT", (*path, identifier), merged, f"change the scorecard {identifier}")
    return Step("scorecard", identifier, verb_of(findings), findings, (write,) if findings.is_change else ())


def page_step(held: Json | None, ours: Json, *, force: bool) -> Step:
    """A page is left as people have arranged it; with `force` ours takes its place, for Port has no other way to change one."""
    identifier, findings = ours["identifier"], Findings()
    create = Write(Stage.PAGE, "POST", ("pages",), ours, f"create the page {identifier}")
    if held is None:
        return Step("page", identifier, Verb.CREATE, findings, (create,))
    differing = _differing_widgets(held, ours)
    if not differing:
        return Step("page", identifier, Verb.SAME, findings)
    if not force:
        findings.kept.append(f"its widgets where they are not ours: {listed(differing)}")
        return Step("page", identifier, Verb.LEAVE, findings)
    findings.changed.append(f"widgets {listed(differing)}; the page is deleted and made anew")
    delete = Write(Stage.PAGE, "DELETE", ("pages", identifier), None, f"delete the page {identifier}")
    return Step("page", identifier, Verb.CHANGE, findings, (delete, create))


def _backend(before: Json, ours: Json, owner: Owner, findings: Findings, *, force: bool) -> Json:
    after: Json = ours["invocationMethod"]
    if covers(before, after):
        return before
    if owner is Owner.THEIRS and not force:
        findings.kept.append(f"backend {said(before)}")
        findings.warnings.append(f"The runs of {ours['identifier']} go to {said(before)} and not to this integration.")
        return before
    findings.changed.append(f"backend: {said(before)} -> {said(after)}")
    return laid(before, after, Findings(), force=True) if before["type"] == after["type"] else after


def _differing_widgets(held: Json, ours: Json) -> list[str]:
    """The widgets of ours that are not on the page as we ship them."""
    theirs = _widgets(held)
    return [words(("widgets", name)) for name, widget in _widgets(ours).items() if not covers(theirs.get(name), widget)]


def _widgets(page: Json) -> Json:
    """By id, those within a dashboard too."""
    found: Json = {}
    for widget in page.get("widgets") or []:
        found |= _widgets(widget) | {
            str(widget.get("id")): {key: value for key, value in widget.items() if key not in ("widgets", "layout")}
        }
    return found

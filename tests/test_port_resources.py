"""What we install into Port: the guide's contract is kept, Port's API accepts it, and its parts name each other rightly."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from integration.domain.status import Status
from integration.port.resync.config import KINDS
from integration.resources.menu import MENU
from tests.port_spec import check_request, is_here
from tests.project import PROJECT

_PORT = PROJECT / ".port"
_BLUEPRINTS: list[dict[str, Any]] = json.loads((_PORT / "resources/blueprints.json").read_text())
_ACTIONS: list[dict[str, Any]] = json.loads((_PORT / "resources/actions.json").read_text())
_SCORECARDS: list[dict[str, Any]] = json.loads((_PORT / "resources/scorecards.json").read_text())
_PAGES: list[dict[str, Any]] = json.loads((_PORT / "resources/pages.json").read_text())
_MAPPING: dict[str, Any] = yaml.safe_load((_PORT / "resources/port-app-config.yml").read_text())
_SPEC: dict[str, Any] = yaml.safe_load((_PORT / "spec.yaml").read_text())

_needs_ports_api = pytest.mark.skipif(not is_here(), reason="Port's API description is not beside this checkout")


def _blueprint(identifier: str) -> dict[str, Any]:
    return next(blueprint for blueprint in _BLUEPRINTS if blueprint["identifier"] == identifier)


@pytest.mark.parametrize(
    ("blueprint", "properties", "relations"),
    [
        ("aws_resource", {"tags", "resource_type"}, set()),
        ("iam_permissions", {"resource_type"}, set()),
        (
            "provisioned_permissions",
            {"requester", "iam_policy", "sign_in_url", "policy_arn", "role_arn", "expiry_time"},
            {"permissions", "aws_resource"},
        ),
    ],
)
def test_every_identifier_of_the_guide_is_kept(blueprint: str, properties: set[str], relations: set[str]) -> None:
    ours = _blueprint(blueprint)
    assert properties <= ours["schema"]["properties"].keys()
    assert relations <= ours["relations"].keys()


def test_the_guides_actions_are_there() -> None:
    assert {"request_permissions", "revoke_permissions", "automation"} <= {action["identifier"] for action in _ACTIONS}


def test_both_ways_to_request_ask_the_same_of_the_same_backend_and_one_waits_for_approval() -> None:
    actions = {action["identifier"]: action for action in _ACTIONS}
    plain, approved = actions["request_permissions"], actions["request_permissions_with_approval"]
    assert plain["trigger"] == approved["trigger"]
    assert plain["invocationMethod"] == approved["invocationMethod"]
    assert (plain["requiredApproval"], approved["requiredApproval"]) == (False, True)


@_needs_ports_api
@pytest.mark.parametrize("blueprint", _BLUEPRINTS, ids=lambda blueprint: blueprint["identifier"])
def test_port_accepts_each_blueprint(blueprint: dict[str, Any]) -> None:
    check_request("POST", "/v1/blueprints", {}, blueprint)


@_needs_ports_api
@pytest.mark.parametrize("action", _ACTIONS, ids=lambda action: action["identifier"])
def test_port_accepts_each_action(action: dict[str, Any]) -> None:
    check_request("POST", "/v1/actions", {}, action)


def test_every_action_calls_a_type_that_the_spec_declares_with_just_its_inputs() -> None:
    declared = {action["name"]: {given["name"]: given["required"] for given in action["inputs"]} for action in _SPEC["actions"]}
    for action in _ACTIONS:
        method = action["invocationMethod"]
        inputs, sent = declared[method["integrationActionType"]], method["integrationActionExecutionProperties"].keys()
        assert sent <= inputs.keys(), action["identifier"]
        assert {name for name, required in inputs.items() if required} <= sent, action["identifier"]


def test_every_kind_is_listed_mapped_and_declared_and_grants_come_last() -> None:
    mapped = [resource["kind"] for resource in _MAPPING["resources"]]
    declared = [resource["kind"] for resource in _SPEC["features"][0]["resources"]]
    assert mapped == declared == list(KINDS)


def test_every_resource_type_of_the_menu_can_be_chosen_in_both_blueprints() -> None:
    names = [row.type.name for row in MENU]
    for blueprint in ("aws_resource", "iam_permissions"):
        resource_type = _blueprint(blueprint)["schema"]["properties"]["resource_type"]
        assert resource_type["enum"] == names
        assert list(resource_type["enumColors"]) == names


def test_every_mapping_of_a_resource_names_its_type_and_keeps_the_arn_as_identifier() -> None:
    types = {row.kind: row.type.name for row in MENU}
    for resource in _MAPPING["resources"]:
        if resource["kind"] in types:
            mappings = resource["port"]["entity"]["mappings"]
            assert mappings["properties"]["resource_type"] == f'"{types[resource["kind"]]}"'
            assert mappings["identifier"] == ".Properties.Arn"


def test_every_mapped_property_and_relation_is_in_its_blueprint() -> None:
    for resource in _MAPPING["resources"]:
        mappings = resource["port"]["entity"]["mappings"]
        blueprint = _blueprint(mappings["blueprint"].strip('"'))
        assert mappings["properties"].keys() <= blueprint["schema"]["properties"].keys()
        assert mappings.get("relations", {}).keys() <= blueprint["relations"].keys()


def test_a_resync_deletes_only_its_own_entities_and_invents_none() -> None:
    assert _MAPPING["deleteDependentEntities"] is False
    assert _MAPPING["createMissingRelatedEntities"] is False


def _properties(identifier: str) -> set[str]:
    """Every property that an entity of the blueprint can show, whichever way it gets its value."""
    blueprint = _blueprint(identifier)
    computed = (blueprint[f"{sort}Properties"] for sort in ("mirror", "calculation", "aggregation"))
    return {*blueprint["schema"]["properties"], *blueprint["relations"], *(name for part in computed for name in part)}


@_needs_ports_api
@pytest.mark.parametrize("of", _SCORECARDS, ids=lambda of: of["blueprint"])
def test_port_accepts_each_scorecard(of: dict[str, Any]) -> None:
    for card in of["data"]:
        check_request("POST", f"/v1/blueprints/{of['blueprint']}/scorecards", {}, card)


def test_every_scorecard_judges_properties_that_are_there_by_levels_that_it_names() -> None:
    for of in _SCORECARDS:
        for card in of["data"]:
            levels = [level["title"] for level in card["levels"]]
            assert {rule["level"] for rule in card["rules"]} == set(levels[1:])
            judged = {condition["property"] for rule in card["rules"] for condition in rule["query"]["conditions"]}
            assert judged <= _properties(of["blueprint"])


def test_every_widget_is_laid_out_and_reads_properties_that_are_there() -> None:
    for page in _PAGES:
        for dashboard in page["widgets"]:
            widgets = {widget["id"]: widget for widget in dashboard["widgets"]}
            columns = [column for row in dashboard["layout"] for column in row["columns"]]
            assert [column["id"] for column in columns] == list(widgets)
            assert all(sum(column["size"] for column in row["columns"]) == 12 for row in dashboard["layout"])
            for widget in widgets.values():
                assert _read_by(widget) <= _properties(widget["blueprint"]), widget["id"]


def _read_by(widget: dict[str, Any]) -> set[str]:
    """The properties that a widget filters by and shows; those with a dollar sign are every entity's own."""
    sort, _, name = widget.get("property", "").partition("#")
    read = {rule["property"] for rule in widget["dataset"]["rules"]} | ({name} if sort == "property" else set())
    for table in widget.get("blueprintConfig", {}).values():
        read |= {*table["propertiesSettings"]["shown"], *(each["property"] for each in table["sortSettings"]["sortBy"])}
    return {name for name in read if not name.startswith("$")}


def test_what_is_counted_as_live_is_the_same_everywhere() -> None:
    """And it is what gives access, or may: judged by the statuses that the domain knows."""
    live = ["provisioning", "active", "changing", "drifted"]
    rules = [rule for rule in _rules([*_BLUEPRINTS, *_PAGES]) if rule["property"] == "status" and "active" in rule["value"]]
    assert len(rules) == 6
    assert all(rule["value"] == live for rule in rules)
    assert _blueprint("provisioned_permissions")["schema"]["properties"]["status"]["enum"] == [status.value for status in Status]


def _rules(tree: Any) -> Iterator[dict[str, Any]]:
    """Every rule of a query in there, however deep it stands."""
    if isinstance(tree, dict) and "operator" in tree:
        yield tree
    for value in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from _rules(value)


def test_history_is_written_by_no_resync_so_that_none_deletes_it() -> None:
    mapped = {resource["port"]["entity"]["mappings"]["blueprint"].strip('"') for resource in _MAPPING["resources"]}
    assert "permission_events" not in mapped


def test_permissions_are_set_for_every_action_that_we_ship() -> None:
    permissions: dict[str, Any] = json.loads((_PORT / "resources/action-permissions.json").read_text())
    assert permissions.keys() == {action["identifier"] for action in _ACTIONS if action["trigger"]["type"] == "self-service"}
    for identifier, body in permissions.items():
        check_request("PATCH", f"/v1/actions/{identifier}/permissions", {}, body)

"""What we install into Port: the guide's contract is kept, Port's API accepts it, and its parts name each other rightly."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from integration.port.config import KINDS
from integration.resources.menu import MENU
from tests.port_spec import check_request, is_here

_PORT = Path(__file__).parent.parent / ".port"
_BLUEPRINTS: list[dict[str, Any]] = json.loads((_PORT / "resources/blueprints.json").read_text())
_ACTIONS: list[dict[str, Any]] = json.loads((_PORT / "resources/actions.json").read_text())
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

"""An organisation that followed the guide and made it its own: setup upgrades it and loses nothing."""

from dataclasses import replace

import pytest

from integration.port.setup.cli import setup
from integration.port.setup.options import Options
from integration.port.setup.resources import shipped
from tests.port.setup.guide import EXPIRY, PERMISSIONS, REQUEST, REVOKE, follow_the_guide, workflow
from tests.port.setup.organisation import Organisation
from tests.port_spec import check_request

_OPTIONS = Options(identifier="ours")
_SHIPPED = {thing["identifier"]: thing for thing in (*shipped(None).blueprints, *shipped(None).actions)}


@pytest.fixture
async def guided(there: Organisation) -> Organisation:
    """After setup."""
    await follow_the_guide(there)
    assert await setup(there.credentials, _OPTIONS) == 0
    return there


async def test_a_second_time_nothing_is_written(guided: Organisation) -> None:
    guided.watched.writes.clear()
    assert await setup(guided.credentials, _OPTIONS) == 0
    assert guided.watched.writes == []


async def test_titles_properties_colours_and_relations_of_their_own_stay(guided: Organisation) -> None:
    resource, grant = await guided.blueprint("aws_resource"), await guided.blueprint("provisioned_permissions")
    properties = resource["schema"]["properties"]
    assert (resource["title"], resource["icon"]) == ("Cloud Resource", "Cloud")
    assert properties["cost_center"] == {"type": "string", "title": "Cost Center"}
    assert properties["resource_type"]["title"] == "Kind"
    assert properties["resource_type"]["enumColors"] | {"S3": "pink", "Kafka": "brown"} == properties["resource_type"]["enumColors"]
    assert grant["relations"]["depends_on"]["target"] == "aws_resource"
    assert grant["relations"]["aws_resource"]["title"] == "Resource"
    assert grant["schema"]["properties"]["requester"]["title"] == "Who"


async def test_values_of_theirs_come_first_and_ours_are_added(guided: Organisation) -> None:
    ours = _SHIPPED["aws_resource"]["schema"]["properties"]["resource_type"]["enum"]
    for blueprint in ("aws_resource", "iam_permissions"):
        held = (await guided.blueprint(blueprint))["schema"]["properties"]["resource_type"]["enum"]
        assert held == ["S3", "EC2", "Kafka", *(value for value in ours if value not in ("S3", "EC2"))]


async def test_everything_new_comes_beside_it(guided: Organisation) -> None:
    for identifier in ("aws_resource", "iam_permissions", "provisioned_permissions", "permission_events"):
        held, ours = await guided.blueprint(identifier), _SHIPPED[identifier]
        assert ours["schema"]["properties"].keys() <= held["schema"]["properties"].keys()
        for computed in ("mirrorProperties", "calculationProperties", "aggregationProperties"):
            assert {**ours[computed], **held[computed]} == held[computed]


async def test_the_actions_reach_us_and_keep_what_people_made_of_them(guided: Organisation) -> None:
    request = await guided.action("request_permissions")
    assert request["invocationMethod"] == _SHIPPED["request_permissions"]["invocationMethod"] | {"installationId": "ours"}
    assert (request["title"], request["requiredApproval"]) == ("Ask for access", {"type": "ANY"})
    inputs = request["trigger"]["userInputs"]
    assert {"permissions", "cost_center", "duration", "until", "reason"} <= inputs["properties"].keys()
    assert {"permissions", "cost_center"} <= set(inputs["required"])
    assert inputs["order"][:3] == ["permissions", "cost_center", "duration"]
    permissions = (await guided.ask("GET", "actions/request_permissions/permissions"))["permissions"]
    assert permissions["execute"] | PERMISSIONS["execute"] == permissions["execute"]
    for identifier in ("revoke_permissions", "automation"):
        assert (await guided.action(identifier))["invocationMethod"]["integrationActionType"] == "revoke_permissions"


async def test_what_setup_writes_is_as_ports_api_wants_it(guided: Organisation) -> None:
    for identifier in (
        "request_permissions",
        "revoke_permissions",
        "automation",
        "revoke_permissions_by_workflow",
        "automation_by_workflow",
    ):
        stamps = {"createdAt", "createdBy", "updatedAt", "updatedBy"}
        body = {key: value for key, value in (await guided.action(identifier)).items() if key not in stamps}
        check_request("PUT", f"/v1/actions/{identifier}", {}, body)


async def test_the_workflows_stay_for_the_permissions_that_they_made(guided: Organisation) -> None:
    """Their roles are not ours to touch, so the old backend has to be there until the last of them is gone."""
    revoke, expiry = await guided.action("revoke_permissions_by_workflow"), await guided.action("automation_by_workflow")
    assert revoke["invocationMethod"] == REVOKE["invocationMethod"]
    assert expiry["invocationMethod"] == EXPIRY["invocationMethod"]
    assert expiry["trigger"]["event"] == EXPIRY["trigger"]["event"]
    for status, is_offered in (("unmanaged", True), (None, True), ("active", False)):
        body = {"identifier": f"Permission-{status}", "properties": {"status": status}}
        await guided.ask("POST", "blueprints/provisioned_permissions/entities", body)
        started = await guided.http.post(
            "/v1/actions/revoke_permissions_by_workflow/runs", json={"entity": body["identifier"], "properties": {}}
        )
        assert started.is_success is is_offered


async def test_the_old_backends_are_told_in_full(there: Organisation, capsys: pytest.CaptureFixture[str]) -> None:
    await follow_the_guide(there)
    await setup(there.credentials, replace(_OPTIONS, dry_run=True))
    told = capsys.readouterr().out
    assert (
        "backend: GITHUB create-iam-permissions.yaml of northlight/port-iam-permissions -> INTEGRATION_ACTION request_permissions" in told
    )
    assert '"reportWorkflowStatus": true' in told
    assert there.watched.writes == []


async def test_a_backend_of_their_own_is_left_and_told(there: Organisation, capsys: pytest.CaptureFixture[str]) -> None:
    own = REQUEST | {"invocationMethod": workflow("our-own-way.yaml")}
    await follow_the_guide(there, own)
    assert await setup(there.credentials, _OPTIONS) == 0
    assert (await there.action("request_permissions"))["invocationMethod"] == own["invocationMethod"]
    assert "The runs of request_permissions go to GITHUB our-own-way.yaml" in capsys.readouterr().out
    await setup(there.credentials, replace(_OPTIONS, forced=frozenset({"request_permissions"})))
    forced = await there.action("request_permissions")
    assert forced["invocationMethod"]["type"] == "INTEGRATION_ACTION"
    assert "cost_center" in forced["trigger"]["userInputs"]["properties"]


async def test_force_takes_ours_for_what_it_names_and_for_nothing_else(guided: Organisation) -> None:
    await setup(guided.credentials, replace(_OPTIONS, forced=frozenset({"provisioned_permissions"})))
    grant, resource = await guided.blueprint("provisioned_permissions"), await guided.blueprint("aws_resource")
    assert (grant["schema"]["properties"]["requester"]["title"], resource["title"]) == ("Requester", "Cloud Resource")
    assert "depends_on" in grant["relations"]


async def test_a_type_that_port_cannot_change_stops_setup_before_it_writes(there: Organisation, capsys: pytest.CaptureFixture[str]) -> None:
    await follow_the_guide(there)
    await there.ask("PATCH", "blueprints/provisioned_permissions", {"schema": {"properties": {"status": {"type": "boolean"}}}})
    there.watched.writes.clear()
    assert await setup(there.credentials, replace(_OPTIONS, dry_run=False)) == 1
    assert "The property status of provisioned_permissions is of type boolean in this Port and has to be string" in capsys.readouterr().err
    assert [write for write in there.watched.writes if "trial" not in write[1]] == [("POST", "actions")]


async def test_a_property_that_they_require_and_we_do_not_write_is_told(there: Organisation, capsys: pytest.CaptureFixture[str]) -> None:
    await follow_the_guide(there)
    await there.ask("PATCH", "blueprints/aws_resource", {"schema": {"properties": {}, "required": ["cost_center"]}})
    await setup(there.credentials, _OPTIONS)
    assert "aws_resource requires cost_center, which this integration does not write" in capsys.readouterr().out


async def test_a_dashboard_that_people_arranged_is_left(there: Organisation, capsys: pytest.CaptureFixture[str]) -> None:
    await setup(there.credentials, _OPTIONS)
    page = (await there.ask("GET", "pages/aws_permissions_overview"))["page"]
    dashboard = page["widgets"][0]
    arranged = page | {"widgets": [dashboard | {"widgets": dashboard["widgets"][1:]}]}
    await there.ask("DELETE", "pages/aws_permissions_overview")
    await there.ask("POST", "pages", arranged)
    await setup(there.credentials, _OPTIONS)
    assert (await there.ask("GET", "pages/aws_permissions_overview"))["page"] == arranged
    assert "keeps its widgets where they are not ours: widget live_grants" in capsys.readouterr().out
    await setup(there.credentials, replace(_OPTIONS, forced=frozenset()))
    assert (await there.ask("GET", "pages/aws_permissions_overview"))["page"] == page


async def test_rules_of_theirs_on_our_scorecard_stay(there: Organisation) -> None:
    await setup(there.credentials, _OPTIONS)
    path = "blueprints/provisioned_permissions/scorecards/grant_hygiene"
    card = {key: value for key, value in (await there.ask("GET", path))["scorecard"].items() if key != "blueprint"}
    theirs = card["rules"][0] | {"identifier": "own", "title": "Our own"}
    await there.ask("PUT", path, card | {"title": "Hygiene", "rules": [theirs, *card["rules"][1:]]})
    await setup(there.credentials, _OPTIONS)
    after = (await there.ask("GET", path))["scorecard"]
    assert after["title"] == "Hygiene"
    assert {rule["identifier"] for rule in after["rules"]} == {"own", *(rule["identifier"] for rule in card["rules"])}

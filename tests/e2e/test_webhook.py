"""The same actions by WEBHOOK, for a Port that does not take our action types: signed by Port, carried out by a real `ocean sail`."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from sandbox.port.webhook import signature
from tests.e2e.aws import Aws
from tests.e2e.port import Json, Port
from tests.e2e.sandbox import AIKO, MAYA, TOMAS, Sandbox
from tests.e2e.waiting import until

ARN = "arn:aws:s3:::northlight-newsletter"
WITH_APPROVAL = "request_permissions_with_approval"


@pytest.fixture(scope="module")
def address(sandbox: Sandbox) -> Iterator[str]:
    """Every action that we ship calls the webhook, for as long as these tests run; where that is."""
    port, url = sandbox.port, f"{sandbox.ready['integration_address']}/integration/port/actions"
    kept = [action for action in port.ask("GET", "/v1/actions")["actions"] if action["invocationMethod"]["type"] == "INTEGRATION_ACTION"]
    for action in kept:
        _replace(port, action, _webhook(action["invocationMethod"], url))
    yield url
    for action in kept:
        _replace(port, action, action["invocationMethod"])


@pytest.mark.usefixtures("address")
def test_a_request_is_granted_and_revoked(port: Port, aws: Aws) -> None:
    granted = port.execute("request_permissions", ARN, TOMAS, permissions=["s3:GetObject"], duration="1h", reason="Print run")
    assert granted.status == "SUCCESS", granted.log
    assert granted.run["payload"]["type"] == "WEBHOOK"
    assert f"Requester for this permission is: {TOMAS}" in granted.log
    assert f"role {granted.grant}" in aws.objects()
    entity = port.entity("provisioned_permissions", granted.grant)
    assert entity
    assert (entity["properties"]["requester"], entity["properties"]["reason"]) == (TOMAS, "Print run")

    revoked = port.execute("revoke_permissions", granted.grant, TOMAS)
    assert revoked.status == "SUCCESS", revoked.log
    assert f"role {granted.grant}" not in aws.objects()
    assert port.entity("provisioned_permissions", granted.grant) is None


@pytest.mark.usefixtures("address")
def test_a_risky_request_waits_is_previewed_and_granted_once_approved(port: Port) -> None:
    run = port.start(WITH_APPROVAL, ARN, TOMAS, permissions=["s3:DeleteObject"], duration="1h")
    lines = until(lambda: port.ask("GET", f"/v1/actions/runs/{run}/logs")["runLogs"], "the preview")
    assert f"{TOMAS} asks for this" in lines[0]["message"]
    port.ask("PATCH", f"/v1/actions/runs/{run}/approval", {"status": "APPROVE"}, run_as=MAYA)
    granted = port.ended(run)
    assert granted.status == "SUCCESS", granted.log
    assert f"It was approved by: {MAYA}" in granted.log
    assert port.execute("revoke_permissions", granted.grant, TOMAS).status == "SUCCESS"


@pytest.mark.usefixtures("address")
def test_an_expiry_that_is_reached_ends_the_grant(port: Port, aws: Aws) -> None:
    granted = port.execute("request_permissions", ARN, AIKO, permissions=["s3:GetObject"], duration="1h")
    port.patch_entity("provisioned_permissions", granted.grant, {"expiry_time": "2026-01-01T00:00:00Z"})
    until(lambda: f"role {granted.grant}" not in aws.objects(), "the end of the grant")


def test_a_stranger_is_turned_away(address: str, sandbox: Sandbox, aws: Aws) -> None:
    before = aws.objects()
    body = json.dumps({"runId": "r_1", "actionType": "request_permissions"}, separators=(",", ":"))
    right = signature(sandbox.ready["client_secret"], body)
    for headers in ({}, signature("another secret", body), right | {"X-Port-Timestamp": "1732438800"}):
        assert httpx.post(address, content=body, headers=headers).status_code == 401
    assert httpx.post(address, content=body, headers=right).status_code == 202
    assert aws.objects() == before


def test_a_body_that_claims_more_than_the_run_says_is_not_believed(address: str, sandbox: Sandbox, port: Port, aws: Aws) -> None:
    """Sent before Port's own delivery is carried out, with somebody else's grant in it."""
    granted = port.execute("request_permissions", ARN, TOMAS, permissions=["s3:GetObject"], duration="1h")
    run = port.start("request_permissions", ARN, AIKO, permissions=["s3:GetObject"], duration="1h")
    forged = {
        "runId": run,
        "actionType": "revoke_permissions",
        "payload": {"entity": granted.grant, "trigger": {"by": {"user": {"email": MAYA}}}},
    }
    body = json.dumps(forged, separators=(",", ":"))
    assert httpx.post(address, content=body, headers=signature(sandbox.ready["client_secret"], body)).status_code == 202
    ended = port.ended(run)
    assert ended.status == "SUCCESS", ended.log
    assert f"Requester for this permission is: {AIKO}" in ended.log
    assert {f"role {granted.grant}", f"role {ended.grant}"} <= set(aws.objects())
    for grant in (granted.grant, ended.grant):
        port.execute("revoke_permissions", grant, TOMAS)


def _webhook(method: Json, url: str) -> Json:
    body = {
        "runId": "{{ .run.id }}",
        "actionType": method["integrationActionType"],
        "payload": method["integrationActionExecutionProperties"],
    }
    return {"type": "WEBHOOK", "url": url, "synchronized": False, "method": "POST", "body": body}


def _replace(port: Port, action: Json, method: Json) -> None:
    kept: dict[str, Any] = {key: value for key, value in action.items() if not key.endswith(("At", "By"))}
    port.ask("PUT", f"/v1/actions/{action['identifier']}", kept | {"invocationMethod": method})

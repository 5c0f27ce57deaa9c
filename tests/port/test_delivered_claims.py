"""Of a delivery nothing is believed but which run to look at; what Port itself says of the run decides."""

import json
from typing import Any

import pytest

from tests.port.company import BUCKET, INSTALLATION
from tests.port.door import Door
from tests.sandbox.port.client import ALICE, BOB


async def test_a_run_that_port_does_not_know_is_left(door: Door) -> None:
    door.let_go()
    assert (await door.send({"runId": "r_unknown"})).status_code == 202
    assert await door.status(await door.request(), "SUCCESS")
    assert "r_unknown" not in door.carried_out


async def test_what_the_body_claims_beside_the_run_s_id_is_not_looked_at(door: Door) -> None:
    """The run is a request; the body says that it is a revoke, by somebody else, of something else, and approved."""
    await door.deliveries.end(0)
    run = await door.request()
    await door.deliveries.begin()
    door.deliveries._seen.clear()
    claims: dict[str, Any] = {
        "runId": run,
        "actionType": "revoke_permissions",
        "payload": {"entity": "Permission-somebody-elses", "trigger": {"by": {"user": {"email": BOB.email}}}},
        "approval": {"state": "APPROVED", "userId": BOB.id},
        "status": "IN_PROGRESS",
    }
    door.let_go()
    assert (await door.send(claims)).status_code == 202
    assert await door.status(run, "SUCCESS")
    assert door.verbs["revoke_permissions"].runs == []
    (carried_out, payload), *_ = door.verbs["request_permissions"].runs
    assert (carried_out.requester, carried_out.entity, carried_out.approval.answers) == (ALICE.email, BUCKET, ())
    assert "Permission-somebody-elses" not in json.dumps(payload)


async def test_a_request_that_still_waits_for_approval_is_left(door: Door) -> None:
    door.let_go()
    waiting = await door.company.start(
        "request_permissions_with_approval", BUCKET, ALICE.email, permissions=["s3:DeleteObject"], duration="1h"
    )
    await door.until(lambda: door.verbs["preview_for_approval"].runs)
    assert (await door.send({"runId": waiting})).status_code == 202
    assert await door.status(await door.request(), "SUCCESS")
    assert waiting not in door.carried_out
    door.deliveries._seen.clear()
    await door.company.answer(waiting, BOB.email)
    assert await door.status(waiting, "SUCCESS")
    assert door.verbs["request_permissions"].runs[-1][0].approval.answers[0].by == BOB.email


@pytest.mark.parametrize("whose", ["another action", "another address", "another integration"])
async def test_a_run_of_somebody_else_is_left_by_webhook_and_by_recovery(door: Door, whose: str) -> None:
    door.let_go()
    foreign = await _foreign_run(door, whose)
    assert (await door.send({"runId": foreign})).status_code == 202
    assert await door.status(await door.request(), "SUCCESS")
    await door.recovery.round()
    assert foreign not in door.carried_out
    assert (await door.company.run(foreign))["status"] == "IN_PROGRESS"


async def _foreign_run(door: Door, whose: str) -> str:
    """A run in progress that is not ours."""
    port = door.company.port
    action = (await port.ask("GET", "/v1/actions/request_permissions"))["action"]
    kept = {key: value for key, value in action.items() if not key.endswith(("At", "By"))}
    theirs: dict[str, Any]
    if whose == "another action":
        theirs = kept | {"identifier": "deploy"}
        await port.ask("POST", "/v1/actions", body=theirs)
    elif whose == "another address":
        elsewhere = door.url.replace("127.0.0.1", "localhost")
        theirs = kept | {"invocationMethod": kept["invocationMethod"] | {"url": elsewhere}}
        await port.ask("PUT", "/v1/actions/request_permissions", body=theirs)
    else:
        method = {
            "type": "INTEGRATION_ACTION",
            "installationId": f"{INSTALLATION}-staging",
            "integrationActionType": "request_permissions",
            "integrationActionExecutionProperties": {},
        }
        theirs = kept | {"invocationMethod": method}
        await port.ask("PUT", "/v1/actions/request_permissions", body=theirs)
    run = await door.company.start(theirs["identifier"], BUCKET, ALICE.email, permissions=["s3:GetObject"], duration="1h")
    if whose == "another integration":
        await door.company.acknowledge(run)
    else:
        await door.until(lambda: run in door.deliveries._seen)
    await port.ask("PUT", "/v1/actions/request_permissions", body=kept)
    return run

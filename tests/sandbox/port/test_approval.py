"""Runs that wait for approval: who may answer, what one and what all answers do."""

from typing import Any

import pytest

from tests.sandbox.port.client import ALICE, BOB, CAROL, PortClient
from tests.sandbox.port.company import BUCKET, BUCKETS_QUERY, REQUEST

APPROVE = {"status": "APPROVE", "description": "fine"}


async def waiting(company: PortClient, required: Any) -> str:
    await company.ask("POST", "/v1/actions", body=REQUEST | {"requiredApproval": required})
    body = {"properties": {"permissions": ["s3:PutObject"]}, "entity": BUCKET}
    run = (await company.ask("POST", "/v1/actions/request_permissions/runs", {"run_as": ALICE.email}, body))["run"]
    assert (run["status"], run["pendingExecution"], run["payload"]) == ("WAITING_FOR_APPROVAL", False, {})
    return f"/v1/actions/runs/{run['id']}"


@pytest.mark.parametrize("required", [True, {"type": "ANY"}])
async def test_one_approval_starts_the_run(company: PortClient, required: Any) -> None:
    path = await waiting(company, required)
    run = (await company.ask("PATCH", f"{path}/approval", {"run_as": BOB.email}, APPROVE))["run"]
    assert (run["status"], run["pendingExecution"]) == ("IN_PROGRESS", True)
    assert run["approval"] == {"userId": BOB.id, "state": "APPROVED", "description": "fine"}


async def test_all_approvers_have_to_approve_where_all_are_required(company: PortClient) -> None:
    path = await waiting(company, {"type": "ALL"})
    first = (await company.ask("PATCH", f"{path}/approval", {"run_as": BOB.email}, APPROVE))["run"]
    second = (await company.ask("PATCH", f"{path}/approval", {"run_as": CAROL.email}, APPROVE))["run"]
    assert [first["status"], second["status"]] == ["WAITING_FOR_APPROVAL", "IN_PROGRESS"]


async def test_a_declined_run_is_over(company: PortClient) -> None:
    path = await waiting(company, {"type": "ALL"})
    run = (await company.ask("PATCH", f"{path}/approval", {"run_as": BOB.email}, {"status": "DECLINE"}))["run"]
    assert run["status"] == "DECLINED"
    assert "DECLINED" in await company.refused(422, "PATCH", f"{path}/approval", {"run_as": BOB.email}, APPROVE)


async def test_nobody_approves_who_is_not_an_approver(company: PortClient) -> None:
    path = await waiting(company, True)
    assert ALICE.email in await company.refused(403, "PATCH", f"{path}/approval", {"run_as": ALICE.email}, APPROVE)
    assert (await company.ask("GET", path))["run"]["status"] == "WAITING_FOR_APPROVAL"


async def test_a_policy_names_approvers(company: PortClient) -> None:
    path = await waiting(company, True)
    policy = {
        "queries": {"buckets": BUCKETS_QUERY},
        "conditions": ['[.trigger.by.user.email, "carol@example.com"] - [.trigger.by.user.email]'],
    }
    await company.ask("PATCH", "/v1/actions/request_permissions/permissions", body={"approve": {"roles": [], "policy": policy}})
    assert await company.refused(403, "PATCH", f"{path}/approval", {"run_as": BOB.email}, APPROVE)
    await company.ask("PATCH", f"{path}/approval", {"run_as": CAROL.email}, APPROVE)


async def test_approvers_are_listed_with_their_answers(company: PortClient) -> None:
    path = await waiting(company, {"type": "ALL"})
    await company.ask("PATCH", f"{path}/approval", {"run_as": BOB.email}, APPROVE)
    answered = {"userId": BOB.id, "state": "APPROVED", "description": "fine"}
    pending = {"userId": CAROL.id, "state": "PENDING", "description": None}
    listed = [
        (await company.ask("GET", f"{path}/approvers", {"include_pending_approvers": asked}))["approvers"] for asked in ("false", "true")
    ]
    assert listed == [[answered], [answered, pending]]


async def test_the_machine_approves_for_an_automation(company: PortClient) -> None:
    path = await waiting(company, {"type": "ALL"})
    assert (await company.ask("PATCH", f"{path}/approval", body=APPROVE))["run"]["status"] == "IN_PROGRESS"

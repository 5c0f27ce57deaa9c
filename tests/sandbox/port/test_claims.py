"""Claiming: offered once at a time, taken once, and offered again when the lease is over."""

from typing import Any

import pytest

from tests.sandbox.port.client import PortClient
from tests.sandbox.port.company import BUCKET, REQUEST

RESERVED = {"x-port-reserved-usage": "true"}
CLAIM = "/v1/actions/runs/claim-pending"


@pytest.fixture
async def run(company: PortClient) -> str:
    """The id of a pending run."""
    await company.ask("POST", "/v1/actions", body=REQUEST)
    body = {"properties": {"permissions": ["s3:PutObject"]}, "entity": BUCKET}
    return str((await company.ask("POST", "/v1/actions/request_permissions/runs", body=body))["run"]["id"])


async def claim(company: PortClient, **parts: Any) -> list[str]:
    body = {"installationId": "ours", "limit": 300, "visibilityTimeoutMs": 60000} | parts
    return [run["id"] for run in (await company.ask("POST", CLAIM, body=body, headers=RESERVED))["runs"]]


async def test_a_run_is_offered_to_its_own_installation(company: PortClient, run: str) -> None:
    assert await claim(company, installationId="theirs") == []
    assert await claim(company, exclude=["request_permissions"]) == []
    assert await claim(company) == [run]


async def test_a_claimed_run_is_not_offered_while_the_lease_lasts(company: PortClient, run: str) -> None:
    assert [await claim(company), await claim(company)] == [[run], []]
    assert "claimedUntil" in (await company.ask("GET", f"/v1/actions/runs/{run}"))["run"]


async def test_a_run_is_offered_again_when_nobody_acknowledged_it(company: PortClient, run: str) -> None:
    await claim(company, visibilityTimeoutMs=1)
    again: list[str] = []
    while not again:
        again = await claim(company)
    assert again == [run]


async def test_a_run_is_acknowledged_once(company: PortClient, run: str) -> None:
    await claim(company)
    await company.ask("PATCH", "/v1/actions/runs/ack", body={"runId": run}, headers=RESERVED)
    assert await company.refused(409, "PATCH", "/v1/actions/runs/ack", body={"runId": run}, headers=RESERVED)
    assert (await company.ask("GET", f"/v1/actions/runs/{run}"))["run"]["pendingExecution"] is False
    assert await claim(company, visibilityTimeoutMs=1) == []


async def test_an_ended_run_is_neither_offered_nor_acknowledged(company: PortClient, run: str) -> None:
    await company.ask("PATCH", f"/v1/actions/runs/{run}", body={"status": "FAILURE"})
    assert await claim(company) == []
    assert await company.refused(409, "PATCH", "/v1/actions/runs/ack", body={"runId": run}, headers=RESERVED)


async def test_the_limit_is_kept(company: PortClient, run: str) -> None:
    body = {"properties": {"permissions": ["s3:PutObject"]}, "entity": BUCKET}
    second = (await company.ask("POST", "/v1/actions/request_permissions/runs", body=body))["run"]["id"]
    assert [await claim(company, limit=1), await claim(company, limit=1)] == [[run], [second]]


async def test_the_routes_are_reserved(company: PortClient, run: str) -> None:
    body = {"installationId": "ours", "limit": 1, "visibilityTimeoutMs": 1}
    assert await company.refused(403, "POST", CLAIM, body=body)
    assert await company.refused(403, "PATCH", "/v1/actions/runs/ack", body={"runId": run})


async def test_there_are_no_workflow_runs(company: PortClient) -> None:
    body = {"installationId": "ours", "limit": 1, "visibilityTimeoutMs": 1}
    assert (await company.ask("POST", "/v1/workflows/runs/claim-pending", body=body, headers=RESERVED))["nodeRuns"] == []

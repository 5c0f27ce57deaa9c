"""Integrations: registered and kept up to date by Ocean, asked for a resync by others, and telling of themselves."""

from typing import Any

import pytest

from tests.sandbox.port.client import CONFIG, EXPORTER, PortClient

OURS = "/v1/integration/ours"
OCEAN = {"User-Agent": EXPORTER["User-Agent"].removesuffix("/exporter")}
MAPPING: dict[str, Any] = {
    "deleteDependentEntities": False,
    "resources": [
        {
            "kind": "AWS::S3::Bucket",
            "selector": {"query": "true"},
            "port": {"entity": {"mappings": {"identifier": ".Arn", "blueprint": '"aws_resource"', "properties": {"tags": ".Tags"}}}},
        }
    ],
}


@pytest.fixture
async def installed(port: PortClient) -> PortClient:
    body = {"installationId": "ours", "installationAppType": "aws-iam-permissions", "version": "0.1.0", "config": MAPPING}
    await port.ask("POST", "/v1/integration", body=body | {"changelogDestination": {}, "actionsProcessingEnabled": True}, headers=OCEAN)
    return port


async def test_an_unknown_integration_is_a_json_404(port: PortClient) -> None:
    assert "ours" in await port.refused(404, "GET", OURS, {"oceanCoreVersion": "0.55.4", "isPolling": "false"})


async def test_a_registered_integration_has_all_that_ocean_reads(installed: PortClient) -> None:
    held = (await installed.ask("GET", OURS))["integration"]
    assert (held["config"], held["resyncState"], held["installationType"]) == (MAPPING, {}, "OnPrem")
    assert held["logAttributes"]["ingestUrl"].startswith(f"{CONFIG.public_url}/v1/")
    assert held["metricAttributes"]["ingestUrl"].startswith(f"{CONFIG.public_url}/v1/")
    assert [one["installationId"] for one in (await installed.ask("GET", "/v1/integration"))["integrations"]] == ["ours"]


async def test_the_organization_and_the_provisioned_integrations_are_told(port: PortClient) -> None:
    assert (await port.ask("GET", "/v1/organization"))["organization"]["id"] == CONFIG.organization_id
    assert (await port.ask("GET", "/v1/integration/provision-enabled"))["integrations"] == []


async def test_a_change_by_ocean_itself_is_no_request_to_resync(installed: PortClient) -> None:
    await installed.ask("PATCH", OURS, body={"version": "0.2.0", "arePortResourcesInitialized": True}, headers=OCEAN)
    assert (await installed.ask("GET", f"{OURS}/resync-request"))["request"] is None
    assert (await installed.ask("GET", OURS))["integration"]["version"] == "0.2.0"


async def test_a_change_by_anybody_else_asks_for_a_resync(installed: PortClient) -> None:
    await installed.ask("PATCH", OURS, body={})
    first = (await installed.ask("GET", f"{OURS}/resync-request"))["request"]["updatedAt"]
    await installed.ask("PATCH", f"{OURS}/config", body={"config": MAPPING | {"createMissingRelatedEntities": True}})
    second = (await installed.ask("GET", f"{OURS}/resync-request"))["request"]["updatedAt"]
    assert second >= first
    assert (await installed.ask("GET", OURS))["integration"]["config"]["createMissingRelatedEntities"] is True


@pytest.mark.parametrize("wrong", [{}, {"config": {"resources": [{"kind": "x"}]}}, {"config": {}, "surprise": 1}])
async def test_a_malformed_mapping_is_refused(installed: PortClient, wrong: dict[str, Any]) -> None:
    assert await installed.refused(422, "PATCH", f"{OURS}/config", body=wrong)


async def test_the_resync_state_is_kept(installed: PortClient) -> None:
    running = {"status": "running", "lastResyncEnd": None, "lastResyncStart": "2026-01-01T00:00:00+00:00", "nextResync": None}
    await installed.ask("PATCH", f"{OURS}/resync-state", body=running)
    completed = await installed.ask(
        "PATCH", f"{OURS}/resync-state", body={"status": "completed", "lastResyncEnd": "2026-01-01T00:01:00+00:00"}
    )
    state = completed["integration"]["resyncState"]
    assert (state["status"], state["lastResyncStart"]) == ("completed", "2026-01-01T00:00:00+00:00")
    assert await installed.refused(422, "PATCH", f"{OURS}/resync-state", body={"status": "dreaming"})


async def test_shipped_logs_are_read_back_newest_first(installed: PortClient) -> None:
    url = (await installed.ask("GET", OURS))["integration"]["logAttributes"]["ingestUrl"].removeprefix(CONFIG.public_url)
    lines = [
        {"message": str(number), "level": level, "timestamp": f"2026-01-01T00:00:0{number}Z"}
        for number, level in enumerate(("INFO", "ERROR"))
    ]
    await installed.ask("POST", url, body={"logs": lines})
    assert (await installed.ask("GET", f"{OURS}/logs", {"limit": "300"}))["logs"] == list(reversed(lines))
    assert (await installed.ask("GET", f"{OURS}/logs", {"level": "ERROR"}))["logs"] == [lines[1]]


async def test_metrics_of_a_resync_are_read_back(installed: PortClient) -> None:
    url = (await installed.ask("GET", OURS))["integration"]["metricAttributes"]["ingestUrl"].removeprefix(CONFIG.public_url)
    metrics = {"eventId": "e-1", "kindIdentifier": "bucket-0", "kind": "bucket", "syncState": "syncing", "metrics": {"phase": {}}}
    await installed.ask("POST", f"{url}/syncMetrics", body={"syncKindsMetrics": [metrics]})
    await installed.ask(
        "PUT", f"{url}/syncMetrics/resync/e-1/kind/bucket-0", body={"syncKindMetrics": metrics | {"syncState": "completed"}}
    )
    await installed.ask("POST", f"{url}/heartbeat", body={"eventId": "e-1"})
    response = await installed.call("GET", f"{OURS}/syncMetrics", {"resyncId": "e-1"})
    assert [one["syncState"] for one in response.json()["data"]] == ["completed"]


async def test_examples_are_taken(installed: PortClient) -> None:
    await installed.ask("POST", f"{OURS}/kinds/AWS::S3::Bucket/examples", body={"examples": [{"a": 1}]})


async def test_a_removed_integration_is_gone(installed: PortClient) -> None:
    await installed.ask("DELETE", OURS)
    assert await installed.refused(404, "GET", OURS)

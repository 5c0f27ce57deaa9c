"""Automations: the catalog and the runs start them, timers do at their moment."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.sandbox.port.bodies import GRANTS
from tests.sandbox.port.client import ALICE, PortClient
from tests.sandbox.port.company import BUCKET, GRANT, REQUEST, automation

AS_ALICE = {"run_as": "alice@example.com"}


def on_grant(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "blueprintIdentifier": "provisioned_permissions"} | more


EXPIRE = automation("expire", on_grant("TIMER_PROPERTY_EXPIRED", propertyIdentifier="expiry_time"))


async def runs_of(company: PortClient, action: str, count: int = 1) -> list[dict[str, Any]]:
    """The runs of the automation, as soon as there are so many."""
    async with asyncio.timeout(5):
        while True:
            runs: list[dict[str, Any]] = (await company.ask("GET", "/v1/actions/runs", {"action": action}))["runs"]
            if len(runs) >= count:
                return runs


def seen(run: dict[str, Any]) -> dict[str, Any]:
    properties: dict[str, Any] = run["payload"]["integrationActionExecutionProperties"]
    return properties


async def set_expiry(company: PortClient, moment: datetime) -> None:
    body = {"properties": {"expiry_time": moment.isoformat()}}
    await company.ask("PATCH", f"{GRANTS}/{GRANT}", AS_ALICE, body)


@pytest.mark.parametrize(
    ("kind", "starts"),
    [("ENTITY_CREATED", [0]), ("ENTITY_UPDATED", [1]), ("ENTITY_DELETED", [2]), ("ANY_ENTITY_CHANGE", [0, 1, 2])],
)
async def test_a_change_of_an_entity_starts_the_automations_of_its_kind(company: PortClient, kind: str, starts: list[int]) -> None:
    await company.ask("POST", "/v1/actions", body=automation("follow", on_grant(kind)))
    path = f"{GRANTS}/new"
    await company.ask("POST", GRANTS, {"upsert": "true"} | AS_ALICE, {"identifier": "new", "properties": {"count": 1}})
    await company.ask("PATCH", path, AS_ALICE, {"properties": {"count": 2}})
    await company.call("DELETE", path, AS_ALICE | {"delete_dependents": "false"})
    diffs: list[dict[str, Any]] = [{"after": {"count": 1}}, {"before": {"count": 1}, "after": {"count": 2}}, {"before": {"count": 2}}]
    runs = await runs_of(company, "follow", len(starts))
    held = [{key: value for key, value in seen(run).items() if key in ("before", "after")} for run in reversed(runs)]
    assert held == [diffs[index] for index in starts]
    assert (runs[0]["source"], seen(runs[0])["entity"], seen(runs[0])["trigger"]["by"]["user"]["email"]) == (
        "AUTOMATION",
        "new",
        ALICE.email,
    )


async def test_writing_what_is_already_there_starts_nothing(company: PortClient) -> None:
    await company.ask("POST", "/v1/actions", body=automation("follow", on_grant("ENTITY_UPDATED")))
    await company.ask("PATCH", f"{GRANTS}/{GRANT}", body={"title": "Permission"})
    await company.ask("PATCH", f"{GRANTS}/{GRANT}", body={"title": "Changed"})
    assert len(await runs_of(company, "follow")) == 1


async def test_a_condition_decides_on_before_and_after(company: PortClient) -> None:
    condition = {"type": "JQ", "expressions": [".diff.after.properties.count > 1", ".diff.before != null"], "combinator": "and"}
    await company.ask("POST", "/v1/actions", body=automation("follow", on_grant("ENTITY_UPDATED"), condition=condition))
    for count in (1, 2):
        await company.ask("PATCH", f"{GRANTS}/{GRANT}", body={"properties": {"count": count}})
    runs = await runs_of(company, "follow")
    assert [seen(run)["after"]["count"] for run in runs] == [2]


async def test_an_automation_that_is_not_published_lies_still(company: PortClient) -> None:
    await company.ask("POST", "/v1/actions", body=automation("quiet", on_grant("ENTITY_UPDATED")) | {"publish": False})
    await company.ask("POST", "/v1/actions", body=automation("follow", on_grant("ENTITY_UPDATED")))
    await company.ask("PATCH", f"{GRANTS}/{GRANT}", body={"title": "Changed"})
    await runs_of(company, "follow")
    assert await runs_of(company, "quiet", 0) == []


async def test_a_timer_expires_at_its_moment(company: PortClient) -> None:
    await company.ask("POST", "/v1/actions", body=EXPIRE)
    moment = datetime.now(UTC) + timedelta(milliseconds=300)
    await set_expiry(company, moment)
    (run,) = await runs_of(company, "expire")
    late = datetime.fromisoformat(run["createdAt"]) - moment
    assert timedelta(milliseconds=-5) <= late < timedelta(seconds=1)
    assert (seen(run)["entity"], seen(run)["trigger"]["by"]["byPort"]) == (GRANT, True)


async def test_an_expired_timer_is_written_into_the_audit_log(company: PortClient) -> None:
    await set_expiry(company, datetime(2001, 1, 1, tzinfo=UTC))
    records: list[dict[str, Any]] = []
    async with asyncio.timeout(5):
        while not records:
            records = (await company.ask("GET", "/v1/audit-log", {"action": "TIMER_EXPIRED"}))["audits"]
    assert records[0]["context"] == {
        "blueprintIdentifier": "provisioned_permissions",
        "entityIdentifier": GRANT,
        "propertyIdentifier": "expiry_time",
    }


async def test_a_timer_expires_once_for_each_value(company: PortClient) -> None:
    await company.ask("POST", "/v1/actions", body=EXPIRE)
    past = datetime(2001, 1, 1, tzinfo=UTC)
    await set_expiry(company, past)
    await runs_of(company, "expire")
    await company.ask("PATCH", f"{GRANTS}/{GRANT}", body={"title": "touched"})
    await set_expiry(company, past)
    await set_expiry(company, past + timedelta(days=1))
    assert len(await runs_of(company, "expire", 2)) == 2


async def test_a_timer_that_is_put_off_does_not_expire_at_its_old_moment(company: PortClient) -> None:
    await company.ask("POST", "/v1/actions", body=EXPIRE)
    await set_expiry(company, datetime.now(UTC) + timedelta(milliseconds=150))
    await set_expiry(company, datetime.now(UTC) + timedelta(milliseconds=500))
    (run,) = await runs_of(company, "expire")
    assert seen(run)["after"]["expiry_time"] <= run["createdAt"].replace("Z", "+00:00")


async def test_a_run_starts_the_automations_that_follow_its_action(company: PortClient) -> None:
    await company.ask("POST", "/v1/actions", body=REQUEST)
    for kind in ("RUN_CREATED", "RUN_UPDATED"):
        await company.ask("POST", "/v1/actions", body=automation(kind, {"type": kind, "actionIdentifier": "request_permissions"}))
    body = {"properties": {"permissions": ["s3:PutObject"]}, "entity": BUCKET}
    run = (await company.ask("POST", "/v1/actions/request_permissions/runs", AS_ALICE, body))["run"]
    created = await runs_of(company, "RUN_CREATED")
    await company.ask("PATCH", f"/v1/actions/runs/{run['id']}", body={"status": "SUCCESS"})
    updated = await runs_of(company, "RUN_UPDATED", 2)
    assert (len(created), created[0]["payload"]["integrationActionExecutionProperties"]["entity"]) == (1, BUCKET)
    assert len(updated) >= 2


async def test_an_automation_cannot_be_executed_by_hand(company: PortClient) -> None:
    await company.ask("POST", "/v1/actions", body=EXPIRE)
    assert await company.refused(422, "POST", "/v1/actions/expire/runs", body={"properties": {}})

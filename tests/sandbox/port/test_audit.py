"""The audit log: what happened, by whom, and how it is found again."""

from tests.sandbox.port.bodies import GRANTS
from tests.sandbox.port.client import ALICE, EXPORTER, PortClient
from tests.sandbox.port.company import BUCKET, GRANT, REQUEST


async def test_a_change_is_recorded_with_before_and_after_and_the_person(company: PortClient) -> None:
    await company.ask("PATCH", f"{GRANTS}/{GRANT}", {"run_as": ALICE.email}, {"properties": {"count": 2}})
    record = (await company.ask("GET", "/v1/audit-log", {"entity": GRANT, "limit": "1"}))["audits"][0]
    assert (record["action"], record["resourceType"], record["trigger"]["origin"]) == ("UPDATE", "entity", "UI")
    assert record["trigger"]["by"]["user"]["email"] == ALICE.email
    assert ("count" in record["diff"]["before"]["properties"], record["diff"]["after"]["properties"]["count"]) == (False, 2)


async def test_a_change_by_an_integration_names_it(company: PortClient) -> None:
    body = {"identifier": "g", "properties": {}}
    await company.ask("POST", GRANTS, {"upsert": "true"}, body, EXPORTER)
    records = (await company.ask("GET", "/v1/audit-log", {"InstallationId": "ours"}))["audits"]
    assert [(record["action"], record["context"]["entityIdentifier"]) for record in records] == [("CREATE", "g")]


async def test_a_deletion_is_recorded_for_each_entity(company: PortClient) -> None:
    query = {"delete_dependents": "true"}
    await company.ask("DELETE", f"/v1/blueprints/aws_resource/entities/{BUCKET}", query)
    records = (await company.ask("GET", "/v1/audit-log", {"action": "DELETE", "resources": "entity"}))["audits"]
    assert {record["context"]["entityIdentifier"] for record in records} == {BUCKET, GRANT}


async def test_the_log_is_filtered_and_cut(company: PortClient) -> None:
    await company.ask("POST", "/v1/actions", body=REQUEST)
    queries: list[dict[str, str | list[str]]] = [
        {"resources": ["action", "blueprint"], "includes": "resourceType"},
        {"blueprint": "aws_resource", "resources": "entity", "includes": "action"},
        {"to": "2020-01-01T00:00:00.000Z"},
        {"status": "FAILURE"},
        {"origin": "elsewhere"},
    ]
    found = [(await company.ask("GET", "/v1/audit-log", query))["audits"] for query in queries]
    assert found[0] == [{"resourceType": "action"}, *[{"resourceType": "blueprint"}] * 3]
    assert found[1:] == [[{"action": "CREATE"}] * 2, [], [], []]


async def test_one_record_is_found_by_its_identifier(company: PortClient) -> None:
    newest = (await company.ask("GET", "/v1/audit-log", {"limit": "1"}))["audits"][0]
    assert (await company.ask("GET", "/v1/audit-log", {"identifier": newest["identifier"]}))["audits"] == [newest]

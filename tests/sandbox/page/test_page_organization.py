"""Integrations, the audit log, who acts, and what the page says when Port does not answer."""

import httpx

from sandbox.page import PageConfig, add_page
from sandbox.port import create_app
from tests.sandbox.page.company import BUCKET, GRANT
from tests.sandbox.page.site import Reader, open_site
from tests.sandbox.port.client import CONFIG, PortClient

MAPPING = {
    "resources": [{"kind": "k", "selector": {"query": "true"}, "port": {"entity": {"mappings": {"identifier": ".x", "blueprint": '"b"'}}}}]
}
INTEGRATION = {"installationId": "ours", "installationAppType": "aws-iam-permissions", "version": "0.1.0", "config": MAPPING}


class _Forgetful(httpx.ASGITransport):
    """Answers 401 once, as Port does when a token has lived its three hours."""

    refuses = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.refuses:
            self.refuses = False
            return httpx.Response(401, json={"ok": False, "error": "unauthorized", "message": "The token has expired"})
        return await super().handle_async_request(request)


async def test_an_integration_shows_how_its_last_resync_went_and_its_log(site: Reader) -> None:
    integration = (await site.port.ask("POST", "/v1/integration", body=INTEGRATION))["integration"]
    state = {"status": "completed", "lastResyncStart": "2026-01-31T09:30:00Z", "lastResyncEnd": "2026-01-31T09:30:05Z"}
    await site.port.ask("PATCH", "/v1/integration/ours/resync-state", body=state)
    line = {"level": "WARNING", "message": "a bucket has no tags", "timestamp": "2026-01-31T09:30:01Z"}
    heartbeat = {"level": "INFO", "message": "Polling event listener iteration after 2", "timestamp": line["timestamp"]}
    ingest = integration["logAttributes"]["ingestUrl"].removeprefix(CONFIG.public_url)
    await site.port.call("POST", ingest, body={"logs": [line, heartbeat]})
    page = (await site.get("/integrations/ours")).page
    assert page.one(id="resync-state").text == "completed"
    assert page.one(id="log").text == "09:30:01 WARNING a bucket has no tags"
    assert (await site.get("/integrations")).page.one("li", data_integration="ours").text.startswith("ours completed")


async def test_resync_now_asks_ocean_for_a_resync_and_keeps_the_mapping(site: Reader) -> None:
    await site.port.ask("POST", "/v1/integration", body=INTEGRATION)
    before = (await site.port.ask("GET", "/v1/integration/ours/resync-request"))["request"]
    answer = await site.post("/integrations/ours", {})
    after = (await site.port.ask("GET", "/v1/integration/ours/resync-request"))["request"]
    assert answer.location == "/integrations/ours?notice=resync"
    assert (before, bool(after["updatedAt"])) == (None, True)
    assert (await site.port.ask("GET", "/v1/integration/ours"))["integration"]["config"] == MAPPING


async def test_the_audit_log_says_who_did_what_and_what_changed(site: Reader) -> None:
    await site.act_as("bob@example.com")
    await site.post(f"/edit/provisioned_permissions/{GRANT}", {"ahead:60:expiry_time": "1"})
    latest = (await site.get("/audit")).page.one(id="audit").all("li")[0]
    assert latest.one("p").text == f"Bob Baker changed Provisioned Permissions {GRANT}"
    assert latest.one("summary").text == "expiry_time"
    assert '"2099-01-01T00:00:00.000Z"' in latest.one("del").text


async def test_the_audit_log_is_filtered(site: Reader) -> None:
    page = (await site.get(f"/audit?action=CREATE&resource=entity&blueprint=aws_resource&entity={BUCKET}")).page
    assert [item.one("a").text for item in page.one(id="audit").all("li")] == [BUCKET]


async def test_the_first_person_acts_until_another_is_chosen(site: Reader) -> None:
    chosen = [option.text for option in (await site.get("/")).page.one(id="person").all("option") if "selected" in option.attributes]
    await site.act_as("bob@example.com")
    switched = [option.text for option in (await site.get("/")).page.one(id="person").all("option") if "selected" in option.attributes]
    assert (chosen, switched) == (["Alice Archer (Member)"], ["Bob Baker (Admin)"])


async def test_nobody_acts_who_is_not_there(site: Reader) -> None:
    answer = await site.post("/acting-as", {"person": "mallory@example.com", "back": "/"})
    assert (answer.status, answer.problem) == (404, "There is nobody in this Port with the address mallory@example.com.")


async def test_a_notice_is_one_of_the_pages_own(site: Reader) -> None:
    assert (await site.get("/?notice=saved")).page.one("p", role="status").text == "Saved."
    assert not (await site.get("/?notice=You+have+won")).page.all("p", role="status")


async def test_a_token_that_has_expired_is_replaced() -> None:
    app = create_app(CONFIG)
    forgetful = _Forgetful(app)
    client = httpx.AsyncClient(transport=forgetful, base_url=CONFIG.public_url)
    add_page(app, PageConfig(port=client, client_id=CONFIG.client_id, client_secret=CONFIG.client_secret))
    reader = Reader(app, PortClient(app))
    assert (await reader.get("/")).status == 200
    forgetful.refuses = True
    assert (await reader.get("/")).status == 200
    await reader.close()
    await client.aclose()


async def test_wrong_credentials_are_a_sentence() -> None:
    app = create_app(CONFIG)
    reader, client = open_site(app, PortClient(app), client_secret="wrong")
    answer = await reader.get("/")
    assert (answer.status, answer.problem) == (401, "The client id and the client secret do not belong together")
    await reader.close()
    await client.aclose()


async def test_a_port_that_does_not_answer_is_a_sentence() -> None:
    app = create_app(CONFIG)
    nobody = httpx.AsyncClient(base_url="http://127.0.0.1:1")
    add_page(app, PageConfig(port=nobody, client_id="", client_secret=""))
    reader = Reader(app, PortClient(app))
    answer = await reader.get("/")
    assert answer.status == 503
    assert answer.problem.startswith("Port at http://127.0.0.1:1 does not answer")
    await reader.close()
    await nobody.aclose()

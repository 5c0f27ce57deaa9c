"""Who may reach the page: this machine, by its own names, and forms of the page itself."""

import httpx
import pytest

from tests.sandbox.page.company import BUCKET
from tests.sandbox.page.site import HOST, Reader


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost:8080", "[::1]:8080", "127.0.0.1"])
async def test_loopback_names_are_let_in(site: Reader, host: str) -> None:
    assert (await site.get("/", {"Host": host})).status == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8080", "127.0.0.1@evil.example", "[", ""])
async def test_a_name_that_only_resolves_to_this_machine_is_refused(site: Reader, host: str) -> None:
    answer = await site.get("/", {"Host": host})
    assert answer.status == 403
    assert "open it as http://127.0.0.1" in answer.response.text


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:9999", "https://127.0.0.1.evil.example:8080"])
async def test_a_form_of_another_site_is_refused_and_does_nothing(site: Reader, origin: str) -> None:
    fields = {"resource_type": "EC2"}
    answer = await site.post(f"/edit/aws_resource/{BUCKET}", fields, {"Origin": origin})
    assert answer.status == 403
    held = (await site.port.ask("GET", f"/v1/blueprints/aws_resource/entities/{BUCKET}"))["entity"]
    assert held["properties"]["resource_type"] == "S3"


async def test_a_form_of_the_page_itself_is_taken(site: Reader) -> None:
    answer = await site.post("/acting-as", {"person": "bob@example.com", "back": "/runs"}, {"Origin": HOST})
    assert (answer.status, answer.location) == (303, "/runs")


async def test_nothing_foreign_may_run_on_the_page_nor_frame_it(site: Reader) -> None:
    policy = (await site.get("/")).response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy


async def test_the_api_behind_the_page_still_wants_a_token(site: Reader) -> None:
    answer = await site.get("/v1/blueprints")
    assert answer.response.json()["error"] == "unauthorized"
    assert answer.status == httpx.codes.UNAUTHORIZED


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example", ""])
async def test_switching_the_person_leads_nowhere_else(site: Reader, back: str) -> None:
    assert (await site.post("/acting-as", {"person": "bob@example.com", "back": back})).location == "/"

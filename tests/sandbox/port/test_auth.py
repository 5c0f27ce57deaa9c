"""Tokens: who gets one, what is in it, and that nothing works without."""

import base64
import json

from sandbox.port import create_app
from tests.sandbox.port.client import CONFIG, PortClient


async def test_a_token_says_that_its_bearer_is_a_machine() -> None:
    client = PortClient(create_app(CONFIG))
    answer = await client.ask("POST", "/v1/auth/access_token", body={"clientId": "client-1", "clientSecret": "secret-1"})
    claims = json.loads(base64.urlsafe_b64decode(answer["accessToken"].split(".")[1] + "=="))
    assert (claims["isMachine"], claims["orgId"], answer["expiresIn"], answer["tokenType"]) == (True, "org_sandbox", 10800, "Bearer")


async def test_wrong_credentials_get_no_token() -> None:
    client = PortClient(create_app(CONFIG))
    assert await client.refused(401, "POST", "/v1/auth/access_token", body={"clientId": "client-1", "clientSecret": "guess"})


async def test_every_other_route_wants_a_token() -> None:
    client = PortClient(create_app(CONFIG))
    assert await client.refused(401, "GET", "/v1/blueprints")
    assert await client.refused(401, "PATCH", "/v1/actions/runs/ack", body={"runId": "r_1"})


async def test_a_token_of_another_port_is_refused(port: PortClient) -> None:
    stranger = PortClient(create_app(CONFIG), token=f"{port.token}x")
    assert await stranger.refused(401, "GET", "/v1/blueprints")


async def test_an_unknown_route_is_a_json_404(port: PortClient) -> None:
    response = await port.call("GET", "/v1/nothing")
    assert (response.status_code, response.json()["ok"], response.json()["error"]) == (404, False, "not_found")


async def test_health_is_told_without_a_token() -> None:
    response = await PortClient(create_app(CONFIG)).call("GET", "/__sandbox/health")
    assert response.json() == {"ok": True}


async def test_people_are_listed_with_an_opaque_id_and_their_roles(port: PortClient) -> None:
    users = (await port.ask("GET", "/v1/users"))["users"]
    assert [user["email"] for user in users] == ["alice@example.com", "bob@example.com", "carol@example.com"]
    assert users[1]["roles"] == [{"name": "Admin"}]
    assert "@" not in users[0]["id"]
    assert (await port.ask("GET", "/v1/users/bob@example.com"))["user"]["id"] == users[1]["id"]
    assert await port.refused(404, "GET", "/v1/users/nobody@example.com")

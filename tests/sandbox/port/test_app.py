"""The application around the API: how late it answers, and what is left when it stops."""

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sandbox.port import create_app
from tests.sandbox.port.client import CONFIG, PortClient, signed_in
from tests.sandbox.port.company import BLUEPRINTS


async def test_every_answer_is_as_late_as_it_is_told_to_be() -> None:
    slow = PortClient(create_app(replace(CONFIG, latency_seconds=0.05)))
    started = time.monotonic()
    await slow.sign_in()
    assert time.monotonic() - started >= 0.05


async def test_two_ports_share_nothing() -> None:
    one, other = await signed_in(), await signed_in()
    await one.ask("POST", "/v1/blueprints", body=BLUEPRINTS[0])
    assert (await other.ask("GET", "/v1/blueprints"))["blueprints"] == []


async def test_a_stopped_port_expires_no_timer() -> None:
    app = create_app(CONFIG)
    client = PortClient(app)
    async with app.router.lifespan_context(app):
        await client.sign_in()
        for blueprint in BLUEPRINTS:
            await client.ask("POST", "/v1/blueprints", body=blueprint)
        soon = (datetime.now(UTC) + timedelta(milliseconds=100)).isoformat()
        body = {"identifier": "g", "properties": {"expiry_time": soon}}
        await client.ask("POST", "/v1/blueprints/provisioned_permissions/entities", {"upsert": "true"}, body)
    await asyncio.sleep(0.15)  # past the moment: that nothing happens has no condition to wait for
    assert (await client.ask("GET", "/v1/audit-log", {"action": "TIMER_EXPIRED"}))["audits"] == []

"""With Ocean, the sandbox is ready when the catalogs are full, and Ocean ends with it."""

import signal
from pathlib import Path

import httpx
import pytest

from sandbox.company import BUCKETS, INSTANCES
from tests.sandbox.processes import descendants, end, launch, left_over, pid_of, started_sandbox


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_ocean_fills_the_catalog_before_the_line_and_ends_with_the_sandbox(number: signal.Signals, tmp_path: Path) -> None:
    with started_sandbox(tmp_path) as started:
        ready = started.ready
        with httpx.Client(base_url=ready["port_api"]) as port:
            credentials = {"clientId": ready["client_id"], "clientSecret": ready["client_secret"]}
            token = port.post("/v1/auth/access_token", json=credentials).json()["accessToken"]
            found = port.get("/v1/blueprints/aws_resource/entities", headers={"Authorization": f"Bearer {token}"}).json()
        titles = {entity["title"] for entity in found["entities"]}
        assert {bucket.name for bucket in BUCKETS} < titles
        assert sum("instance/" in entity["identifier"] for entity in found["entities"]) == len(INSTANCES)
        processes = descendants(started.process.pid)
        assert pid_of(processes, "sandbox.sail")
        end(started, number)
        assert left_over(processes) == {}


def test_stopping_it_while_it_starts_is_as_quiet_as_later(tmp_path: Path) -> None:
    process = launch(tmp_path)
    assert process.stdout is not None
    assert any(line.startswith("Starting ocean sail") for line in process.stdout)
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=20) == ("Stopping\n", "")
    assert process.returncode == 0
    assert list(tmp_path.iterdir()) == []

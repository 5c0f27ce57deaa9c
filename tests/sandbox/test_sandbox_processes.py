"""The sandbox as a process: what it prints, that it listens on loopback alone, and that nothing of it outlives it."""

import json
import os
import signal
import socket
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from sandbox.aws import AccessKey, LocalAws
from tests.sandbox.processes import descendants, end, launch, left_over, pid_of, started_sandbox

PROMISED = {
    "port_api",
    "page",
    "aws_endpoint",
    "aws_access_key_id",
    "aws_secret_access_key",
    "client_id",
    "client_secret",
    "integration_identifier",
    "integration_address",
}


async def test_the_line_holds_what_it_promises_and_all_of_it_works(tmp_path: Path) -> None:
    with started_sandbox(tmp_path, "--no-ocean") as started:
        ready = started.ready
        assert set(ready) == PROMISED
        credentials = {"clientId": ready["client_id"], "clientSecret": ready["client_secret"]}
        async with httpx.AsyncClient() as client:
            assert (await client.post(f"{ready['port_api']}/v1/auth/access_token", json=credentials)).is_success
            assert (await client.get(ready["page"])).is_success
        key = AccessKey(ready["aws_access_key_id"], ready["aws_secret_access_key"])
        async with LocalAws(ready["aws_endpoint"]).client("s3", key) as s3:
            assert len((await s3.list_buckets())["Buckets"]) == 12


def test_everything_listens_on_loopback_alone(tmp_path: Path) -> None:
    with started_sandbox(tmp_path, "--no-ocean") as started:
        for address in (started.ready["port_api"], started.ready["aws_endpoint"]):
            port = urlsplit(address).port
            with socket.create_connection(("127.0.0.1", port or 0), timeout=5):
                pass
            # A listener on 0.0.0.0 would answer on every address of the machine, this one included.
            with pytest.raises(OSError, match=r"refused|unreachable|timed out|assign"):
                socket.create_connection(("127.0.0.2", port or 0), timeout=5)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_all_of_it_and_leaves_no_files(number: signal.Signals, tmp_path: Path) -> None:
    with started_sandbox(tmp_path, "--no-ocean") as started:
        processes = descendants(started.process.pid)
        assert end(started, number) == 0
        assert left_over(processes) == {}
        assert list(started.folder.iterdir()) == []


def test_killing_the_sandbox_leaves_nothing_running(tmp_path: Path) -> None:
    with started_sandbox(tmp_path, "--no-ocean") as started:
        processes = descendants(started.process.pid)
        assert pid_of(processes, "ministack")
        end(started, signal.SIGKILL)
        assert left_over(processes) == {}


def test_two_sandboxes_run_side_by_side(tmp_path: Path) -> None:
    with started_sandbox(tmp_path / "one", "--no-ocean") as one, started_sandbox(tmp_path / "two", "--no-ocean") as two:
        for name in ("port_api", "aws_endpoint", "client_id", "client_secret", "aws_access_key_id"):
            assert one.ready[name] != two.ready[name]
        assert end(one, signal.SIGTERM) == 0
        assert httpx.get(two.ready["page"]).is_success


def test_a_server_that_ends_is_told_with_its_last_lines(tmp_path: Path) -> None:
    with started_sandbox(tmp_path, "--no-ocean") as started:
        os.kill(pid_of(descendants(started.process.pid), "ministack"), signal.SIGKILL)
        _, told = started.process.communicate(timeout=20)
        assert started.process.returncode == 1
        assert "ministack ended with code 137. Its last lines:" in told
        assert "Running on http://127.0.0.1" in told
        [kept] = started.folder.iterdir()
        assert f"The logs are kept in {kept}." in told


def test_a_port_in_use_is_told_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        refused = launch(tmp_path, "--port", str(port), "--no-ocean")
        _, told = refused.communicate(timeout=20)
    assert refused.returncode == 1
    assert f"Port {port} of 127.0.0.1 is taken" in told
    assert list(tmp_path.iterdir()) == []


def test_the_port_asked_for_is_the_port_of_the_page(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with started_sandbox(tmp_path, "--port", str(port), "--no-ocean") as started:
        assert started.ready["page"] == f"http://127.0.0.1:{port}/"


def test_a_person_is_told_where_to_look(tmp_path: Path) -> None:
    process = launch(tmp_path, "--aws", "moto", "--no-ocean")
    assert process.stdout is not None
    told = "".join(iter(process.stdout.readline, "  Ctrl-C stops everything and leaves nothing behind.\n"))
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert process.returncode == 0
    assert "The sandbox is ready:  http://127.0.0.1:" in told
    assert "This AWS does not judge permissions" in told


def test_with_json_there_is_one_line_and_no_other(tmp_path: Path) -> None:
    process = launch(tmp_path, "--aws", "moto", "--no-ocean", "--json")
    assert process.stdout is not None
    line = process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    rest, _ = process.communicate(timeout=20)
    assert set(json.loads(line)) == PROMISED
    assert rest == ""

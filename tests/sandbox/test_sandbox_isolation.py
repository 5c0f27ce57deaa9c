"""No setting of the operator's reaches what the sandbox runs, so nothing in it can touch a real account."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.isolation import isolated_environment
from sandbox.ocean import sail_environment
from sandbox.ready import Ready
from tests.project import PROJECT

READY = Ready(
    port_api="http://127.0.0.1:1",
    page="http://127.0.0.1:1/",
    aws_endpoint="http://127.0.0.1:2",
    aws_access_key_id="AKIASANDBOX",
    aws_secret_access_key="sandbox",
    client_id="sandbox",
    client_secret="sandbox",
    integration_identifier="sandbox",
    integration_address="http://127.0.0.1:3",
)


@pytest.mark.parametrize("name", ["AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ROLE_ARN", "OCEAN__PORT__CLIENT_SECRET", "APPLICATION__PORT"])
def test_a_setting_for_something_real_is_left_out(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "real")
    assert "real" not in isolated_environment().values()
    assert "real" not in sail_environment(READY).values()


def test_the_operators_dotenv_is_not_read(tmp_path: Path) -> None:
    for name in ("main.py", "config.yaml", "pyproject.toml", ".port"):
        (tmp_path / name).symlink_to(PROJECT / name)
    (tmp_path / ".env").write_text(
        "OCEAN__PORT__CLIENT_ID=real\nOCEAN__PORT__CLIENT_SECRET=real\nOCEAN__PORT__BASE_URL=http://127.0.0.1:1\n"
    )
    command = [sys.executable, "-m", "sandbox.sail", "--port", "0"]
    environment = {**isolated_environment(), "PYTHONPATH": str(PROJECT)}
    ended = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 1
    assert "port\n  Field required" in ended.stderr


def test_files_with_keys_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/home/operator/.aws/credentials")
    assert isolated_environment()["AWS_SHARED_CREDENTIALS_FILE"] == os.devnull
    assert isolated_environment()["AWS_CONFIG_FILE"] == os.devnull


def test_the_rest_of_the_environment_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "sv_SE.UTF-8")
    assert isolated_environment()["LANG"] == "sv_SE.UTF-8"


def test_ocean_is_given_the_sandboxs_port_and_aws() -> None:
    environment = sail_environment(READY)
    assert environment["OCEAN__PORT__BASE_URL"] == READY.port_api
    assert environment["AWS_ENDPOINT_URL"] == READY.aws_endpoint
    assert environment["AWS_ACCESS_KEY_ID"] == READY.aws_access_key_id

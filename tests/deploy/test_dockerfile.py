"""What deploy/Dockerfile copies and installs is all that the integration needs to run, and it needs to write nowhere in there."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.child import free_port
from sandbox.ocean import sail_environment
from sandbox.ready import Ready
from tests.deploy.dockerfile import Replayed, replay, said
from tests.e2e.waiting import until
from tests.sandbox.processes import started_sandbox

# Ocean's own command, but on the loopback address, where Ocean itself listens on all.
_OCEAN = (
    "import uvicorn; serve = uvicorn.run; uvicorn.run = lambda app, **options: serve(app, **{**options, 'host': '127.0.0.1'}); "
    "from port_ocean.cli.cli import cli_start; cli_start(prog_name='ocean')"
)
_SECONDS = 90


@pytest.fixture
def image(tmp_path: Path) -> Replayed:
    return replay(tmp_path)


def test_the_image_resyncs_and_answers_its_own_health_check_and_writes_nothing_into_itself(image: Replayed, tmp_path: Path) -> None:
    assert image.entrypoint == ["ocean"]
    before, log = _files(image), tmp_path / "ocean.log"
    with started_sandbox(tmp_path / "sandbox", "--no-ocean") as sandbox, log.open("w") as output:
        environment = _environment(image, Ready(**sandbox.ready))
        assert not _is_healthy(image, environment)
        # Without site, so that no package of this environment is there but those that the image installs.
        command = [sys.executable, "-S", "-c", _OCEAN, *image.command]
        process = subprocess.Popen(command, cwd=image.workdir, env=environment, stdout=output, stderr=output)
        try:
            until(lambda: "Resync finished successfully" in log.read_text(), "the end of the first resync", _SECONDS)
            assert _is_healthy(image, environment)
        finally:
            process.terminate()
            process.wait(timeout=_SECONDS)
    assert _files(image) == before


def test_the_image_sets_port_up(image: Replayed, tmp_path: Path) -> None:
    with started_sandbox(tmp_path / "sandbox", "--no-ocean") as sandbox:
        environment = _environment(image, Ready(**sandbox.ready))
        command = [sys.executable, "-S", "-m", "integration", "setup"]
        said_by_setup = subprocess.run(command, cwd=image.workdir, env=environment, capture_output=True, text=True, check=False)
    assert said_by_setup.returncode == 0, said_by_setup.stderr
    assert "blueprint provisioned_permissions" in said_by_setup.stdout


def test_the_image_installs_nothing_but_the_locked_wheels() -> None:
    [run] = said("RUN")
    assert {"--require-hashes", "--no-deps", "--only-binary", ":all:"} < set(run.split())


def test_the_image_runs_as_nobody_in_particular_on_a_pinned_base() -> None:
    [user], [base] = said("USER"), said("ARG")
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)
    assert re.fullmatch(r"BASE=python:3\.12\.\d+-slim-\w+", base)
    assert {text.split()[0] for text in said("FROM")} == {"${BASE}"}


def _environment(image: Replayed, ready: Ready) -> dict[str, str]:
    variables = {**image.environment, "PATH": os.environ["PATH"], "PYTHONPATH": str(image.packages)}
    return {**sail_environment(ready), **variables, "APPLICATION__PORT": str(free_port())}


def _is_healthy(image: Replayed, environment: dict[str, str]) -> bool:
    python, *arguments = image.healthcheck
    assert python == "python"
    return subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, check=False).returncode == 0


def _files(image: Replayed) -> set[Path]:
    return set(image.workdir.rglob("*"))

"""`python -m integration setup` as an operator runs it."""

import asyncio
import os
import sys
from pathlib import Path

from tests.port.setup.organisation import Organisation
from tests.project import PROJECT


async def _setup(folder: Path, *arguments: str, **settings: str) -> tuple[int | None, str, str]:
    """Exit code, what it said and what it complained of. A process of its own, with no settings but these."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("OCEAN__")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "integration", "setup", *arguments,
        cwd=folder, env=bare | {"PYTHONPATH": str(PROJECT)} | settings, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    told, complained = await process.communicate()
    return process.returncode, told.decode(), complained.decode()


def _settings(there: Organisation, **changes: str) -> dict[str, str]:
    given = {
        "CLIENT_ID": there.credentials.client_id,
        "CLIENT_SECRET": there.credentials.client_secret,
        "BASE_URL": there.credentials.base_url,
    }
    return {f"OCEAN__PORT__{name}": value for name, value in (given | changes).items()}


async def test_credentials_and_identifier_come_from_the_environment(there: Organisation, tmp_path: Path) -> None:
    code, told, complained = await _setup(tmp_path, **_settings(there), OCEAN__INTEGRATION__IDENTIFIER="ours")
    assert (code, complained) == (0, "")
    assert "Done, with" in told
    assert (await there.action("revoke_permissions"))["invocationMethod"]["installationId"] == "ours"


async def test_they_come_from_dotenv_and_the_environment_wins(there: Organisation, tmp_path: Path) -> None:
    settings = _settings(there, BASE_URL="http://127.0.0.1:9")
    (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
    code, told, _ = await _setup(tmp_path, "--dry-run", OCEAN__PORT__BASE_URL=f"{there.credentials.base_url}/")
    assert code == 0
    assert "This was a dry run: nothing was written." in told
    assert there.watched.writes == []


async def test_what_is_missing_is_named(tmp_path: Path) -> None:
    code, told, complained = await _setup(tmp_path, OCEAN__PORT__CLIENT_ID="somebody")
    assert (code, told) == (1, "")
    assert complained.startswith("OCEAN__PORT__CLIENT_SECRET is not set")


async def test_a_port_that_is_not_there_is_a_sentence_and_no_traceback(there: Organisation, tmp_path: Path) -> None:
    code, _, complained = await _setup(tmp_path, **_settings(there, BASE_URL="http://127.0.0.1:9"))
    assert code == 1
    assert complained.startswith("Port did not let us in with this client id and secret: http://127.0.0.1:9/v1/ does not answer")
    assert "Traceback" not in complained


async def test_help_says_what_it_leaves_alone(tmp_path: Path) -> None:
    code, told, _ = await _setup(tmp_path, "--help")
    assert code == 0
    for word in ("--dry-run", "--force", "--webhook-url", "--identifier", "nothing the second time"):
        assert word in told

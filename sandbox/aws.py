"""The local AWS: MiniStack, which judges every call by IAM policy, or moto, or one that already runs at some address."""

import secrets
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiobotocore.config import AioConfig
from aiobotocore.session import get_session
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from sandbox.child import Child, free_port, start_child
from sandbox.company import ACCOUNT, REGIONS
from sandbox.isolation import isolated_environment

_MINISTACK = Path(__file__).parent.parent / ".venv-ministack" / "bin" / "ministack"
_SERVES = "unning on http://"  # what hypercorn (MiniStack) and werkzeug (moto) print once their socket is open
# "test" is the key that local AWS servers take for the account's root.
_ROOT = "test"
_SESSION = get_session()  # one for all clients: it keeps the service descriptions it has read


class AwsUnavailable(Exception):
    """The chosen local AWS cannot be used; the message says what to do."""


@dataclass(frozen=True, slots=True)
class AccessKey:
    id: str
    secret: str
    session_token: str | None = None


@dataclass(frozen=True, slots=True)
class LocalAws:
    """Where the local AWS answers, and how to be its root."""

    endpoint_url: str
    root: AccessKey = AccessKey(_ROOT, _ROOT)

    def client(self, service: str, key: AccessKey, region: str = REGIONS[0]) -> Any:
        """An aiobotocore client (an async context manager) that acts with the key and tries once."""
        return _SESSION.create_client(
            service,
            region_name=region,
            endpoint_url=self.endpoint_url,
            aws_access_key_id=key.id,
            aws_secret_access_key=key.secret,
            aws_session_token=key.session_token,
            config=AioConfig(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
        )


@asynccontextmanager
async def open_aws(choice: str, folder: Path) -> AsyncIterator[tuple[LocalAws, tuple[Child, ...]]]:
    """Start `ministack` or `moto`, or use the server at a loopback URL. Raises AwsUnavailable or ChildEnded."""
    if choice not in ("ministack", "moto"):
        aws = LocalAws(_loopback(choice))
        await _answers(aws)
        yield aws, ()
        return
    port = free_port()
    command, environment = _ministack(port, folder) if choice == "ministack" else _moto(port)
    child = await start_child(command, environment, folder / f"{choice}.log", _SERVES)
    try:
        await child.ready()
        yield LocalAws(f"http://127.0.0.1:{port}"), (child,)
    finally:
        await child.stop()


def _ministack(port: int, folder: Path) -> tuple[list[str], Mapping[str, str]]:
    if not _MINISTACK.exists():
        raise AwsUnavailable(f"MiniStack is not installed ({_MINISTACK} is missing): run `make install`, or choose `--aws moto`.")
    data = folder / "ministack"
    data.mkdir()
    return [str(_MINISTACK)], {
        **isolated_environment(),
        "AUTH": "true",  # judge every call
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "AWS_ACCESS_KEY_ID": secrets.token_hex(10),  # a second root key; one nobody can guess
        "TMPDIR": str(data),
        "S3_DATA_DIR": str(data / "s3"),
        "STATE_DIR": str(data / "state"),
        # Listeners of their own ports, which two sandboxes side by side would fight for.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
    }


def _moto(port: int) -> tuple[list[str], Mapping[str, str]]:
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    return command, {**isolated_environment(), "MOTO_ACCOUNT_ID": ACCOUNT}


async def _answers(aws: LocalAws) -> None:
    async with aws.client("sts", aws.root) as sts:
        try:
            await sts.get_caller_identity()
        except (BotoCoreError, ClientError, ResponseParserError) as error:
            raise AwsUnavailable(f"No local AWS that takes the access key {_ROOT!r} answers at {aws.endpoint_url}: {error}") from error


def _loopback(url: str) -> str:
    address = urlsplit(url)
    if address.scheme not in ("http", "https") or address.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise AwsUnavailable(
            f"--aws {url} is not ministack, moto or a URL on this machine such as http://127.0.0.1:4566: "
            "the sandbox writes a made-up company into it, so it takes only a local one."
        )
    return url.rstrip("/")

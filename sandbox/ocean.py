"""Runs the integration as an operator would, with `ocean sail`, in the sandbox's settings and out of reach of any real AWS account."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

from sandbox.child import Child, start_child
from sandbox.company import REGIONS
from sandbox.isolation import isolated_environment
from sandbox.ready import Ready

_FIRST_RESYNC_ENDED = "Resync finished successfully"
_FIRST_RESYNC_SECONDS = 60

# Whoever posts events to the webhook of the sandbox shows this.
LIVE_EVENTS_KEY = "the-sandbox-takes-live-events-with-this"

# On top of config.yaml.
_SETTINGS = {
    "OCEAN__INTEGRATION__CONFIG__REGIONS": json.dumps(REGIONS),
    "OCEAN__EVENT_LISTENER__TYPE": "POLLING",
    # "Resync now" in the page is heard within this many seconds; Ocean's own default is a minute.
    "OCEAN__EVENT_LISTENER__INTERVAL": "2",
    "OCEAN__SCHEDULED_RESYNC_INTERVAL": "5",
    "OCEAN__ACTIONS_PROCESSOR__ENABLED": "true",
    "OCEAN__ACTIONS_PROCESSOR__POLL_CHECK_INTERVAL_SECONDS": "1",
    # Idle workers take up to a third of this to stop; config.yaml's value is for grants on a slower AWS than this one.
    "OCEAN__MAX_WAIT_SECONDS_BEFORE_SHUTDOWN": "3",
    # Ocean hears no webhook without it; that it is nobody's address does not matter here.
    "OCEAN__BASE_URL": "http://127.0.0.1",
    "OCEAN__INTEGRATION__CONFIG__LIVE_EVENTS_API_KEY": LIVE_EVENTS_KEY,
    "APPLICATION__ENABLE_HTTP_LOGGING": "true",
    "AWS_DEFAULT_REGION": REGIONS[0],
}


@asynccontextmanager
async def open_ocean(ready: Ready, folder: Path) -> AsyncIterator[Child]:
    """Run `ocean sail` in the project's folder; `ready` of the child is the end of its first resync."""
    command = [sys.executable, "-m", "sandbox.sail", "--port", str(urlsplit(ready.integration_address).port)]
    child = await start_child(command, sail_environment(ready), folder / "ocean.log", _FIRST_RESYNC_ENDED)
    try:
        yield child
    finally:
        await child.stop()


async def first_resync_ends(child: Child) -> bool:
    """Whether the first resync has filled the catalogs within a minute. Raises ChildEnded."""
    try:
        async with asyncio.timeout(_FIRST_RESYNC_SECONDS):
            await child.ready()
    except TimeoutError:
        return False
    return True


def sail_environment(ready: Ready) -> Mapping[str, str]:
    """Every variable of `ocean sail`: the isolated environment and, over it, the sandbox's settings and keys."""
    return {
        **isolated_environment(),
        **_SETTINGS,
        "OCEAN__PORT__BASE_URL": ready.port_api,
        "OCEAN__PORT__CLIENT_ID": ready.client_id,
        "OCEAN__PORT__CLIENT_SECRET": ready.client_secret,
        "OCEAN__INTEGRATION__IDENTIFIER": ready.integration_identifier,
        "OCEAN__INTEGRATION__CONFIG__WEBHOOK_URL": ready.integration_address,
        "AWS_ENDPOINT_URL": ready.aws_endpoint,
        "AWS_ACCESS_KEY_ID": ready.aws_access_key_id,
        "AWS_SECRET_ACCESS_KEY": ready.aws_secret_access_key,
    }

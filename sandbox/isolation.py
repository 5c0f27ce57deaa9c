"""The environment of everything the sandbox runs: the operator's, less every setting by which it could reach something real."""

import os
from collections.abc import Mapping

# Set, it makes `sandbox.sail` leave .env alone, where the settings for the operator's own Port and AWS stand.
WITHOUT_DOTENV = "SANDBOX_WITHOUT_DOTENV"

_LEFT_OUT = ("AWS_", "OCEAN__", "APPLICATION__")


def isolated_environment() -> Mapping[str, str]:
    """This process's environment without AWS and Ocean settings, without files that hold AWS keys, and past any proxy."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_LEFT_OUT)}
    return {
        **kept,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
        "PYTHONUNBUFFERED": "1",
        WITHOUT_DOTENV: "1",
    }


def isolate_this_process() -> None:
    """Give this process the isolated environment too, because botocore and httpx read theirs."""
    isolated = isolated_environment()
    os.environ.clear()
    os.environ.update(isolated)

"""One sandbox for all end-to-end tests: real processes, started as a person would."""

import json
import os
import shutil
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from sandbox.aws import AccessKey
from sandbox.company import PEOPLE
from tests.e2e.aws import Aws
from tests.e2e.port import Port
from tests.project import PROJECT
from tests.sandbox.processes import descendants, end, left_over, pid_of, started_sandbox

# The key that MiniStack takes for the account's root.
_ROOT = "test"

MAYA, TOMAS, AIKO, NOOR = (person.email for person in PEOPLE)


@dataclass(frozen=True, slots=True)
class Sandbox:
    """What the sandbox said when it was ready, its Port and AWS, and the process of `ocean sail` in it with its log."""

    ready: Mapping[str, str]
    port: Port
    aws: Aws
    ocean_pid: int
    ocean_log: Path


@contextmanager
def started(folder: Path, *arguments: str) -> Iterator[Sandbox]:
    """A sandbox with filled catalogs; at the end SIGTERM must stop it whole."""
    with started_sandbox(folder, *arguments) as process:
        pids = descendants(process.process.pid)
        ready = process.ready
        with httpx.Client(base_url=ready["port_api"], timeout=30) as http:
            _sign_in(http, ready)
            port, ocean_log = Port(http, ready["integration_identifier"]), next(folder.glob("*/ocean.log"))
            try:
                yield Sandbox(ready, port, _aws(ready), pid_of(pids, "sandbox.sail"), ocean_log)
            finally:
                shutil.copy(ocean_log, folder)  # a sandbox takes its own along when it ends
        assert end(process, signal.SIGTERM) == 0
        assert left_over(pids) == {}


def _sign_in(http: httpx.Client, ready: Mapping[str, str]) -> None:
    credentials = {"clientId": ready["client_id"], "clientSecret": ready["client_secret"]}
    token = http.post("/v1/auth/access_token", json=credentials).raise_for_status().json()["accessToken"]
    http.headers["Authorization"] = f"Bearer {token}"


def _aws(ready: Mapping[str, str]) -> Aws:
    root, integration = AccessKey(_ROOT, _ROOT), AccessKey(ready["aws_access_key_id"], ready["aws_secret_access_key"])
    iam = Aws(ready["aws_endpoint"], root, integration, {}).client("iam")
    iam.put_user_policy(UserName="port-ocean", PolicyName="all", PolicyDocument=json.dumps(_shipped_policy()))
    # Each person's first key is in the sandbox's hands, and AWS shows a secret once; a second one is ours.
    keys = {person.email: iam.create_access_key(UserName=person.email)["AccessKey"] for person in PEOPLE}
    people = {email: AccessKey(key["AccessKeyId"], key["SecretAccessKey"]) for email, key in keys.items()}
    return Aws(ready["aws_endpoint"], root, integration, people)


def _shipped_policy() -> Mapping[str, Any]:
    """The actions that deploy/iam gives our principal, and no others, so that a call which it forgets is refused to every test.

    On all resources and without conditions: MiniStack knows no condition keys of IAM, drops the path from the ARNs of roles, and asks
    for CreatePolicy on `*`. tests/deploy judges those.
    """
    policy: dict[str, Any] = json.loads((PROJECT / "deploy/iam/principal-policy.json").read_text())
    statements = [each for each in policy["Statement"] if each["Effect"] == "Allow"]
    allowed = sorted({action for statement in statements for action in statement["Action"]})
    return {"Version": policy["Version"], "Statement": [{"Effect": "Allow", "Action": allowed, "Resource": "*"}]}


@contextmanager
def standing_still(sandbox: Sandbox) -> Iterator[None]:
    """The integration does nothing for as long as the block runs, as if its machine were gone."""
    os.kill(sandbox.ocean_pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(sandbox.ocean_pid, signal.SIGCONT)

"""How long a person waits, at the sandbox's polling interval of a second, and for what."""

from datetime import datetime

import pytest

from tests.e2e.moments import read
from tests.e2e.port import Ended, Json, Port
from tests.e2e.sandbox import NOOR

ARN = "arn:aws:s3:::northlight-covers"
LONGEST_SECONDS = 3


def test_request_and_revoke_each_take_less_than_three_seconds(port: Port, capsys: pytest.CaptureFixture[str]) -> None:
    granted = port.execute("request_permissions", ARN, NOOR, permissions=["s3:PutObject"], duration="1h")
    revoked = port.execute("revoke_permissions", granted.grant, NOOR)
    for verb, ended in (("request", granted), ("revoke", revoked)):
        assert ended.status == "SUCCESS", ended.log
        waited, worked = _parts(port, ended)
        with capsys.disabled():
            print(f"\n{verb} to SUCCESS: {waited + worked:.2f} s ({waited:.2f} s until it was taken, {worked:.2f} s of work)")
        assert waited + worked < LONGEST_SECONDS


def _parts(port: Port, ended: Ended) -> tuple[float, float]:
    """Seconds until the integration took the run, and from there to its end."""
    begun, end = read(ended.run["createdAt"]), read(ended.run["endedAt"])
    taken = next(_at(call) for call in port.ask("GET", "/__sandbox/calls")["calls"] if _takes(call, ended.id))
    return (taken - begun).total_seconds(), (end - taken).total_seconds()


def _takes(call: Json, run_id: str) -> bool:
    return str(call["path"]).endswith("/actions/runs/ack") and call["body"] == {"runId": run_id}


def _at(call: Json) -> datetime:
    return read(call["at"])

"""`python -m integration plan` as a person or a script runs it."""

import json
import subprocess
import sys
from time import monotonic
from typing import Any

import pytest

from tests.project import PROJECT

_ASKED = {
    "resource": "arn:aws:s3:::reports",
    "permissions": ["s3:PutObject"],
    "requester": "alice@example.com",
    "duration": "4h",
    "account": "123456789012",
    "run_id": "r_1",
}
_BAD_VALUES: tuple[object, ...] = (5, [1], {}, "\ud800", "\x00", "x" * 5000)
_ARGUMENTS = ["--resource", "arn:aws:s3:::reports", "--account", "123456789012", "--requester", "alice@example.com", "--duration", "4h"]


def _plan(*arguments: str, lines: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "integration", "plan", *arguments]
    return subprocess.run(command, input=lines, capture_output=True, cwd=PROJECT, check=False, timeout=60)


def _answers(*lines: bytes) -> list[dict[str, Any]]:
    ran = _plan("--stdin", lines=b"".join(line + b"\n" for line in lines))
    assert ran.returncode == 0
    assert ran.stderr == b""
    return [json.loads(line) for line in ran.stdout.splitlines()]


def test_a_person_reads_what_would_be_created() -> None:
    ran = _plan(*_ARGUMENTS, "--permission", "s3:PutObject", "--permission", "s3:ListAllMyBuckets", "--run-id", "r_1")
    text = ran.stdout.decode()
    assert ran.returncode == 0
    for said in (
        "Permission-r_1 for alice@example.com",
        "s3:PutObject on arn:aws:s3:::reports/*",
        "Note: s3:ListAllMyBuckets cannot be limited",
    ):
        assert said in text


def test_a_person_reads_every_reason_of_a_refusal() -> None:
    ran = _plan(*_ARGUMENTS, "--permission", "s3:GetObjct", "--permission", "iam:PassRole")
    assert ran.returncode == 2
    assert b"Did you mean s3:GetObject" in ran.stdout
    assert b"iam:PassRole" in ran.stdout


def test_a_script_gets_both_documents() -> None:
    ran = _plan(*_ARGUMENTS, "--permission", "s3:PutObject", "--json")
    answer = json.loads(ran.stdout)
    assert answer.keys() == {"trust", "policy", "warnings", "risk", "refused"}
    assert answer["policy"]["Statement"][0]["Action"] == ["s3:PutObject"]
    assert answer["refused"] == []


@pytest.mark.parametrize("permissions", [["--permission", "s3:Nonsense"], []])
def test_a_refusal_in_json_has_no_documents(permissions: list[str]) -> None:
    ran = _plan(*_ARGUMENTS, *permissions, "--json")
    answer = json.loads(ran.stdout)
    assert ran.returncode == 2
    assert (answer["policy"], answer["trust"]) == (None, None)
    assert answer["refused"][0]["reason"]


def test_a_request_is_granted_whole_or_refused_whole() -> None:
    (answer,) = _answers(json.dumps({**_ASKED, "permissions": ["s3:PutObject", "s3:Nonsense"]}).encode())
    assert answer["policy"] is None
    assert [refusal["permission"] for refusal in answer["refused"]] == ["s3:Nonsense"]


def test_every_line_is_answered_whatever_stands_in_it() -> None:
    bad: list[bytes] = [
        b"",
        b"nonsense",
        b"[]",
        b"[" * 100_000,
        b"\xff\xfe\x00",
        b"1e999999",
        b"9" * 5000,
        b"{}",
        *(json.dumps({**_ASKED, key: value}).encode() for key in _ASKED for value in _BAD_VALUES),
        json.dumps({**_ASKED, "duration": None, "until": "9999-12-31T23:59:59-12:00"}).encode(),
        json.dumps({**_ASKED, "duration": None, "until": "tomorrow"}).encode(),
    ]
    answers = _answers(*bad, json.dumps(_ASKED).encode())
    assert len(answers) == len(bad) + 1
    for line, answer in zip(bad, answers, strict=False):
        assert answer["refused"], line[:100]
        assert answer["policy"] is None
    assert answers[-1]["refused"] == []


def test_the_account_may_be_left_to_the_arn() -> None:
    asked = {**_ASKED, "resource": "arn:aws:sqs:eu-west-1:123456789012:orders", "permissions": ["sqs:SendMessage"], "account": None}
    assert _answers(json.dumps(asked).encode())[0]["refused"] == []


def test_thousands_of_lines_take_seconds() -> None:
    lines = [json.dumps({**_ASKED, "run_id": f"r_{number}"}).encode() for number in range(3000)]
    began = monotonic()
    assert len(_answers(*lines)) == 3000
    assert monotonic() - began < 10  # about 1 s on an idle machine


def test_the_preview_does_not_wait_for_what_it_does_not_need() -> None:
    code = "import sys, integration.plan_cli; print(sorted({'port_ocean', 'botocore', 'aiobotocore', 'httpx'} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=PROJECT, check=True)
    assert ran.stdout.strip() == b"[]"


def test_a_reader_who_has_enough_is_no_error() -> None:
    command = [sys.executable, "-m", "integration", "plan", "--stdin"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=PROJECT) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps(_ASKED).encode() + b"\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["policy"]
        process.stdout.close()
        process.stdin.write(json.dumps(_ASKED).encode() + b"\n")
        process.stdin.close()
        assert process.stderr
        assert (process.stderr.read(), process.wait(timeout=60)) == (b"", 0)

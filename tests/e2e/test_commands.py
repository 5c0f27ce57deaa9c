"""Ocean's other commands as an operator runs them: `ocean probe`, and `ocean sail --once`."""

import json
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sandbox.aws import AccessKey
from sandbox.ocean import sail_environment
from sandbox.ready import Ready
from tests.e2e.aws import Aws
from tests.e2e.port import Port
from tests.e2e.sandbox import NOOR, Sandbox
from tests.project import PROJECT

OCEAN = str(Path(sys.executable).with_name("ocean"))
ARN = "arn:aws:s3:::northlight-invoices"
CATALOGS = ("aws_resource", "iam_permissions", "provisioned_permissions")

_SECONDS = 120


@pytest.fixture(scope="module")
def probes(sandbox: Sandbox) -> Mapping[str, str]:
    """What the probe says with good, with restricted and with wrong credentials."""
    keys = {"good": sandbox.aws.integration, "restricted": _restricted(sandbox.aws), "wrong": AccessKey("AKIAIOSFODNN7EXAMPLE", "wrong")}
    with ThreadPoolExecutor() as pool:
        said = pool.map(lambda key: _said(sandbox, key, OCEAN, "probe"), keys.values())
    return dict(zip(keys, said, strict=True))


def test_a_probe_with_good_credentials_finds_everything_granted(probes: Mapping[str, str]) -> None:
    assert "Account 111122223333 can be reached." in probes["good"]
    assert "AWS::IAM::Grant in account 111122223333: SUCCESS. Granted in account 111122223333: iam:AttachRolePolicy" in probes["good"]
    assert "Missing" not in probes["good"]


def test_a_probe_with_restricted_credentials_names_what_is_missing(probes: Mapping[str, str]) -> None:
    judged = {line.partition(" | INFO     | ")[2] for line in probes["restricted"].splitlines()}
    assert "AWS::EC2::Instance in account 111122223333: FAILURE. Missing in account 111122223333: ec2:DescribeInstances." in judged
    grants = next(line for line in judged if line.startswith("AWS::IAM::Grant in account 111122223333: FAILURE."))
    assert "iam:CreatePolicy" in grants
    assert "iam:CreateRole" not in grants


def test_a_probe_with_wrong_credentials_says_so(probes: Mapping[str, str]) -> None:
    assert "There are no usable AWS credentials." in probes["wrong"]


def test_one_resync_rebuilds_a_lost_catalog_from_aws_and_exits(sandbox: Sandbox, port: Port) -> None:
    granted = port.execute("request_permissions", ARN, NOOR, permissions=["s3:GetObject"], reason="Kept in AWS alone").grant
    before = {catalog: port.entities(catalog) for catalog in CATALOGS}
    port.ask("POST", "/__sandbox/wipe-entities")
    assert not port.entities("aws_resource")
    _said(sandbox, sandbox.aws.integration, sys.executable, "-m", "sandbox.sail", "--once", "--port", "0")
    after = {catalog: port.entities(catalog) for catalog in CATALOGS}
    assert {catalog: held.keys() for catalog, held in after.items()} == {catalog: held.keys() for catalog, held in before.items()}
    assert after["provisioned_permissions"][granted]["properties"] == before["provisioned_permissions"][granted]["properties"]
    assert after["provisioned_permissions"][granted]["relations"] == {"aws_resource": ARN, "permissions": ["s3:GetObject"]}
    assert port.execute("revoke_permissions", granted, NOOR).status == "SUCCESS"


def _restricted(aws: Aws) -> AccessKey:
    """A principal that may read S3 and IAM, and of what grants take may only create roles."""
    iam, name = aws.client("iam"), "port-ocean-restricted"
    statement = {"Effect": "Allow", "Action": ["iam:Get*", "iam:Simulate*", "iam:CreateRole", "s3:List*"], "Resource": "*"}
    iam.create_user(UserName=name)
    iam.put_user_policy(UserName=name, PolicyName="some", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return AccessKey(key["AccessKeyId"], key["SecretAccessKey"])


def _said(sandbox: Sandbox, key: AccessKey, *command: str) -> str:
    """All that the command printed, run to its end with the integration's settings and this key."""
    ready = Ready(**{**sandbox.ready, "aws_access_key_id": key.id, "aws_secret_access_key": key.secret})
    ended = subprocess.run(
        command, cwd=PROJECT, env=sail_environment(ready), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=_SECONDS
    )
    assert ended.returncode == 0, ended.stdout
    return ended.stdout

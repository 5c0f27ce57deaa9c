"""Somebody leaves: everything that they were granted ends, and nothing of anybody else."""

from tests.e2e.aws import Aws
from tests.e2e.port import Ended, Port
from tests.e2e.sandbox import MAYA, NOOR, TOMAS

BUCKETS = ("arn:aws:s3:::northlight-covers", "arn:aws:s3:::northlight-invoices")
GRANTS = "provisioned_permissions"
_MORE = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}'


def test_a_leaver_is_emptied_and_the_others_keep_theirs(port: Port, aws: Aws) -> None:
    theirs = [_granted(port, NOOR, bucket) for bucket in BUCKETS]
    other = _granted(port, TOMAS, BUCKETS[0])

    emptied = port.execute("revoke_user_permissions", None, MAYA, user=NOOR)

    assert emptied.status == "SUCCESS", emptied.log
    assert f"2 of 2 permissions of {NOOR} have been revoked." in emptied.log
    held = aws.objects()
    for grant in theirs:
        assert not {f"role {grant}", f"policy {grant}"} & held
        assert port.entity(GRANTS, grant) is None
        event = port.entity("permission_events", f"{grant}.revoked")
        assert event
        assert (event["properties"]["requester"], event["properties"]["by"]) == (NOOR, MAYA)
    assert f"role {other}" in held
    assert port.entity(GRANTS, other)
    port.execute("revoke_permissions", other, TOMAS)


def test_whoever_holds_nothing_is_told_so(port: Port) -> None:
    again = port.execute("revoke_user_permissions", None, MAYA, user=NOOR)
    assert again.status == "SUCCESS"
    assert f"0 of 0 permissions of {NOOR} have been revoked." in again.log


def test_a_preview_shows_everything_and_makes_nothing(port: Port, aws: Aws) -> None:
    before = aws.objects()
    shown = port.execute("preview_permissions", BUCKETS[0], NOOR, permissions=["s3:PutObject"], duration="1h")
    assert shown.status == "SUCCESS", shown.log
    assert '"s3:PutObject"' in shown.log
    assert "Trust policy" in shown.log
    assert aws.objects() == before
    refused = port.execute("preview_permissions", BUCKETS[0], NOOR, permissions=["s3:PutObject"], until="2020-01-01T00:00:00Z")
    assert refused.status == "FAILURE"
    assert "has passed" in refused.log


def test_a_grant_that_somebody_changed_is_repaired(port: Port, aws: Aws) -> None:
    grant = _granted(port, NOOR, BUCKETS[0])
    iam = aws.client("iam")
    iam.put_role_policy(RoleName=grant, PolicyName="more", PolicyDocument=_MORE)
    port.resync()
    entity = port.entity(GRANTS, grant)
    assert entity
    assert entity["properties"]["status"] == "drifted"
    repaired = port.execute("repair_permissions", grant, MAYA)
    assert repaired.status == "SUCCESS", repaired.log
    assert "Put right: The role has an inline policy 'more'." in repaired.log
    assert iam.list_role_policies(RoleName=grant)["PolicyNames"] == []
    after = port.entity(GRANTS, grant)
    assert after
    assert after["properties"]["status"] == "active"
    port.execute("revoke_permissions", grant, NOOR)


def _granted(port: Port, who: str, arn: str) -> str:
    granted: Ended = port.execute("request_permissions", arn, who, permissions=["s3:PutObject"], duration="1h")
    assert granted.status == "SUCCESS", granted.log
    return granted.grant

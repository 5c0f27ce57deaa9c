"""A Port that takes only the action types it publishes: setup installs webhooks, and everything works all the same."""

from pathlib import Path

from tests.e2e.sandbox import NOOR, started

_BUCKET = "arn:aws:s3:::northlight-covers"


def test_permissions_are_granted_and_revoked_through_webhooks(tmp_path: Path) -> None:
    with started(tmp_path, "--strict-actions") as sandbox:
        actions = sandbox.port.ask("GET", "/v1/actions")["actions"]
        assert {action["invocationMethod"]["type"] for action in actions} == {"WEBHOOK"}

        granted = sandbox.port.execute("request_permissions", _BUCKET, NOOR, permissions=["s3:GetObject"], duration="1h")
        assert granted.status == "SUCCESS", granted.log
        entity = sandbox.port.entity("provisioned_permissions", granted.grant)
        assert entity
        assert entity["properties"]["status"] == "active"
        assert entity["properties"]["run_link"] == f"{sandbox.ready['page']}organization/run?runId={granted.id}"

        revoked = sandbox.port.execute("revoke_permissions", granted.grant, NOOR)
        assert revoked.status == "SUCCESS", revoked.log
        assert sandbox.port.entity("provisioned_permissions", granted.grant) is None
        assert f"role {granted.grant}" not in sandbox.aws.objects()

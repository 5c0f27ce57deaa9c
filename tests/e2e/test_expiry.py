"""A grant ends by itself: Port's timer has it revoked, and AWS refuses it even when nobody is there to do so."""

import pytest
from botocore.exceptions import ClientError

from tests.e2e.aws import Aws, put_into
from tests.e2e.moments import ahead
from tests.e2e.port import Ended, Port
from tests.e2e.sandbox import AIKO, TOMAS, Sandbox, standing_still
from tests.e2e.waiting import until

BUCKET = "northlight-newsletter"
ARN = f"arn:aws:s3:::{BUCKET}"
GRANTS = "provisioned_permissions"


def test_an_expiry_set_by_hand_revokes_at_its_moment(port: Port, aws: Aws) -> None:
    granted = _granted(port, TOMAS, duration="1h")
    session = aws.become(_role(port, granted), TOMAS)
    assert put_into(aws, session, BUCKET) is None
    port.patch_entity(GRANTS, granted.grant, {"expiry_time": ahead(2)})
    until(lambda: port.entity(GRANTS, granted.grant) is None, "the end of the grant")
    automation = _automation_of(port, granted.grant)
    assert automation.status == "SUCCESS", automation.log
    assert f'Permission "{granted.grant}" has been deleted.' in automation.log
    assert not {f"role {granted.grant}", f"policy {granted.grant}"} & aws.objects()
    assert put_into(aws, session, BUCKET) is not None


def test_aws_ends_a_grant_while_the_integration_stands_still(port: Port, aws: Aws, sandbox: Sandbox) -> None:
    granted = _granted(port, AIKO, until=ahead(7))
    role = _role(port, granted)
    session = aws.become(role, AIKO)
    assert put_into(aws, session, BUCKET) is None
    with standing_still(sandbox):
        expiry = (port.entity(GRANTS, granted.grant) or {})["properties"]["expiry_time"]
        until(lambda: put_into(aws, session, BUCKET), "AWS's refusal")
        assert ahead(0) >= expiry
        assert {f"role {granted.grant}", f"policy {granted.grant}"} <= aws.objects()
        with pytest.raises(ClientError, match="AccessDenied"):
            aws.become(role, AIKO)
    until(lambda: port.entity(GRANTS, granted.grant) is None, "the end of the grant")
    until(lambda: not {f"role {granted.grant}", f"policy {granted.grant}"} & aws.objects(), "the end of role and policy")


def test_an_end_that_has_passed_is_refused(port: Port) -> None:
    refused = port.execute("request_permissions", ARN, TOMAS, permissions=["s3:PutObject"], until=ahead(-60))
    assert refused.status == "FAILURE"
    assert "has passed; ask for a later one." in refused.log


def _granted(port: Port, who: str, **inputs: str) -> Ended:
    granted = port.execute("request_permissions", ARN, who, permissions=["s3:PutObject"], **inputs)
    assert granted.status == "SUCCESS", granted.log
    return granted


def _role(port: Port, granted: Ended) -> str:
    entity = port.entity(GRANTS, granted.grant)
    assert entity is not None
    return str(entity["properties"]["role_arn"])


def _automation_of(port: Port, grant: str) -> Ended:
    """The automation's run for this grant; such a run is about no entity, its payload names it."""
    runs = port.ask("GET", "/v1/actions/runs", action="automation")["runs"]
    ours = [run for run in runs if run["payload"]["integrationActionExecutionProperties"]["entity"] == grant]
    return port.ended(ours[0]["id"])

"""Whatever is wrong with a request ends in a FAILURE with a sentence that helps, and leaves nothing in IAM."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.e2e.actions import action_past_the_form
from tests.e2e.aws import Aws
from tests.e2e.port import Port, entity_path
from tests.e2e.sandbox import NOOR, TOMAS, Sandbox, standing_still

BUCKET = "arn:aws:s3:::northlight-website"

UNGRANTABLE: Mapping[str, tuple[list[Any], list[str]]] = {
    "misspelt": (["s3:PutObjct"], ["s3:PutObjct is not an IAM action. Did you mean s3:PutObject"]),
    "API call": (["s3:HeadObject"], ["s3:HeadObject is an API call, not an IAM action; ask for s3:GetObject"]),
    "other service": (["ec2:StopInstances"], ["ec2:StopInstances is an action of Amazon EC2 and does nothing on this S3 bucket"]),
    "wildcard": (["s3:*"], ["s3:* has a wildcard in it; ask for each action by its name."]),
    "question mark": (["s3:Put?bject"], ["s3:Put?bject has a wildcard in it; ask for each action by its name."]),
    "guarded": (["s3:PutBucketPolicy"], ["s3:PutBucketPolicy can change who has access"]),
    "none": ([], ["No permissions were chosen; choose at least one."]),
    "empty text": ([""], ["must be an IAM action, such as s3:PutObject."]),
    "number": ([{"identifier": 7}], ["must be an IAM action, such as s3:PutObject."]),
    "one good, one bad": (["s3:PutObject", "s3:*"], ["s3:* has a wildcard in it"]),
    "three reasons": (["s3:*", "s3:PutObjct", "s3:HeadObject"], ["s3:* has", "s3:PutObjct is", "s3:HeadObject is"]),
}
MALFORMED: Mapping[str, Mapping[str, Any]] = {
    "null": {"integrationActionExecutionProperties": None},
    "text": {"integrationActionExecutionProperties": "a text"},
    "number in place": {"integrationActionExecutionProperties": 7},
    "missing": {},
}
FOREIGN_ROLES = ("nightly-backup", "deploy-website")

_FREE_REQUEST = action_past_the_form("request_freely", "request_permissions", "DAY-2", {"permissions": {"type": "array"}})
_FREE_REVOKE = action_past_the_form(
    "revoke_by_name", "revoke_permissions", "CREATE", {"name": {"type": "string"}}, {"entity": "{{ .inputs.name }}"}
)


@pytest.fixture(scope="module", autouse=True)
def _actions_past_the_form(sandbox: Sandbox) -> Iterator[None]:
    """Port's form refuses most of this already; these actions have forms that take anything."""
    for action in (_FREE_REQUEST, _FREE_REVOKE):
        sandbox.port.ask("POST", "/v1/actions", action)
    yield
    for action in (_FREE_REQUEST, _FREE_REVOKE):
        sandbox.port.ask("DELETE", f"/v1/actions/{action['identifier']}")


@pytest.fixture(autouse=True)
def _nothing_is_left_in_iam(aws: Aws) -> Iterator[None]:
    before = aws.objects()
    yield
    assert aws.objects() == before


@pytest.fixture(scope="module")
def runs(sandbox: Sandbox, _actions_past_the_form: None) -> Mapping[str, str]:
    """All of the bad requests at once, by name: the integration finds them together and each fails alone."""
    with standing_still(sandbox):
        port = sandbox.port
        asked = {name: port.start("request_freely", BUCKET, TOMAS, permissions=chosen) for name, (chosen, _) in UNGRANTABLE.items()}
        malformed = {name: port.start("request_freely", BUCKET, TOMAS, permissions=["s3:PutObject"]) for name in MALFORMED}
        for name, run in malformed.items():
            port.ask("POST", f"/__sandbox/runs/{run}/hand-out-again", _payload(port, MALFORMED[name]))
        revoked = {name: port.start("revoke_by_name", None, NOOR, name=name) for name in FOREIGN_ROLES}
    return asked | malformed | revoked


@pytest.mark.parametrize("case", UNGRANTABLE)
def test_permissions_that_cannot_be_granted_are_refused_with_a_sentence(port: Port, runs: Mapping[str, str], case: str) -> None:
    refused, sentences = port.ended(runs[case]), UNGRANTABLE[case][1]
    assert (refused.status, refused.run["statusLabel"]) == ("FAILURE", "Refused")
    assert all(sentence in refused.log for sentence in sentences)
    assert all(sentence in refused.run["summary"] for sentence in sentences)
    assert port.entity("provisioned_permissions", refused.grant) is None


def test_the_form_itself_offers_only_what_the_catalog_has(port: Port) -> None:
    assert _asked(port, BUCKET, permissions=["s3:PutObjct"]) == 404
    assert _asked(port, "arn:aws:s3:::nobody-has-this", permissions=["s3:PutObject"]) == 404
    assert _asked(port, BUCKET) == 422
    assert _asked(port, BUCKET, permissions=["s3:PutObject"], duration="3 weeks") == 422


def test_a_resource_that_left_the_catalog_since_is_refused(port: Port, sandbox: Sandbox) -> None:
    arn = "arn:aws:s3:::made-up-by-hand"
    port.ask("POST", "/v1/blueprints/aws_resource/entities", {"identifier": arn, "properties": {"resource_type": "S3"}})
    with standing_still(sandbox):
        run = port.start("request_permissions", arn, TOMAS, permissions=["s3:PutObject"])
        port.ask("DELETE", entity_path("aws_resource", arn))
    refused = port.ended(run)
    assert refused.status == "FAILURE"
    assert f"{arn} is not in the catalog of AWS resources; only what is listed there can be asked for." in refused.log


def test_a_resource_that_left_aws_since_is_refused(port: Port) -> None:
    arn = "arn:aws:s3:::made-up-by-hand"
    port.ask("POST", "/v1/blueprints/aws_resource/entities", {"identifier": arn, "properties": {"resource_type": "S3"}})
    refused = port.execute("request_permissions", arn, TOMAS, permissions=["s3:PutObject"])
    port.ask("DELETE", entity_path("aws_resource", arn), delete_dependents="true")  # the event of the refusal relates to it
    assert refused.status == "FAILURE"
    assert f"{arn} is in the catalog but no longer in AWS" in refused.log


def test_revoking_what_is_gone_already_is_refused(port: Port) -> None:
    refused = port.execute("revoke_by_name", None, NOOR, name="Permission-r_0000000000000000")
    assert refused.status == "FAILURE"
    assert "Permission-r_0000000000000000 is already gone" in refused.log


@pytest.mark.parametrize("name", FOREIGN_ROLES)
def test_a_role_of_somebody_else_is_never_revoked(port: Port, runs: Mapping[str, str], name: str) -> None:
    refused = port.ended(runs[name])
    assert refused.status == "FAILURE"
    assert "was not made by this integration, so it is left alone" in refused.log


def test_a_role_of_somebody_else_is_shown_and_cannot_be_revoked_from_its_entity(port: Port) -> None:
    entity = port.entity("provisioned_permissions", "Permission-legacy")
    assert entity is not None
    assert entity["properties"]["status"] == "unmanaged"
    refused = port.execute("revoke_permissions", "Permission-legacy", NOOR)
    assert refused.status == "FAILURE"
    assert "was not made by this integration, so it is left alone" in refused.log


@pytest.mark.parametrize("case", MALFORMED)
def test_malformed_properties_fail_their_run_alone(port: Port, runs: Mapping[str, str], case: str) -> None:
    malformed = port.ended(runs[case])
    assert (malformed.status, malformed.run["statusLabel"]) == ("FAILURE", "Malformed")
    assert "integrationActionExecutionProperties" in malformed.log
    assert "compare the action's JSON in Port with the one we ship" in malformed.log


def test_the_integration_goes_on_after_all_of_this(port: Port) -> None:
    granted = port.execute("request_permissions", BUCKET, TOMAS, permissions=["s3:PutObject"])
    assert granted.status == "SUCCESS", granted.log
    assert port.execute("revoke_permissions", granted.grant, TOMAS).status == "SUCCESS"


def _payload(port: Port, properties: Mapping[str, Any]) -> dict[str, Any]:
    """What the integration is handed; the API takes only well-formed actions, so this is put there behind its back."""
    whole = {"type": "INTEGRATION_ACTION", "installationId": port.integration, "integrationActionType": "request_permissions"}
    return whole | dict(properties)


def _asked(port: Port, arn: str, **inputs: Any) -> int:
    """The status with which Port answers the form."""
    body = {"entity": arn, "properties": inputs}
    return port.call("POST", "/v1/actions/request_permissions/runs", body, run_as=TOMAS).status_code

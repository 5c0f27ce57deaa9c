"""What somebody changes in AWS shows in the catalog within seconds after CloudTrail's event is posted."""

import json
from collections.abc import Iterator

import pytest

from integration.port.live.second_looks import SETTLED
from sandbox.company import ACCOUNT
from tests.e2e.aws import Aws
from tests.e2e.event_bridge import HELD, SECONDS, EventBridge, arn_of, call_of, iam_call, s3_call
from tests.e2e.port import Json, Port, entity_path
from tests.e2e.sandbox import AIKO, Sandbox
from tests.e2e.waiting import until

GHOST, LATE = "northlight-ghost", "northlight-late"
ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"


@pytest.fixture(scope="module", autouse=True)
def _what_aws_first_answers_as_it_was(bridge: EventBridge, sandbox: Sandbox) -> Iterator[None]:
    """One bucket that goes while the events say that it stays, and one that comes after the event that told of it."""
    port, s3 = sandbox.port, sandbox.aws.client("s3")
    s3.create_bucket(Bucket=GHOST)
    bridge.tell(s3_call("CreateBucket", GHOST))
    until(lambda: port.entity("aws_resource", arn_of(GHOST)), "the new bucket in the catalog", SECONDS)
    s3.delete_bucket(Bucket=GHOST)
    bridge.tell(s3_call("PutBucketTagging", GHOST))
    bridge.tell(s3_call("CreateBucket", LATE))
    bridge.catch_up(port)
    assert port.entity("aws_resource", arn_of(GHOST)), "one answer alone does not prove that it is gone"
    s3.create_bucket(Bucket=LATE)
    yield
    s3.delete_bucket(Bucket=LATE)


def test_a_policy_attached_to_a_role_of_ours_shows_as_drift_and_taken_off_as_none(
    bridge: EventBridge, port: Port, aws: Aws, grant: str
) -> None:
    iam, told = aws.client("iam"), {"roleName": grant, "policyArn": ADMIN}
    iam.attach_role_policy(RoleName=grant, PolicyArn=ADMIN)
    bridge.tell(iam_call("AttachRolePolicy", told))
    until(lambda: _status(port, grant) == "drifted", "the drift in the catalog", SECONDS)
    assert any("AdministratorAccess" in sentence for sentence in _grant(port, grant)["properties"]["drift"])

    iam.detach_role_policy(RoleName=grant, PolicyArn=ADMIN)
    bridge.tell(iam_call("DetachRolePolicy", told))
    until(lambda: _status(port, grant) == "active", "the end of the drift in the catalog", SECONDS)
    assert _grant(port, grant)["relations"] == {"aws_resource": arn_of(HELD), "permissions": ["s3:PutObject"]}


def test_a_role_and_a_policy_deleted_by_hand_leave_the_catalog(bridge: EventBridge, port: Port, aws: Aws, grant: str) -> None:
    iam = aws.client("iam")
    (policy,) = iam.list_attached_role_policies(RoleName=grant)["AttachedPolicies"]
    iam.detach_role_policy(RoleName=grant, PolicyArn=policy["PolicyArn"])
    iam.delete_policy(PolicyArn=policy["PolicyArn"])
    bridge.tell(iam_call("DeletePolicy", {"policyArn": policy["PolicyArn"]}))
    # So young, it looks like one that is being made.
    until(lambda: _status(port, grant) == "provisioning", "what is left in the catalog", SECONDS)
    iam.delete_role(RoleName=grant)
    bridge.tell(iam_call("DeleteRole", {"roleName": grant}))
    until(lambda: port.entity("provisioned_permissions", grant) is None, "that the grant left the catalog", SECONDS)


def test_a_bucket_is_shown_when_made_and_when_tagged_and_leaves_when_deleted(
    bridge: EventBridge, port: Port, aws: Aws, bucket: str
) -> None:
    s3 = aws.client("s3")
    bridge.tell(s3_call("CreateBucket", bucket))
    made = until(lambda: port.entity("aws_resource", arn_of(bucket)), "the new bucket in the catalog", SECONDS)
    assert made["properties"]["account"] == ACCOUNT

    s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": [{"Key": "team", "Value": "audio"}]})
    bridge.tell(s3_call("PutBucketTagging", bucket))
    until(lambda: _tags(port, bucket) == [{"Key": "team", "Value": "audio"}], "its tag in the catalog", SECONDS)

    s3.delete_bucket(Bucket=bucket)
    bridge.tell(s3_call("DeleteBucket", bucket))
    until(lambda: port.entity("aws_resource", arn_of(bucket)) is None, "that the bucket left the catalog", SECONDS)


def test_a_deleted_bucket_leaves_the_catalog_although_there_are_grants_and_history_on_it(
    bridge: EventBridge, port: Port, aws: Aws, bucket: str
) -> None:
    bridge.tell(s3_call("CreateBucket", bucket))
    until(lambda: port.entity("aws_resource", arn_of(bucket)), "the new bucket in the catalog", SECONDS)
    granted = port.execute("request_permissions", arn_of(bucket), AIKO, permissions=["s3:PutObject"])
    assert granted.status == "SUCCESS", granted.log
    aws.client("s3").delete_bucket(Bucket=bucket)
    bridge.tell(s3_call("DeleteBucket", bucket))
    until(lambda: port.entity("aws_resource", arn_of(bucket)) is None, "that the bucket left the catalog", SECONDS)
    assert _grant(port, granted.grant)["relations"] == {"aws_resource": None, "permissions": ["s3:PutObject"]}
    assert port.execute("revoke_permissions", granted.grant, AIKO).status == "SUCCESS"


def test_an_instance_is_shown_when_it_runs_and_leaves_when_it_is_terminated(bridge: EventBridge, port: Port, aws: Aws) -> None:
    ec2 = aws.client("ec2")
    instance = ec2.run_instances(ImageId="ami-12345678", InstanceType="t3.small", MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]
    arn, items = f"arn:aws:ec2:us-east-1:{ACCOUNT}:instance/{instance}", {"items": [{"instanceId": instance}]}
    bridge.tell(call_of("ec2", "RunInstances", {}, {"instancesSet": items}))
    until(lambda: port.entity("aws_resource", arn), "the new instance in the catalog", SECONDS)
    ec2.create_tags(Resources=[instance], Tags=[{"Key": "Name", "Value": "encoder"}])
    bridge.tell(call_of("ec2", "CreateTags", {"resourcesSet": {"items": [{"resourceId": instance}]}}))
    until(lambda: _title(port, arn) == "encoder", "its name in the catalog", SECONDS)
    ec2.terminate_instances(InstanceIds=[instance])
    bridge.tell(call_of("ec2", "TerminateInstances", {"instancesSet": items}))
    until(lambda: port.entity("aws_resource", arn) is None, "that the instance left the catalog", SECONDS)


def test_a_second_look_finds_what_aws_did_not_know_at_the_first(port: Port) -> None:
    seconds = 2 * SETTLED.total_seconds()
    until(lambda: port.entity("aws_resource", arn_of(LATE)), "the late bucket in the catalog", seconds)
    until(lambda: port.entity("aws_resource", arn_of(GHOST)) is None, "that the other one left the catalog", seconds)


def test_an_event_of_a_role_that_is_not_ours_takes_nothing_from_what_others_wrote(bridge: EventBridge, port: Port, aws: Aws) -> None:
    iam, name = aws.client("iam"), "Permission-1234567890"
    anybody = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [anybody]}))
    written: Json = {"identifier": name, "properties": {"requester": AIKO}, "relations": {"aws_resource": arn_of(HELD)}}
    port.ask("POST", "/v1/blueprints/provisioned_permissions/entities", written)
    bridge.tell(iam_call("CreateRole", {"roleName": name}))
    until(lambda: _status(port, name) == "unmanaged", "the role in the catalog", SECONDS)
    assert _grant(port, name)["properties"]["requester"] == AIKO
    assert _grant(port, name)["relations"]["aws_resource"] == arn_of(HELD)
    iam.delete_role(RoleName=name)
    port.ask("DELETE", entity_path("provisioned_permissions", name))


def _grant(port: Port, name: str) -> Json:
    entity = port.entity("provisioned_permissions", name)
    assert entity is not None
    return entity


def _status(port: Port, name: str) -> object:
    return _grant(port, name)["properties"].get("status")


def _tags(port: Port, bucket: str) -> object:
    entity = port.entity("aws_resource", arn_of(bucket))
    return entity and entity["properties"]["tags"]


def _title(port: Port, arn: str) -> object:
    entity = port.entity("aws_resource", arn)
    return entity and entity["title"]

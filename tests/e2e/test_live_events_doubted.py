"""Events change nothing in the catalog that AWS itself does not confirm, and nothing at all without the key."""

import json

import httpx
import pytest

from integration.port.live.event_webhook import HEADER
from sandbox.company import ACCOUNT
from sandbox.ocean import LIVE_EVENTS_KEY
from tests.e2e.aws import Aws
from tests.e2e.event_bridge import HELD, SECONDS, EventBridge, arn_of, call_of, iam_call, s3_call
from tests.e2e.port import Port, entity_path
from tests.e2e.waiting import until
from tests.envelopes import envelope

ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"


def test_an_instance_that_we_may_not_look_at_stays_in_the_catalog(bridge: EventBridge, port: Port, aws: Aws) -> None:
    ec2, iam = aws.client("ec2"), aws.client("iam")
    instance = ec2.run_instances(ImageId="ami-12345678", InstanceType="t3.small", MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]
    arn, items = f"arn:aws:ec2:us-east-1:{ACCOUNT}:instance/{instance}", {"items": [{"instanceId": instance}]}
    bridge.tell(call_of("ec2", "RunInstances", {}, {"instancesSet": items}))
    until(lambda: port.entity("aws_resource", arn), "the new instance in the catalog", SECONDS)
    ec2.terminate_instances(InstanceIds=[instance])

    denied = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "ec2:DescribeInstances", "Resource": "*"}]}
    iam.put_user_policy(UserName="port-ocean", PolicyName="blind", PolicyDocument=json.dumps(denied))
    bridge.tell(call_of("ec2", "TerminateInstances", {"instancesSet": items}))
    bridge.catch_up(port)
    assert port.entity("aws_resource", arn) is not None
    iam.delete_user_policy(UserName="port-ocean", PolicyName="blind")

    bridge.tell(call_of("ec2", "TerminateInstances", {"instancesSet": items}))
    until(lambda: port.entity("aws_resource", arn) is None, "that the instance left the catalog", SECONDS)


def test_a_bucket_that_another_account_has_by_now_stays_in_the_catalog(bridge: EventBridge, port: Port, aws: Aws, bucket: str) -> None:
    bridge.tell(s3_call("CreateBucket", bucket))
    until(lambda: port.entity("aws_resource", arn_of(bucket)), "the new bucket in the catalog", SECONDS)
    aws.client("s3").delete_bucket(Bucket=bucket)
    port.patch_entity("aws_resource", arn_of(bucket), {"account": "210987654321"})
    bridge.tell(s3_call("DeleteBucket", bucket))
    bridge.catch_up(port)
    assert port.entity("aws_resource", arn_of(bucket)) is not None
    port.ask("DELETE", entity_path("aws_resource", arn_of(bucket)))


@pytest.mark.parametrize("key", [None, "", "wrong", f"{LIVE_EVENTS_KEY}x", b"\xd0\xba"])
def test_without_the_key_it_is_refused_at_the_door_and_nothing_is_done(
    bridge: EventBridge, port: Port, bucket: str, key: str | bytes | None
) -> None:
    assert bridge.post(s3_call("CreateBucket", bucket), key) == httpx.codes.UNAUTHORIZED
    bridge.catch_up(port)
    assert port.entity("aws_resource", arn_of(bucket)) is None


def test_a_repeated_event_is_not_looked_at_again(bridge: EventBridge, port: Port, bucket: str) -> None:
    event = s3_call("CreateBucket", bucket)
    bridge.tell(event)
    until(lambda: port.entity("aws_resource", arn_of(bucket)), "the new bucket in the catalog", SECONDS)
    port.ask("DELETE", entity_path("aws_resource", arn_of(bucket)))
    bridge.tell(event)
    bridge.catch_up(port)
    assert port.entity("aws_resource", arn_of(bucket)) is None


def test_what_an_event_claims_is_not_believed(bridge: EventBridge, port: Port, grant: str) -> None:
    bridge.tell(s3_call("DeleteBucket", HELD))
    bridge.tell(s3_call("CreateBucket", "northlight-made-up"))
    bridge.tell(iam_call("DeleteRole", {"roleName": grant}))
    bridge.tell(iam_call("AttachRolePolicy", {"roleName": grant, "policyArn": ADMIN}))
    bridge.catch_up(port)
    assert port.entity("aws_resource", arn_of(HELD)) is not None
    assert port.entity("aws_resource", arn_of("northlight-made-up")) is None
    assert (port.entity("provisioned_permissions", grant) or {})["properties"]["status"] == "active"


def test_calls_that_aws_refused_accounts_that_are_not_served_and_garbage_do_nothing(bridge: EventBridge, port: Port, bucket: str) -> None:
    whole = s3_call("CreateBucket", bucket)
    foreign = envelope("s3", "CreateBucket", {"bucketName": bucket}, account="999999999999", region="us-east-1")
    refused = envelope("s3", "CreateBucket", {"bucketName": bucket}, account=ACCOUNT, errorCode="AccessDenied")
    for event in (foreign, refused, [], "text", 7, None, [whole], {"detail": whole}, {**whole, "detail": {"eventName": 7}}):
        bridge.tell(event)
    assert bridge.http.post("/integration/webhook", content=b"\xff{", headers={HEADER: LIVE_EVENTS_KEY}).status_code == httpx.codes.OK
    bridge.catch_up(port)
    assert port.entity("aws_resource", arn_of(bucket)) is None

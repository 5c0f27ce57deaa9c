"""What somebody changes in AWS shows in the catalog within seconds after CloudTrail's event is posted; what nobody changed stays."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from integration.port.event_webhook import HEADER
from integration.port.second_looks import SETTLED
from sandbox.company import ACCOUNT
from sandbox.ocean import LIVE_EVENTS_KEY
from tests.e2e.aws import Aws
from tests.e2e.port import Json, Port, entity_path
from tests.e2e.sandbox import AIKO, Sandbox
from tests.e2e.waiting import until
from tests.envelopes import envelope, iam_envelope

GHOST, LATE = "northlight-ghost", "northlight-late"
HELD, NEW = "northlight-order-archive", "northlight-podcasts"
ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"
# Well over what it takes, well under the second look.
_SECONDS = 30


@dataclass(frozen=True, slots=True)
class EventBridge:
    """Posts to the integration's webhook."""

    http: httpx.Client

    def post(self, event: object, key: str | bytes | None = LIVE_EVENTS_KEY) -> int:
        sent = {HEADER.encode(): key.encode() if isinstance(key, str) else key} if key else {}
        return self.http.post("/integration/webhook", json=event, headers=sent).status_code

    def tell(self, event: object) -> None:
        assert self.post(event) == httpx.codes.OK


@pytest.fixture(scope="module")
def bridge(sandbox: Sandbox) -> Iterator[EventBridge]:
    command = Path(f"/proc/{sandbox.ocean_pid}/cmdline").read_text().split("\0")
    with httpx.Client(base_url=f"http://127.0.0.1:{command[command.index('--port') + 1]}") as http:
        yield EventBridge(http)


@pytest.fixture(scope="module", autouse=True)
def _what_aws_first_answers_as_it_was(bridge: EventBridge, sandbox: Sandbox) -> Iterator[None]:
    """One bucket that goes while the events say that it stays, and one that comes after the event that told of it."""
    port, s3 = sandbox.port, sandbox.aws.client("s3")
    s3.create_bucket(Bucket=GHOST)
    bridge.tell(_s3("CreateBucket", GHOST))
    until(lambda: port.entity("aws_resource", _arn(GHOST)), "the new bucket in the catalog", _SECONDS)
    s3.delete_bucket(Bucket=GHOST)
    bridge.tell(_s3("PutBucketTagging", GHOST))
    bridge.tell(_s3("CreateBucket", LATE))
    _the_queue_is_empty(bridge, port)
    assert port.entity("aws_resource", _arn(GHOST)), "one answer alone does not prove that it is gone"
    s3.create_bucket(Bucket=LATE)
    yield
    s3.delete_bucket(Bucket=LATE)


@pytest.fixture
def grant(port: Port) -> Iterator[str]:
    made = port.execute("request_permissions", _arn(HELD), AIKO, permissions=["s3:PutObject"])
    assert made.status == "SUCCESS", made.log
    yield made.grant
    if port.entity("provisioned_permissions", made.grant):
        assert port.execute("revoke_permissions", made.grant, AIKO).status == "SUCCESS"


@pytest.fixture
def bucket(aws: Aws) -> Iterator[str]:
    aws.client("s3").create_bucket(Bucket=NEW)
    yield NEW
    if NEW in {bucket["Name"] for bucket in aws.client("s3").list_buckets()["Buckets"]}:
        aws.client("s3").delete_bucket(Bucket=NEW)


def test_a_policy_attached_to_a_role_of_ours_shows_as_drift_and_taken_off_as_none(
    bridge: EventBridge, port: Port, aws: Aws, grant: str
) -> None:
    iam, told = aws.client("iam"), {"roleName": grant, "policyArn": ADMIN}
    iam.attach_role_policy(RoleName=grant, PolicyArn=ADMIN)
    bridge.tell(_iam("AttachRolePolicy", told))
    until(lambda: _status(port, grant) == "drifted", "the drift in the catalog", _SECONDS)
    assert any("AdministratorAccess" in sentence for sentence in _grant(port, grant)["properties"]["drift"])

    iam.detach_role_policy(RoleName=grant, PolicyArn=ADMIN)
    bridge.tell(_iam("DetachRolePolicy", told))
    until(lambda: _status(port, grant) == "active", "the end of the drift in the catalog", _SECONDS)
    assert _grant(port, grant)["relations"] == {"aws_resource": _arn(HELD), "permissions": ["s3:PutObject"]}


def test_a_role_and_a_policy_deleted_by_hand_leave_the_catalog(bridge: EventBridge, port: Port, aws: Aws, grant: str) -> None:
    iam = aws.client("iam")
    (policy,) = iam.list_attached_role_policies(RoleName=grant)["AttachedPolicies"]
    iam.detach_role_policy(RoleName=grant, PolicyArn=policy["PolicyArn"])
    iam.delete_policy(PolicyArn=policy["PolicyArn"])
    bridge.tell(_iam("DeletePolicy", {"policyArn": policy["PolicyArn"]}))
    # So young, it looks like one that is being made.
    until(lambda: _status(port, grant) == "provisioning", "what is left in the catalog", _SECONDS)
    iam.delete_role(RoleName=grant)
    bridge.tell(_iam("DeleteRole", {"roleName": grant}))
    until(lambda: port.entity("provisioned_permissions", grant) is None, "that the grant left the catalog", _SECONDS)


def test_a_bucket_is_shown_when_made_and_when_tagged_and_leaves_when_deleted(
    bridge: EventBridge, port: Port, aws: Aws, bucket: str
) -> None:
    s3 = aws.client("s3")
    bridge.tell(_s3("CreateBucket", bucket))
    made = until(lambda: port.entity("aws_resource", _arn(bucket)), "the new bucket in the catalog", _SECONDS)
    assert made["properties"]["account"] == ACCOUNT

    s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": [{"Key": "team", "Value": "audio"}]})
    bridge.tell(_s3("PutBucketTagging", bucket))
    until(lambda: _tags(port, bucket) == [{"Key": "team", "Value": "audio"}], "its tag in the catalog", _SECONDS)

    s3.delete_bucket(Bucket=bucket)
    bridge.tell(_s3("DeleteBucket", bucket))
    until(lambda: port.entity("aws_resource", _arn(bucket)) is None, "that the bucket left the catalog", _SECONDS)


def test_a_deleted_bucket_leaves_the_catalog_although_there_are_grants_and_history_on_it(
    bridge: EventBridge, port: Port, aws: Aws, bucket: str
) -> None:
    bridge.tell(_s3("CreateBucket", bucket))
    until(lambda: port.entity("aws_resource", _arn(bucket)), "the new bucket in the catalog", _SECONDS)
    granted = port.execute("request_permissions", _arn(bucket), AIKO, permissions=["s3:PutObject"])
    assert granted.status == "SUCCESS", granted.log
    aws.client("s3").delete_bucket(Bucket=bucket)
    bridge.tell(_s3("DeleteBucket", bucket))
    until(lambda: port.entity("aws_resource", _arn(bucket)) is None, "that the bucket left the catalog", _SECONDS)
    assert _grant(port, granted.grant)["relations"] == {"aws_resource": None, "permissions": ["s3:PutObject"]}
    assert port.execute("revoke_permissions", granted.grant, AIKO).status == "SUCCESS"


def test_an_instance_is_shown_when_it_runs_and_leaves_when_it_is_terminated(bridge: EventBridge, port: Port, aws: Aws) -> None:
    ec2 = aws.client("ec2")
    instance = ec2.run_instances(ImageId="ami-12345678", InstanceType="t3.small", MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]
    arn, items = f"arn:aws:ec2:us-east-1:{ACCOUNT}:instance/{instance}", {"items": [{"instanceId": instance}]}
    bridge.tell(_here("ec2", "RunInstances", {}, {"instancesSet": items}))
    until(lambda: port.entity("aws_resource", arn), "the new instance in the catalog", _SECONDS)
    ec2.create_tags(Resources=[instance], Tags=[{"Key": "Name", "Value": "encoder"}])
    bridge.tell(_here("ec2", "CreateTags", {"resourcesSet": {"items": [{"resourceId": instance}]}}))
    until(lambda: _title(port, arn) == "encoder", "its name in the catalog", _SECONDS)
    ec2.terminate_instances(InstanceIds=[instance])
    bridge.tell(_here("ec2", "TerminateInstances", {"instancesSet": items}))
    until(lambda: port.entity("aws_resource", arn) is None, "that the instance left the catalog", _SECONDS)


def test_an_instance_that_we_may_not_look_at_stays_in_the_catalog(bridge: EventBridge, port: Port, aws: Aws) -> None:
    ec2, iam = aws.client("ec2"), aws.client("iam")
    instance = ec2.run_instances(ImageId="ami-12345678", InstanceType="t3.small", MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]
    arn, items = f"arn:aws:ec2:us-east-1:{ACCOUNT}:instance/{instance}", {"items": [{"instanceId": instance}]}
    bridge.tell(_here("ec2", "RunInstances", {}, {"instancesSet": items}))
    until(lambda: port.entity("aws_resource", arn), "the new instance in the catalog", _SECONDS)
    ec2.terminate_instances(InstanceIds=[instance])

    denied = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "ec2:DescribeInstances", "Resource": "*"}]}
    iam.put_user_policy(UserName="port-ocean", PolicyName="blind", PolicyDocument=json.dumps(denied))
    bridge.tell(_here("ec2", "TerminateInstances", {"instancesSet": items}))
    _the_queue_is_empty(bridge, port)
    assert port.entity("aws_resource", arn) is not None
    iam.delete_user_policy(UserName="port-ocean", PolicyName="blind")

    bridge.tell(_here("ec2", "TerminateInstances", {"instancesSet": items}))
    until(lambda: port.entity("aws_resource", arn) is None, "that the instance left the catalog", _SECONDS)


def test_a_bucket_that_another_account_has_by_now_stays_in_the_catalog(bridge: EventBridge, port: Port, aws: Aws, bucket: str) -> None:
    bridge.tell(_s3("CreateBucket", bucket))
    until(lambda: port.entity("aws_resource", _arn(bucket)), "the new bucket in the catalog", _SECONDS)
    aws.client("s3").delete_bucket(Bucket=bucket)
    port.patch_entity("aws_resource", _arn(bucket), {"account": "210987654321"})
    bridge.tell(_s3("DeleteBucket", bucket))
    _the_queue_is_empty(bridge, port)
    assert port.entity("aws_resource", _arn(bucket)) is not None
    port.ask("DELETE", entity_path("aws_resource", _arn(bucket)))


@pytest.mark.parametrize("key", [None, "", "wrong", f"{LIVE_EVENTS_KEY}x", b"\xd0\xba"])
def test_without_the_key_it_is_refused_at_the_door_and_nothing_is_done(
    bridge: EventBridge, port: Port, bucket: str, key: str | bytes | None
) -> None:
    assert bridge.post(_s3("CreateBucket", bucket), key) == httpx.codes.UNAUTHORIZED
    _the_queue_is_empty(bridge, port)
    assert port.entity("aws_resource", _arn(bucket)) is None


def test_a_repeated_event_is_not_looked_at_again(bridge: EventBridge, port: Port, bucket: str) -> None:
    event = _s3("CreateBucket", bucket)
    bridge.tell(event)
    until(lambda: port.entity("aws_resource", _arn(bucket)), "the new bucket in the catalog", _SECONDS)
    port.ask("DELETE", entity_path("aws_resource", _arn(bucket)))
    bridge.tell(event)
    _the_queue_is_empty(bridge, port)
    assert port.entity("aws_resource", _arn(bucket)) is None


def test_what_an_event_claims_is_not_believed(bridge: EventBridge, port: Port, grant: str) -> None:
    bridge.tell(_s3("DeleteBucket", HELD))
    bridge.tell(_s3("CreateBucket", "northlight-made-up"))
    bridge.tell(_iam("DeleteRole", {"roleName": grant}))
    bridge.tell(_iam("AttachRolePolicy", {"roleName": grant, "policyArn": ADMIN}))
    _the_queue_is_empty(bridge, port)
    assert port.entity("aws_resource", _arn(HELD)) is not None
    assert port.entity("aws_resource", _arn("northlight-made-up")) is None
    assert _status(port, grant) == "active"


def test_calls_that_aws_refused_accounts_that_are_not_served_and_garbage_do_nothing(bridge: EventBridge, port: Port, bucket: str) -> None:
    whole = _s3("CreateBucket", bucket)
    foreign = envelope("s3", "CreateBucket", {"bucketName": bucket}, account="999999999999", region="us-east-1")
    refused = envelope("s3", "CreateBucket", {"bucketName": bucket}, account=ACCOUNT, errorCode="AccessDenied")
    for event in (foreign, refused, [], "text", 7, None, [whole], {"detail": whole}, {**whole, "detail": {"eventName": 7}}):
        bridge.tell(event)
    assert bridge.http.post("/integration/webhook", content=b"\xff{", headers={HEADER: LIVE_EVENTS_KEY}).status_code == httpx.codes.OK
    _the_queue_is_empty(bridge, port)
    assert port.entity("aws_resource", _arn(bucket)) is None


def test_a_second_look_finds_what_aws_did_not_know_at_the_first(port: Port) -> None:
    seconds = 2 * SETTLED.total_seconds()
    until(lambda: port.entity("aws_resource", _arn(LATE)), "the late bucket in the catalog", seconds)
    until(lambda: port.entity("aws_resource", _arn(GHOST)) is None, "that the other one left the catalog", seconds)


def test_an_event_of_a_role_that_is_not_ours_takes_nothing_from_what_others_wrote(bridge: EventBridge, port: Port, aws: Aws) -> None:
    iam, name = aws.client("iam"), "Permission-1234567890"
    anybody = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [anybody]}))
    written: Json = {"identifier": name, "properties": {"requester": AIKO}, "relations": {"aws_resource": _arn(HELD)}}
    port.ask("POST", "/v1/blueprints/provisioned_permissions/entities", written)
    bridge.tell(_iam("CreateRole", {"roleName": name}))
    until(lambda: _status(port, name) == "unmanaged", "the role in the catalog", _SECONDS)
    assert _grant(port, name)["properties"]["requester"] == AIKO
    assert _grant(port, name)["relations"]["aws_resource"] == _arn(HELD)
    iam.delete_role(RoleName=name)
    port.ask("DELETE", entity_path("provisioned_permissions", name))


def _the_queue_is_empty(bridge: EventBridge, port: Port) -> None:
    """One worker takes the events in their order, so when this last one shows, those before it are done with."""
    arn = _arn("northlight-website")
    port.patch_entity("aws_resource", arn, {"console_link": "https://example.com/changed"})
    bridge.tell(_s3("PutBucketTagging", "northlight-website"))
    until(lambda: "example.com" not in str(port.entity("aws_resource", arn)), "the last event in the catalog", _SECONDS)


def _here(service: str, name: str, request: Json, response: Json | None = None) -> Json:
    return envelope(service, name, request, response, account=ACCOUNT, region="us-east-1")


def _s3(name: str, bucket: str) -> Json:
    return _here("s3", name, {"bucketName": bucket})


def _iam(name: str, request: Json) -> Json:
    return iam_envelope(name, request, account=ACCOUNT)


def _arn(bucket: str) -> str:
    return f"arn:aws:s3:::{bucket}"


def _grant(port: Port, name: str) -> Json:
    entity = port.entity("provisioned_permissions", name)
    assert entity is not None
    return entity


def _status(port: Port, name: str) -> object:
    return _grant(port, name)["properties"].get("status")


def _tags(port: Port, bucket: str) -> object:
    entity = port.entity("aws_resource", _arn(bucket))
    return entity and entity["properties"]["tags"]


def _title(port: Port, arn: str) -> object:
    entity = port.entity("aws_resource", arn)
    return entity and entity["title"]

"""A resync after AWS, and people in Port, have changed things behind the integration's back."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.e2e.aws import Aws
from tests.e2e.port import Json, Port, entity_path
from tests.e2e.sandbox import AIKO, MAYA, Sandbox

EMPTY, GRANTED, KEPT = "northlight-access-logs", "northlight-search-index", "northlight-order-archive"
NEW = "northlight-audiobooks"
FOREIGN_POLICY = "nightly-backup-access"
BY_HAND: Json = {"identifier": "s3:RestoreObject", "title": "Thaw an object", "properties": {"resource_type": "S3", "description": "Ours"}}
OF_ANOTHER_TEAM: Json = {"identifier": "shop:Refund", "title": "Refund an order", "properties": {"resource_type": "S3"}}
RESOURCE_BY_HAND: Json = {"identifier": "arn:aws:s3:::partner-exchange", "title": "Exchange", "properties": {"resource_type": "S3"}}
# Port counts these by itself.
COUNTED = ("live_grants", "grants_ever")
MADE_BY_HAND = (("iam_permissions", BY_HAND), ("iam_permissions", OF_ANOTHER_TEAM), ("aws_resource", RESOURCE_BY_HAND))


@dataclass(frozen=True, slots=True)
class Grants:
    """Names: of a grant whose bucket went, of one whose role and policy went, and of one that got another policy."""

    orphaned: str
    deleted: str
    meddled: str


@pytest.fixture(scope="module")
def grants(sandbox: Sandbox) -> Iterator[Grants]:
    """Three grants, then the changes, then one resync."""
    port, aws = sandbox.port, sandbox.aws
    runs = [port.start("request_permissions", _arn(bucket), AIKO, permissions=["s3:PutObject"]) for bucket in (GRANTED, KEPT, KEPT)]
    made = Grants(*(port.ended(run).grant for run in runs))
    _change_buckets(aws)
    _delete_grant(aws, made.deleted)
    _attach_another_policy(aws, made.meddled)
    port.ask("DELETE", entity_path("iam_permissions", BY_HAND["identifier"]))
    for blueprint, entity in MADE_BY_HAND:
        port.ask("POST", f"/v1/blueprints/{blueprint}/entities", entity, run_as=MAYA)
    port.resync()
    yield made
    for blueprint, entity in MADE_BY_HAND:
        port.ask("DELETE", entity_path(blueprint, entity["identifier"]))


def test_a_removed_bucket_leaves_the_catalog_and_a_new_one_enters(grants: Grants, port: Port) -> None:
    resources = port.entities("aws_resource")
    assert _arn(EMPTY) not in resources
    assert resources[_arn(NEW)]["title"] == NEW
    assert resources[_arn(NEW)]["properties"]["tags"] == [{"Key": "team", "Value": "audio"}]


def test_a_grant_on_a_removed_bucket_stays_without_its_relation(grants: Grants, port: Port) -> None:
    assert _arn(GRANTED) not in port.entities("aws_resource")
    entity = port.entity("provisioned_permissions", grants.orphaned)
    assert entity is not None
    assert entity["relations"] == {"aws_resource": None, "permissions": ["s3:PutObject"]}
    assert entity["properties"]["resource_arn"] == _arn(GRANTED)
    assert entity["properties"]["status"] == "active"


def test_a_grant_deleted_by_hand_leaves_the_catalog(grants: Grants, port: Port) -> None:
    assert port.entity("provisioned_permissions", grants.deleted) is None


def test_a_policy_that_somebody_attached_is_told(grants: Grants, port: Port) -> None:
    entity = port.entity("provisioned_permissions", grants.meddled)
    assert entity is not None
    assert entity["properties"]["status"] == "drifted"
    assert any(FOREIGN_POLICY in sentence and "attached to the role as well" in sentence for sentence in entity["properties"]["drift"])


@pytest.mark.parametrize(("blueprint", "made"), MADE_BY_HAND)
def test_what_people_made_by_hand_stays_theirs(grants: Grants, port: Port, blueprint: str, made: Json) -> None:
    entity = port.entity(blueprint, made["identifier"])
    assert entity is not None
    assert entity["title"] == made["title"]
    kept = {name: value for name, value in entity["properties"].items() if value is not None and name not in COUNTED}
    assert kept == made["properties"]


def test_revoking_a_meddled_grant_leaves_the_foreign_policy_alone(grants: Grants, port: Port, aws: Aws) -> None:
    revoked = port.execute("revoke_permissions", grants.meddled, AIKO)
    assert revoked.status == "SUCCESS", revoked.log
    objects = aws.objects()
    assert not {f"role {grants.meddled}", f"policy {grants.meddled}"} & objects
    assert f"policy {FOREIGN_POLICY}" in objects


def test_a_grant_on_a_removed_bucket_can_be_revoked(grants: Grants, port: Port, aws: Aws) -> None:
    revoked = port.execute("revoke_permissions", grants.orphaned, AIKO)
    assert revoked.status == "SUCCESS", revoked.log
    assert f"role {grants.orphaned}" not in aws.objects()


def test_a_resync_of_what_did_not_change_writes_nothing(grants: Grants, port: Port) -> None:
    port.resync()
    written = _entities_written(port)
    port.resync()
    assert _entities_written(port) == written


def _entities_written(port: Port) -> int:
    calls = port.ask("GET", "/__sandbox/calls")["calls"]
    return sum(call["method"] != "GET" and call["path"].endswith(("/entities", "/entities/bulk")) for call in calls)


def _arn(bucket: str) -> str:
    return f"arn:aws:s3:::{bucket}"


def _change_buckets(aws: Aws) -> None:
    s3 = aws.client("s3")
    s3.delete_bucket(Bucket=EMPTY)
    for found in s3.list_objects_v2(Bucket=GRANTED)["Contents"]:
        s3.delete_object(Bucket=GRANTED, Key=found["Key"])
    s3.delete_bucket(Bucket=GRANTED)
    s3.create_bucket(Bucket=NEW)
    s3.put_bucket_tagging(Bucket=NEW, Tagging={"TagSet": [{"Key": "team", "Value": "audio"}]})


def _delete_grant(aws: Aws, name: str) -> None:
    iam = aws.client("iam")
    for policy in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]:
        iam.detach_role_policy(RoleName=name, PolicyArn=policy["PolicyArn"])
        iam.delete_policy(PolicyArn=policy["PolicyArn"])
    iam.delete_role(RoleName=name)


def _attach_another_policy(aws: Aws, name: str) -> None:
    iam = aws.client("iam")
    policies = iam.list_policies(Scope="Local")["Policies"]
    arn = next(policy["Arn"] for policy in policies if policy["PolicyName"] == FOREIGN_POLICY)
    iam.attach_role_policy(RoleName=name, PolicyArn=arn)

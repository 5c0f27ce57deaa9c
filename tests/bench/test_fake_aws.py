"""The benchmark's fake AWS, asked by botocore itself."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config

from bench.processes import Server, server
from bench.world import World

_WORLD = World(accounts=2, regions=2, buckets=450, instances=40, grants=3, others=4)
_ACCOUNT, _REGION = _WORLD.account_ids[0], _WORLD.region_names[0]


@pytest.fixture(scope="module")
def aws() -> Iterator[Server]:
    with server("bench.aws", _WORLD.text()) as started:
        yield started


def _client(aws: Server, service: str, attempts: int = 1) -> Any:
    return boto3.client(
        service,
        region_name=_REGION,
        endpoint_url=aws.url,
        aws_access_key_id=f"AKIA{_ACCOUNT}",
        aws_secret_access_key="bench",
        config=Config(retries={"total_max_attempts": attempts}),
    )


def test_buckets_come_with_their_regions_and_their_tags_a_hundred_at_a_time(aws: Server) -> None:
    buckets = _client(aws, "s3").list_buckets(MaxBuckets=1000)["Buckets"]
    pages = _client(aws, "resourcegroupstaggingapi").get_paginator("get_resources").paginate(ResourcesPerPage=100)
    tagged = [page["ResourceTagMappingList"] for page in pages]

    assert len(buckets) == 225
    assert {bucket["BucketRegion"] for bucket in buckets} == set(_WORLD.region_names)
    assert [len(page) for page in tagged] == [100, 13]


def test_instances_are_paged_and_each_belongs_to_one_account_and_region(aws: Server) -> None:
    pages = _client(aws, "ec2").get_paginator("describe_instances").paginate(PaginationConfig={"PageSize": 6})
    found = [one["InstanceId"] for page in pages for reservation in page["Reservations"] for one in reservation["Instances"]]

    assert found == list(_WORLD.instances_in(_ACCOUNT, _REGION))


def test_a_role_is_made_attached_read_and_deleted(aws: Server) -> None:
    iam = _client(aws, "iam")
    policy = iam.create_policy(PolicyName="p", PolicyDocument='{"Statement":[]}', Tags=[{"Key": "a", "Value": "b & c"}])["Policy"]["Arn"]
    iam.create_role(RoleName="r", Path="/port/", AssumeRolePolicyDocument="{}", Tags=[{"Key": "a", "Value": "b & c"}])
    iam.attach_role_policy(RoleName="r", PolicyArn=policy)

    assert iam.get_role(RoleName="r")["Role"]["Tags"] == [{"Key": "a", "Value": "b & c"}]
    assert iam.get_policy_version(PolicyArn=policy, VersionId="v1")["PolicyVersion"]["Document"] == {"Statement": []}
    pages = iam.get_paginator("get_account_authorization_details").paginate(PaginationConfig={"PageSize": 5})
    assert "r" in [role["RoleName"] for page in pages for role in page["RoleDetailList"]]

    iam.detach_role_policy(RoleName="r", PolicyArn=policy)
    iam.delete_role(RoleName="r")
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_role(RoleName="r")


def test_an_assumed_role_acts_in_its_own_account(aws: Server) -> None:
    other = _WORLD.account_ids[1]
    given = _client(aws, "sts").assume_role(RoleArn=f"arn:aws:iam::{other}:role/bench", RoleSessionName="bench")["Credentials"]

    assert given["AccessKeyId"].endswith(other)


@pytest.mark.parametrize(
    ("service", "operation"),
    [("s3", "list_buckets"), ("ec2", "describe_instances"), ("iam", "list_roles"), ("resourcegroupstaggingapi", "get_resources")],
)
def test_every_third_call_is_refused_in_a_way_that_botocore_asks_again(aws: Server, service: str, operation: str) -> None:
    aws.tell(forget=True, throttle_every=3)
    try:
        client = _client(aws, service, attempts=5)
        for _ in range(3):
            getattr(client, operation)()
        told = aws.tell()
    finally:
        aws.tell(throttle_every=0)

    assert (told["throttled"], told["total"]) == (1, 4)

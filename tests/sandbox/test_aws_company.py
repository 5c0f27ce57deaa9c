"""The company is in the local AWS, whichever server that is, and writing it twice changes nothing."""

import threading
from collections.abc import AsyncIterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws import AwsUnavailable, LocalAws, open_aws
from sandbox.company import ACCOUNT, BUCKETS, INSTANCES, PEOPLE, REGIONS, ROLES
from sandbox.seed import Seeded, seed


@pytest.fixture(params=["ministack", "moto"])
async def aws(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[LocalAws]:
    async with open_aws(request.param, tmp_path) as (aws, _):
        yield aws


async def inventory(aws: LocalAws) -> dict[str, list[str]]:
    """Every name in the account, as its root sees it."""
    async with aws.client("s3", aws.root) as s3, aws.client("iam", aws.root) as iam:
        names = {
            "buckets": [bucket["Name"] for bucket in (await s3.list_buckets())["Buckets"]],
            "roles": [role["RoleName"] for role in (await iam.list_roles())["Roles"]],
            "policies": [policy["PolicyName"] for policy in (await iam.list_policies(Scope="Local"))["Policies"]],
            "users": [user["UserName"] for user in (await iam.list_users())["Users"]],
        }
    for region in REGIONS:
        async with aws.client("ec2", aws.root, region) as ec2:
            names[region] = [instance_name(one) for one in await instances(ec2)]
    return {kind: sorted(found) for kind, found in names.items()}


async def instances(ec2: Any) -> list[Any]:
    return [instance for group in (await ec2.describe_instances())["Reservations"] for instance in group["Instances"]]


def instance_name(instance: dict[str, list[dict[str, str]]]) -> str:
    return next(tag["Value"] for tag in instance["Tags"] if tag["Key"] == "Name")


async def test_the_company_is_in_the_account_once_however_often_it_is_written(aws: LocalAws) -> None:
    await seed(aws)
    once = await inventory(aws)
    await seed(aws)
    assert await inventory(aws) == once
    assert once["buckets"] == sorted(bucket.name for bucket in BUCKETS)
    assert once["roles"] == sorted(role.name for role in ROLES)
    assert {person.email for person in PEOPLE} < set(once["users"])
    for region in REGIONS:
        assert once[region] == sorted(instance.name for instance in INSTANCES if instance.region == region)


async def test_each_key_belongs_to_its_own_user(aws: LocalAws) -> None:
    seeded = await seed(aws)
    for email, key in seeded.people.items():
        async with aws.client("sts", key) as sts:
            assert (await sts.get_caller_identity())["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/people/{email}"


async def test_a_person_may_do_nothing_yet(judging_aws: tuple[LocalAws, Seeded]) -> None:
    aws, seeded = judging_aws
    for key in seeded.people.values():
        async with aws.client("s3", key) as s3:
            with pytest.raises(ClientError, match="AccessDenied"):
                await s3.list_buckets()


async def test_a_bucket_knows_its_region_and_its_tags(judging_aws: tuple[LocalAws, Seeded]) -> None:
    aws, seeded = judging_aws
    async with aws.client("s3", seeded.integration) as s3:
        regions = {bucket["Name"]: bucket["BucketRegion"] for bucket in (await s3.list_buckets(MaxBuckets=1000))["Buckets"]}
        tags = (await s3.get_bucket_tagging(Bucket="northlight-covers"))["TagSet"]
    assert regions == {bucket.name: bucket.region for bucket in BUCKETS}
    assert {tag["Key"]: tag["Value"] for tag in tags} == {"team": "catalog", "environment": "production"}


@pytest.mark.parametrize("url", ["https://s3.amazonaws.com", "http://192.0.2.7:4566", "localstack", "ftp://127.0.0.1"])
async def test_an_aws_that_is_not_on_this_machine_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(AwsUnavailable, match="takes only a local one"):
        async with open_aws(url, tmp_path):
            pytest.fail("the sandbox would have written into it")


async def test_a_server_that_is_not_an_aws_is_refused(tmp_path: Path) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        threading.Thread(target=server.serve_forever).start()
        with pytest.raises(AwsUnavailable, match="No local AWS that takes the access key 'test' answers"):
            async with open_aws(f"http://127.0.0.1:{server.server_port}", tmp_path):
                pytest.fail("the sandbox would have written into it")
        server.shutdown()


async def test_a_running_aws_is_used_by_its_url(judging_aws: tuple[LocalAws, Seeded], tmp_path: Path) -> None:
    started, _ = judging_aws
    async with open_aws(started.endpoint_url, tmp_path) as (aws, children):
        assert children == ()
        assert (await inventory(aws))["buckets"] == sorted(bucket.name for bucket in BUCKETS)

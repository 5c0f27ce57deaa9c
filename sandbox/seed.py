"""Writes the company into an AWS endpoint. Safe to do twice: what is there already is left as it is."""

from dataclasses import dataclass
from typing import Any

from sandbox.aws import AccessKey, LocalAws
from sandbox.company import BUCKETS, INSTANCES, REGIONS, Bucket, Instance
from sandbox.identities import seed_identities

_IMAGE = "ami-0abcdef1234567890"


@dataclass(frozen=True, slots=True)
class Seeded:
    """The keys that seeding made: the integration's own and, by e-mail address, each person's."""

    integration: AccessKey
    people: dict[str, AccessKey]


async def seed(aws: LocalAws) -> Seeded:
    """Make the buckets, instances, roles and people of the company exist."""
    for region in REGIONS:
        async with aws.client("s3", aws.root, region) as s3:
            await _seed_buckets(s3, region)
        async with aws.client("ec2", aws.root, region) as ec2:
            await _seed_instances(ec2, region)
    async with aws.client("sts", aws.root) as sts:
        account = (await sts.get_caller_identity())["Account"]
    async with aws.client("iam", aws.root) as iam:
        integration, people = await seed_identities(iam, account)
    return Seeded(integration, people)


async def _seed_buckets(s3: Any, region: str) -> None:
    there = {bucket["Name"] for bucket in (await s3.list_buckets())["Buckets"]}
    for bucket in BUCKETS:
        if bucket.region == region and bucket.name not in there:
            await _create_bucket(s3, bucket)


async def _create_bucket(s3: Any, bucket: Bucket) -> None:
    # us-east-1 is the one region that S3 does not take as a location constraint.
    location = {} if bucket.region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": bucket.region}}
    await s3.create_bucket(Bucket=bucket.name, **location)
    await s3.put_bucket_tagging(Bucket=bucket.name, Tagging={"TagSet": _tags(team=bucket.team, environment=bucket.environment)})
    for key in bucket.objects:
        await s3.put_object(Bucket=bucket.name, Key=key, Body=f"{key} of {bucket.name}\n".encode())


async def _seed_instances(ec2: Any, region: str) -> None:
    reservations = (await ec2.describe_instances())["Reservations"]
    # Neither MiniStack nor moto honours a ClientToken: the Name tag tells what is there.
    there = {tag["Value"] for group in reservations for one in group["Instances"] for tag in one.get("Tags", []) if tag["Key"] == "Name"}
    for instance in INSTANCES:
        if instance.region == region and instance.name not in there:
            await _run_instance(ec2, instance)


async def _run_instance(ec2: Any, instance: Instance) -> None:
    tags = _tags(Name=instance.name, team=instance.team, environment=instance.environment)
    await ec2.run_instances(
        ImageId=_IMAGE,
        InstanceType=instance.instance_type,
        MinCount=1,
        MaxCount=1,
        TagSpecifications=[{"ResourceType": "instance", "Tags": tags}],
    )


def _tags(**tags: str) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]

"""The buckets, instances and volumes that grants are tried on: each fresh, with what the calls want to find there."""

from collections.abc import Awaitable, Callable, Mapping
from itertools import count
from typing import Any

from sandbox.company import ACCOUNT, REGIONS

REGION = REGIONS[0]
KEY = "2026/11/report.csv"
_numbers = count(1)

Root = Mapping[str, Any]
"""Clients of the account's root by service."""

Target = Mapping[str, str]
"""A resource: its `arn`, and by name what its calls take."""

MakeTwo = Callable[[Root], Awaitable[tuple[Target, Target]]]
"""Makes a resource and its neighbour, which is like it and is not granted."""


async def two_buckets(root: Root) -> tuple[Target, Target]:
    """A bucket, and a neighbour whose name begins with the first one's."""
    name = f"reports-{next(_numbers)}"
    return await _bucket(root["s3"], name), await _bucket(root["s3"], f"{name}-archive")


async def _bucket(s3: Any, name: str) -> Target:
    """With a tagged object under lock's rules, its version, and an upload that somebody began."""
    await s3.create_bucket(Bucket=name, ObjectLockEnabledForBucket=True)
    written = await s3.put_object(Bucket=name, Key=KEY, Body=b"a,b\n1,2\n", Tagging="team=data")
    upload = await s3.create_multipart_upload(Bucket=name, Key=KEY)
    return {"arn": f"arn:aws:s3:::{name}", "Bucket": name, "VersionId": written["VersionId"], "UploadId": upload["UploadId"]}


async def two_instances(root: Root) -> tuple[Target, Target]:
    ran = await root["ec2"].run_instances(ImageId="ami-0abcdef1234567890", InstanceType="t3.small", MinCount=2, MaxCount=2)
    own, neighbour = (_ec2_target("instance", instance["InstanceId"]) for instance in ran["Instances"])
    return own, neighbour


async def two_volumes(root: Root) -> tuple[Target, Target]:
    created = [await root["ec2"].create_volume(AvailabilityZone=f"{REGION}a", Size=1) for _ in range(2)]
    own, neighbour = (_ec2_target("volume", volume["VolumeId"]) for volume in created)
    return own, neighbour


def _ec2_target(kind: str, identifier: str) -> Target:
    return {"arn": f"arn:aws:ec2:{REGION}:{ACCOUNT}:{kind}/{identifier}", "Id": identifier}

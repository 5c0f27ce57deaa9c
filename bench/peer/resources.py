"""Buckets with a tag call each, a hundred side by side; instances a batch for each reservation, regions side by side."""

import asyncio
from collections.abc import AsyncIterator
from itertools import batched
from typing import Any

from aiobotocore.session import AioSession
from port_ocean.utils.async_iterators import stream_async_iterators_tasks

from bench.peer.accounts import client, regions, sessions

Item = dict[str, Any]

_SIDE_BY_SIDE = 100


async def buckets(kind: str) -> AsyncIterator[list[Item]]:
    for account, session in await sessions():
        async with client(session, "s3", regions()[0]) as s3:
            listed = (await s3.list_buckets(MaxBuckets=10_000))["Buckets"]
            for some in batched(listed, _SIDE_BY_SIDE):
                tagged = await asyncio.gather(*(s3.get_bucket_tagging(Bucket=bucket["Name"]) for bucket in some))
                yield [_bucket(account, bucket, tags["TagSet"]) for bucket, tags in zip(some, tagged, strict=True)]


async def instances(kind: str) -> AsyncIterator[list[Item]]:
    places = [(account, session, region) for account, session in await sessions() for region in regions()]
    async for batch in stream_async_iterators_tasks(*(_instances_in(*place) for place in places)):
        yield batch


async def _instances_in(account: str, session: AioSession, region: str) -> AsyncIterator[list[Item]]:
    async with client(session, "ec2", region) as ec2:
        async for page in ec2.get_paginator("describe_instances").paginate():
            for reservation in page["Reservations"]:
                yield [_instance(account, region, instance) for instance in reservation["Instances"]]


def _bucket(account: str, bucket: Item, tags: list[dict[str, str]]) -> Item:
    region, name = bucket["BucketRegion"], bucket["Name"]
    console = f"https://s3.console.aws.amazon.com/s3/buckets/{name}?region={region}"
    return _item("AWS::S3::Bucket", f"arn:aws:s3:::{name}", {**bucket, "Tags": tags}, (account, region, console))


def _instance(account: str, region: str, instance: Item) -> Item:
    name = instance["InstanceId"]
    console = f"https://{region}.console.aws.amazon.com/ec2/home?region={region}#InstanceDetails:instanceId={name}"
    return _item("AWS::EC2::Instance", f"arn:aws:ec2:{region}:{account}:instance/{name}", instance, (account, region, console))


def _item(kind: str, arn: str, properties: Item, place: tuple[str, str, str]) -> Item:
    account, region, console = place
    title = next(tag["Value"] for tag in properties["Tags"] if tag["Key"] == "Name")
    context = {"AccountId": account, "Region": region, "Title": title, "ConsoleLink": console}
    return {"Type": kind, "Properties": {**properties, "Arn": arn}, "__ExtraContext": context}

"""What `try the access` can try: for a permission, the one AWS call that needs it and nothing else, as data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.company import REGIONS

_KEY = "tried-from-the-sandbox.txt"

Parameters = Callable[[str], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Call:
    """A client's operation, its parameters for a resource's name, a verb for the sentence about it, and what must be there first."""

    verb: str
    operation: str
    parameters: Parameters
    preparation: tuple[str, Parameters] | None = None

    async def prepare(self, root: Any, name: str) -> None:
        """Put there, as the account's root, what the call is about."""
        if self.preparation is not None:
            operation, parameters = self.preparation
            await getattr(root, operation)(**parameters(name))

    async def make(self, client: Any, name: str) -> None:
        """Make the call. Raises ClientError."""
        await getattr(client, self.operation)(**self.parameters(name))


def _bucket(name: str) -> dict[str, Any]:
    return {"Bucket": name}


def _object(name: str) -> dict[str, Any]:
    return {"Bucket": name, "Key": _KEY}


def _new_object(name: str) -> dict[str, Any]:
    return {"Bucket": name, "Key": _KEY, "Body": b"Put here to try a grant.\n"}


def _instance(name: str) -> dict[str, Any]:
    return {"InstanceIds": [name]}


# Who may read an object but not list its bucket is told AccessDenied, not NoSuchKey, when it is missing.
_WITH_OBJECT = ("put_object", _new_object)

# Real calls, because MiniStack carries a DryRun out; so nothing here ends an instance or a bucket.
CALLS: Mapping[str, Call] = {
    "s3:PutObject": Call("Put an object into", "put_object", _new_object),
    "s3:GetObject": Call("Read an object of", "get_object", _object, _WITH_OBJECT),
    "s3:DeleteObject": Call("Delete an object of", "delete_object", _object, _WITH_OBJECT),
    "s3:ListBucket": Call("List the objects of", "list_objects_v2", _bucket),
    "s3:GetBucketLocation": Call("Ask for the region of", "get_bucket_location", _bucket),
    "s3:GetBucketVersioning": Call("Read the versioning of", "get_bucket_versioning", _bucket),
    "ec2:StopInstances": Call("Stop", "stop_instances", _instance),
    "ec2:StartInstances": Call("Start", "start_instances", _instance),
    "ec2:RebootInstances": Call("Reboot", "reboot_instances", _instance),
}


def service_of(arn: str) -> str:
    """The service in an ARN, which is also the name of its botocore client."""
    return arn.split(":")[2]


def region_of(arn: str) -> str:
    """The region in an ARN, or the first of the company's for a bucket, whose ARN names none."""
    return arn.split(":")[3] or REGIONS[0]


def resource_name(arn: str) -> str:
    """The name that calls take: a bucket's, or an instance's id."""
    return arn.rpartition(":")[2].rpartition("/")[2]


async def neighbour_of(arn: str, root: Any) -> str | None:
    """Another resource of the same type and region, or None when this is the only one."""
    list_names = _LISTS.get(service_of(arn))
    names = await list_names(root) if list_names is not None else ()
    return next((name for name in names if name != resource_name(arn)), None)


async def _bucket_names(s3: Any) -> tuple[str, ...]:
    return tuple(bucket["Name"] for bucket in (await s3.list_buckets())["Buckets"])


async def _instance_ids(ec2: Any) -> tuple[str, ...]:
    reservations = (await ec2.describe_instances())["Reservations"]
    instances = (instance for reservation in reservations for instance in reservation["Instances"])
    return tuple(instance["InstanceId"] for instance in instances if instance["State"]["Name"] != "terminated")


_LISTS = {"s3": _bucket_names, "ec2": _instance_ids}

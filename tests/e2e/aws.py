"""The sandbox's AWS as the account's root, the integration and its people use it, each with their own keys."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from sandbox.aws import AccessKey

_SESSION_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Aws:
    """Where AWS answers, the root's key (may do all), the integration's and each person's own by e-mail address."""

    endpoint: str
    root: AccessKey
    integration: AccessKey
    people: Mapping[str, AccessKey]

    def client(self, service: str, key: AccessKey | None = None, region: str = "us-east-1") -> Any:
        """A boto3 client that acts with the key, the root's where none is given, and tries once."""
        key = key or self.root
        return boto3.client(
            service,
            region_name=region,
            endpoint_url=self.endpoint,
            aws_access_key_id=key.id,
            aws_secret_access_key=key.secret,
            aws_session_token=key.session_token,
            config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
        )

    def become(self, role_arn: str, person: str) -> AccessKey:
        """A session in the role, begun by the person with their own key. Raises ClientError."""
        sts = self.client("sts", self.people[person])
        session = sts.assume_role(RoleArn=role_arn, RoleSessionName=person, DurationSeconds=_SESSION_SECONDS)["Credentials"]
        return AccessKey(session["AccessKeyId"], session["SecretAccessKey"], session["SessionToken"])

    def objects(self) -> frozenset[str]:
        """Every role and every policy of the account, as `role NAME` and `policy NAME`."""
        iam = self.client("iam")
        roles = (role["RoleName"] for page in iam.get_paginator("list_roles").paginate() for role in page["Roles"])
        policies = iam.get_paginator("list_policies").paginate(Scope="Local")
        names = (policy["PolicyName"] for page in policies for policy in page["Policies"])
        return frozenset({*(f"role {name}" for name in roles), *(f"policy {name}" for name in names)})


def refusal(call: Callable[[], Any]) -> str | None:
    """The error code with which AWS refuses the call; None where it does it."""
    try:
        call()
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return None


def put_into(aws: Aws, session: AccessKey, bucket: str) -> str | None:
    """Put an object as this session; the error code where AWS refuses."""
    return refusal(lambda: aws.client("s3", session).put_object(Bucket=bucket, Key="tried.txt", Body=b"tried"))


def stop(aws: Aws, session: AccessKey, instance: str) -> str | None:
    """Stop an instance as this session; the error code where AWS refuses."""
    return refusal(lambda: aws.client("ec2", session).stop_instances(InstanceIds=[instance]))

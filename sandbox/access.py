"""Try the access: become a grant's role as the person who asked for it, and make real calls with it against the local AWS."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from sandbox.aws import AccessKey, LocalAws
from sandbox.calls import CALLS, Call, neighbour_of, region_of, resource_name, service_of

_SESSION_SECONDS = 900


@dataclass(frozen=True, slots=True)
class TryAccess:
    """What to try: a grant's role, whose it is (an e-mail address), the resource and the permissions on it."""

    role_arn: str
    requester: str
    resource_arn: str
    permissions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One thing that was tried, in words, and whether AWS let it happen; the detail is AWS's own answer."""

    sentence: str
    allowed: bool
    detail: str


@dataclass(frozen=True, slots=True)
class AccessTrial:
    """Tries grants against one local AWS with the people's own keys."""

    aws: LocalAws
    people: Mapping[str, AccessKey]

    async def __call__(self, grant: TryAccess) -> tuple[Attempt, ...]:
        """Become the role as the requester and as somebody else, then use each permission here and on a neighbour."""
        if grant.requester not in self.people:
            return (Attempt(f"Become the role as {grant.requester}", False, f"The local AWS has no IAM user {grant.requester}."),)
        become, session = await self._become(grant.role_arn, grant.requester)
        if session is None:
            return (become,)
        stranger = next(person for person in self.people if person != grant.requester)
        refused, _ = await self._become(grant.role_arn, stranger)
        return (become, refused, *await self._use(grant, session))

    async def _become(self, role_arn: str, person: str) -> tuple[Attempt, AccessKey | None]:
        sentence = f"Become the role as {person}"
        async with self.aws.client("sts", self.people[person]) as sts:
            try:
                answer = await sts.assume_role(RoleArn=role_arn, RoleSessionName=person, DurationSeconds=_SESSION_SECONDS)
            except ClientError as error:
                return Attempt(sentence, False, _in_words(error)), None
        key = answer["Credentials"]
        session = AccessKey(key["AccessKeyId"], key["SecretAccessKey"], key["SessionToken"])
        return Attempt(sentence, True, answer["AssumedRoleUser"]["Arn"]), session

    async def _use(self, grant: TryAccess, session: AccessKey) -> tuple[Attempt, ...]:
        service, region = service_of(grant.resource_arn), region_of(grant.resource_arn)
        calls = [CALLS[permission] for permission in grant.permissions if permission in CALLS]
        async with self.aws.client(service, self.aws.root, region) as root, self.aws.client(service, session, region) as client:
            neighbour = await neighbour_of(grant.resource_arn, root)
            names = filter(None, (resource_name(grant.resource_arn), neighbour))
            pairs = [(call, name) for name in names for call in calls]
            for call, name in pairs:
                await call.prepare(root, name)
            return tuple([await _try(call, client, name) for call, name in pairs])


async def open_trial(aws: LocalAws, people: Mapping[str, AccessKey]) -> AccessTrial | None:
    """An AccessTrial, or None where the local AWS lets anybody do anything, so that trying would prove nothing."""
    async with aws.client("s3", next(iter(people.values()))) as s3:
        try:
            await s3.list_buckets()
        except ClientError:
            return AccessTrial(aws, people)
    return None


async def _try(call: Call, client: Any, name: str) -> Attempt:
    sentence = f"{call.verb} {name}"
    try:
        await call.make(client, name)
    except ClientError as error:
        return Attempt(sentence, False, _in_words(error))
    return Attempt(sentence, True, "AWS did it.")


def _in_words(error: ClientError) -> str:
    return f"{error.response['Error']['Code']}: {error.response['Error']['Message']}"

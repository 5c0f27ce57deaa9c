"""The credentials of a role that we assume, as botocore asks for them."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiobotocore.credentials import AioDeferredRefreshableCredentials

from integration.aws.errors import doing

# What CloudTrail shows beside the role for everything that we do through it.
SESSION_NAME = "aws-iam-permissions"


class AssumedRole:
    """Several calls at once share the credentials, and one of them renews them.

    Written here because aiobotocore's own refresher enters its STS client anew at each renewal, which version 3 refuses.
    """

    def __init__(self, role: str, external_id: str | None, sts: Callable[[], Awaitable[Any]]) -> None:
        self._sts = sts
        self._asked = {"RoleArn": role, "RoleSessionName": SESSION_NAME} | ({"ExternalId": external_id} if external_id else {})
        self._credentials = AioDeferredRefreshableCredentials(self._assume, "assume-role")

    async def load_credentials(self) -> AioDeferredRefreshableCredentials:
        """What botocore calls of a provider of credentials."""
        return self._credentials

    async def _assume(self) -> dict[str, str]:
        sts = await self._sts()
        with doing(f"let us assume the role {self._asked['RoleArn']}"):
            given = (await sts.assume_role(**self._asked))["Credentials"]
        return {
            "access_key": given["AccessKeyId"],
            "secret_key": given["SecretAccessKey"],
            "token": given["SessionToken"],
            "expiry_time": given["Expiration"],
        }

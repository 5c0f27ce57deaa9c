"""Who we are to Port: from the environment or from .env, by the names that Ocean gives these settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from integration.domain.errors import IamPermissionsError

_BASE_URL = "https://api.getport.io"
_IDENTIFIER = "aws-iam-permissions"


class NoCredentials(IamPermissionsError):
    """Something is missing without which Port lets nobody in."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """`base_url` is Port's API without the trailing /v1."""

    client_id: str
    client_secret: str = field(repr=False)
    base_url: str = _BASE_URL


def credentials_in(settings: Mapping[str, str | None]) -> Credentials:
    """Raises `NoCredentials`."""
    missing = [name for name in ("OCEAN__PORT__CLIENT_ID", "OCEAN__PORT__CLIENT_SECRET") if not settings.get(name)]
    if missing:
        raise NoCredentials(
            f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not set: set them in the environment or in .env, "
            "as .env.example shows. Port has them under Credentials."
        )
    return Credentials(
        client_id=settings["OCEAN__PORT__CLIENT_ID"] or "",
        client_secret=settings["OCEAN__PORT__CLIENT_SECRET"] or "",
        base_url=(settings.get("OCEAN__PORT__BASE_URL") or _BASE_URL).rstrip("/").removesuffix("/v1"),
    )


def identifier_in(settings: Mapping[str, str | None]) -> str:
    """The integration's identifier, by which Port hands it the runs of its actions."""
    return settings.get("OCEAN__INTEGRATION__IDENTIFIER") or _IDENTIFIER

"""What the local Port is told when it starts: its credentials, its address and the people in it."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class User:
    """A person of the organization; what Port knows of them beyond this is of no use here."""

    email: str
    first_name: str
    last_name: str
    roles: tuple[str, ...] = ("Member",)
    teams: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The opaque id that Port puts into createdBy, where a reader would expect the e-mail address."""
        return f"auth0|{hashlib.sha256(self.email.encode()).hexdigest()[:24]}"


@dataclass(frozen=True, slots=True)
class PortConfig:
    """Settings of one local Port. `public_url` is where clients reach it, without the trailing /v1."""

    client_id: str
    client_secret: str
    public_url: str
    users: tuple[User, ...] = ()
    organization_id: str = "org_sandbox"
    organization_name: str = "Sandbox"
    # Port's published enum of integrationActionType holds one value; an organization that knows the integration accepts its types.
    accept_custom_action_types: bool = True
    latency_seconds: float = 0.0

    @property
    def machine_id(self) -> str:
        """The id under which changes made with the client credentials are recorded."""
        return f"machine|{self.client_id}"

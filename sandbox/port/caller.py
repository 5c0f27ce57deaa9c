"""Who makes a request, as Port records it: a machine or a person, and through which client."""

from dataclasses import dataclass

from sandbox.port.config import PortConfig, User
from sandbox.port.shapes import Json


@dataclass(frozen=True, slots=True)
class Caller:
    """`user` is None for a machine; `by_port` marks what Port does by itself, such as expiring a timer."""

    config: PortConfig
    user: User | None = None
    user_agent: str = ""
    by_port: bool = False

    @property
    def id(self) -> str:
        return self.user.id if self.user else self.config.machine_id

    @property
    def name(self) -> str:
        return self.user.email if self.user else "This machine"

    @property
    def is_exporter(self) -> bool:
        """Ocean marks the writes of its resyncs with a User-Agent that ends so; only they change who owns an entity."""
        return self.user_agent.startswith("port-ocean/") and self.user_agent.endswith("/exporter")

    @property
    def installation_id(self) -> str | None:
        """The identifier of the integration that calls: port-ocean/{type}/{version}/{identifier}[/exporter]."""
        if not self.user_agent.startswith("port-ocean/"):
            return None
        parts = self.user_agent.removesuffix("/exporter").split("/", 3)
        return parts[3] if len(parts) == 4 else None

    @property
    def origin(self) -> str:
        if self.user:
            return "UI"
        return self.installation_id or "API"

    def trigger(self, at: str) -> Json:
        """The trigger object of audit records and payload templates."""
        return {"by": self._by(), "origin": self.origin, "at": at}

    def _by(self) -> Json:
        if self.by_port:
            return {"orgId": self.config.organization_id, "byPort": True}
        by: Json = {"orgId": self.config.organization_id, "userId": self.id}
        if self.user:
            by["user"] = user_json(self.user)
        return by


def user_json(user: User) -> Json:
    """The person as templates and jq conditions see them."""
    return {
        "id": user.id,
        "email": user.email,
        "firstName": user.first_name,
        "lastName": user.last_name,
        "roles": list(user.roles),
        "teams": list(user.teams),
    }

"""What the operator asks of setup."""

from dataclasses import dataclass
from enum import StrEnum


class Asked(StrEnum):
    """How the actions shall reach the integration."""

    AUTO = "auto"
    INTEGRATION = "integration-action"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True)
class Options:
    """`forced` are the identifiers of what ours replaces where it differs; `None` stands for none and an empty set for all."""

    identifier: str
    asked: Asked = Asked.AUTO
    webhook_url: str | None = None
    webhook_agent: bool | None = None
    app_url: str | None = None
    forced: frozenset[str] | None = None
    dry_run: bool = False

    def forces(self, identifier: str) -> bool:
        return self.forced is not None and (not self.forced or identifier in self.forced)

"""Installed integrations: what Ocean registers, keeps up to date and asks for."""

import hashlib

from sandbox.port import clock
from sandbox.port.audit import Happening
from sandbox.port.caller import Caller
from sandbox.port.errors import not_found, taken
from sandbox.port.organization import Organization
from sandbox.port.shapes import Json

_LOGS_KEPT = 5000


def get(org: Organization, identifier: str) -> Json:
    """The integration, found by its identifier or by the internal id that the ingestion addresses carry. Raises Port's 404."""
    for integration in org.integrations.values():
        if identifier in (integration["installationId"], integration["_id"]):
            return integration
    raise not_found("Integration", identifier)


def register(org: Organization, caller: Caller, body: Json) -> Json:
    """Create the integration. Raises 409 where the identifier is in use."""
    identifier = body["installationId"]
    if identifier in org.integrations:
        raise taken("Integration", identifier)
    stamp = clock.written(clock.now())
    internal = f"integration_{hashlib.sha256(identifier.encode()).hexdigest()[:16]}"
    defaults = {
        "_id": internal,
        "title": identifier,
        "installationType": "OnPrem",
        "config": {},
        "resyncState": {},
        "arePortResourcesInitialized": False,
        "changelogDestination": {},
        "actionsProcessingEnabled": False,
        "incrementalSyncEnabled": False,
        "processingMode": "ocean-core",
        "logAttributes": _ingestion(org, internal, "logs"),
        "metricAttributes": _ingestion(org, internal, "metrics"),
        "createdAt": stamp,
        "updatedAt": stamp,
    }
    org.integrations[identifier] = defaults | body
    _tell(org, caller, "CREATE", None, org.integrations[identifier])
    return org.integrations[identifier]


def change(org: Organization, caller: Caller, identifier: str, changes: Json) -> Json:
    """Lay the changes over the integration. A change that Ocean itself did not make is also a request to resync."""
    before = get(org, identifier)
    after = before | changes | {"updatedAt": clock.written(clock.now())}
    org.integrations[before["installationId"]] = after
    if caller.installation_id != before["installationId"]:
        org.resync_requests[before["installationId"]] = after["updatedAt"]
    _tell(org, caller, "UPDATE", before, after)
    return after


def set_resync_state(org: Organization, identifier: str, state: Json) -> Json:
    """Keep what Ocean says of its resync."""
    before = get(org, identifier)
    stamped = before["resyncState"] | state | {"updatedAt": clock.written(clock.now())}
    org.integrations[before["installationId"]] = before | {"resyncState": stamped}
    return org.integrations[before["installationId"]]


def remove(org: Organization, caller: Caller, identifier: str) -> None:
    before = get(org, identifier)
    del org.integrations[before["installationId"]]
    org.resync_requests.pop(before["installationId"], None)
    _tell(org, caller, "DELETE", before, None)


def keep_logs(org: Organization, identifier: str, logs: list[Json]) -> None:
    """Append what Ocean logged; the oldest lines make room."""
    kept = org.integration_logs.setdefault(get(org, identifier)["installationId"], [])
    kept.extend(logs)
    del kept[:-_LOGS_KEPT]


def keep_metrics(org: Organization, identifier: str, metrics: Json) -> None:
    """Keep the latest metrics of one kind of one resync."""
    stamp = clock.written(clock.now())
    kept = org.sync_metrics.setdefault(get(org, identifier)["installationId"], {})
    key = (metrics["eventId"], metrics["kindIdentifier"])
    created = kept.get(key, {}).get("createdAt", stamp)
    kept[key] = metrics | {"createdAt": created, "updatedAt": stamp}


def _ingestion(org: Organization, internal: str, what: str) -> Json:
    return {"ingestId": internal, "ingestUrl": f"{org.config.public_url}/v1/ingest/{what}/{internal}"}


def _tell(org: Organization, caller: Caller, action: str, before: Json | None, after: Json | None) -> None:
    subject = after or before or {}
    context = {"integrationIdentifier": subject["installationId"]}
    org.audit.record(Happening(action, "integration", context, before=before, after=after), caller)

"""What integrations report of themselves: logs and metrics in, and the same read back."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse

from sandbox.port import integrations
from sandbox.port.integration_shapes import Heartbeat, KindMetrics, LogBatch, SyncMetrics
from sandbox.port.requests import Org, ok

router = APIRouter()


@router.post("/ingest/logs/{internal}")
async def ingest_logs(org: Org, internal: str, body: LogBatch) -> JSONResponse:
    integrations.keep_logs(org, internal, body.logs)
    return ok(202)


@router.post("/ingest/metrics/{internal}/syncMetrics")
async def ingest_metrics(org: Org, internal: str, body: SyncMetrics) -> JSONResponse:
    for metrics in body.syncKindsMetrics:
        integrations.keep_metrics(org, internal, metrics)
    return ok(202)


@router.put("/ingest/metrics/{internal}/syncMetrics/resync/{resync}/kind/{kind:path}")
async def ingest_kind_metrics(org: Org, internal: str, resync: str, kind: str, body: KindMetrics) -> JSONResponse:
    integrations.keep_metrics(org, internal, body.syncKindMetrics | {"eventId": resync, "kindIdentifier": kind})
    return ok()


@router.post("/ingest/metrics/{internal}/heartbeat")
async def heartbeat(org: Org, internal: str, _: Heartbeat) -> JSONResponse:
    integrations.get(org, internal)
    return ok()


@router.get("/integration/{integration}/logs")
async def list_logs(
    org: Org,
    integration: str,
    limit: Annotated[int, Query(ge=0, le=300)] = 100,
    level: Annotated[list[str], Query()] = [],  # noqa: B006 - FastAPI copies it
    timestamp: str | None = None,
) -> JSONResponse:
    """The newest lines first, of the given levels and not after the timestamp."""
    kept = org.integration_logs.get(integrations.get(org, integration)["installationId"], [])
    wanted = [
        line
        for line in reversed(kept)
        if (not level or line.get("level") in level) and (timestamp is None or line.get("timestamp", "") <= timestamp)
    ]
    return ok(logs=wanted[:limit])


@router.get("/integration/{integration}/syncMetrics")
async def list_metrics(org: Org, integration: str, resyncId: str | None = None) -> JSONResponse:
    kept = org.sync_metrics.get(integrations.get(org, integration)["installationId"], {})
    data = [metrics for (resync, _), metrics in kept.items() if resyncId in (None, resync)]
    return ok(count=len(data), data=data)

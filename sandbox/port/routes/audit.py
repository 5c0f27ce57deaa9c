"""GET /v1/audit-log."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse

from sandbox.port.audit import AuditFilter
from sandbox.port.requests import Org, ok

router = APIRouter()


@router.get("/audit-log")
async def list_audits(
    org: Org,
    identifier: str | None = None,
    entity: str | None = None,
    blueprint: str | None = None,
    run_id: str | None = None,
    InstallationId: str | None = None,
    origin: Annotated[list[str], Query()] = [],  # noqa: B006 - FastAPI copies it, here and below
    resources: Annotated[list[str], Query()] = [],  # noqa: B006
    includes: Annotated[list[str], Query()] = [],  # noqa: B006
    action: str | None = None,
    status: str | None = None,
    since: Annotated[str | None, Query(alias="from")] = None,
    until: Annotated[str | None, Query(alias="to")] = None,
    limit: Annotated[int, Query(ge=1)] = 1000,
) -> JSONResponse:
    """The newest records first."""
    wanted = AuditFilter(
        identifier, entity, blueprint, run_id, InstallationId, tuple(origin), tuple(resources), action, status, since, until
    )  # fmt: skip
    found = org.audit.search(wanted, limit)
    return ok(audits=[{key: value for key, value in record.items() if not includes or key in includes} for record in found])

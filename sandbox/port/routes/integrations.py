"""/v1/integration: registration, mapping, resync state and resync requests."""

from fastapi import APIRouter
from starlette.responses import JSONResponse

from sandbox.port import integrations
from sandbox.port.integration_shapes import ConfigBody, Examples, IntegrationPatch, NewIntegration, ResyncState
from sandbox.port.requests import By, Org, ok

router = APIRouter()


@router.get("/integration")
async def list_integrations(org: Org, actionsProcessingEnabled: bool | None = None) -> JSONResponse:
    wanted = (None, actionsProcessingEnabled)
    held = org.integrations.values()
    return ok(integrations=[one for one in held if actionsProcessingEnabled is None or one["actionsProcessingEnabled"] in wanted])


@router.get("/integration/provision-enabled")
async def list_provisioned() -> JSONResponse:
    """The integrations whose default resources Port makes by itself: none here."""
    return ok(integrations=[])


@router.post("/integration")
async def create_integration(org: Org, by: By, body: NewIntegration) -> JSONResponse:
    return ok(201, integration=integrations.register(org, by, body.json_body()))


@router.get("/integration/{integration}")
async def get_integration(org: Org, integration: str) -> JSONResponse:
    return ok(integration=integrations.get(org, integration))


@router.patch("/integration/{integration}")
async def patch_integration(org: Org, by: By, integration: str, body: IntegrationPatch) -> JSONResponse:
    return ok(integration=integrations.change(org, by, integration, body.json_body()))


@router.patch("/integration/{integration}/config")
async def patch_config(org: Org, by: By, integration: str, body: ConfigBody) -> JSONResponse:
    return ok(integration=integrations.change(org, by, integration, body.json_body()))


@router.delete("/integration/{integration}")
async def delete_integration(org: Org, by: By, integration: str) -> JSONResponse:
    integrations.remove(org, by, integration)
    return ok()


@router.patch("/integration/{integration}/resync-state")
async def patch_resync_state(org: Org, integration: str, body: ResyncState) -> JSONResponse:
    return ok(integration=integrations.set_resync_state(org, integration, body.json_body()))


@router.get("/integration/{integration}/resync-request")
async def get_resync_request(org: Org, integration: str) -> JSONResponse:
    """When a resync was last asked for; Ocean compares it with the one it knows."""
    asked = org.resync_requests.get(integrations.get(org, integration)["installationId"])
    return ok(request={"updatedAt": asked} if asked else None)


@router.post("/integration/{integration}/kinds/{kind}/examples")
async def take_examples(org: Org, integration: str, kind: str, _: Examples) -> JSONResponse:
    """Raw data of a kind, for the mapping editor of Port's page; nobody reads it here."""
    integrations.get(org, integration)
    return ok()

"""/v1/users and /v1/organization."""

from fastapi import APIRouter
from starlette.responses import JSONResponse

from sandbox.port.caller import user_json
from sandbox.port.config import PortConfig, User
from sandbox.port.requests import Org, ok
from sandbox.port.shapes import Json

router = APIRouter()


@router.get("/organization")
async def get_organization(org: Org) -> JSONResponse:
    return ok(organization={"id": org.config.organization_id, "name": org.config.organization_name, "featureFlags": []})


@router.get("/users")
async def list_users(org: Org) -> JSONResponse:
    return ok(users=[_account(org.config, user) for user in org.config.users])


@router.get("/users/{email}")
async def get_user(org: Org, email: str) -> JSONResponse:
    return ok(user=_account(org.config, org.user(email)))


def _account(config: PortConfig, user: User) -> Json:
    account = {"status": "ACTIVE", "type": "STANDARD", "providers": ["local"], "orgs": [{"id": config.organization_id}]}
    return user_json(user) | account | {"roles": [{"name": role} for role in user.roles]}

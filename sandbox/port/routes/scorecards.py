"""/v1/scorecards and the scorecards of a blueprint."""

from fastapi import APIRouter
from starlette.responses import JSONResponse

from sandbox.port.errors import invalid, not_found, taken
from sandbox.port.organization import Organization
from sandbox.port.requests import Org, ok
from sandbox.port.scorecards import Scorecard, unknown_operators
from sandbox.port.shapes import Json

router = APIRouter()


@router.get("/scorecards")
async def list_all(org: Org) -> JSONResponse:
    return ok(scorecards=[card for cards in org.scorecards.values() for card in cards.values()])


@router.get("/blueprints/{blueprint}/scorecards")
async def list_scorecards(org: Org, blueprint: str) -> JSONResponse:
    return ok(scorecards=list(_of(org, blueprint).values()))


@router.post("/blueprints/{blueprint}/scorecards")
async def create_scorecard(org: Org, blueprint: str, body: Scorecard) -> JSONResponse:
    cards = _of(org, blueprint)
    if body.identifier in cards:
        raise taken("Scorecard", body.identifier)
    cards[body.identifier] = _stored(blueprint, body)
    return ok(201, scorecard=cards[body.identifier])


@router.put("/blueprints/{blueprint}/scorecards")
async def replace_scorecards(org: Org, blueprint: str, body: list[Scorecard]) -> JSONResponse:
    org.blueprint(blueprint)
    org.scorecards[blueprint] = {card.identifier: _stored(blueprint, card) for card in body}
    return ok(scorecards=list(_of(org, blueprint).values()))


@router.get("/blueprints/{blueprint}/scorecards/{scorecard}")
async def get_scorecard(org: Org, blueprint: str, scorecard: str) -> JSONResponse:
    return ok(scorecard=_one(org, blueprint, scorecard))


@router.put("/blueprints/{blueprint}/scorecards/{scorecard}")
async def replace_scorecard(org: Org, blueprint: str, scorecard: str, body: Scorecard) -> JSONResponse:
    _one(org, blueprint, scorecard)
    del org.scorecards[blueprint][scorecard]
    org.scorecards[blueprint][body.identifier] = _stored(blueprint, body)
    return ok(scorecard=org.scorecards[blueprint][body.identifier])


@router.delete("/blueprints/{blueprint}/scorecards/{scorecard}")
async def delete_scorecard(org: Org, blueprint: str, scorecard: str) -> JSONResponse:
    _one(org, blueprint, scorecard)
    del org.scorecards[blueprint][scorecard]
    return ok()


def _of(org: Organization, blueprint: str) -> dict[str, Json]:
    org.blueprint(blueprint)
    return org.scorecards.setdefault(blueprint, {})


def _one(org: Organization, blueprint: str, scorecard: str) -> Json:
    cards = _of(org, blueprint)
    if scorecard not in cards:
        raise not_found("Scorecard", scorecard)
    return cards[scorecard]


def _stored(blueprint: str, card: Scorecard) -> Json:
    stored = card.json_body() | {"blueprint": blueprint}
    unknown = unknown_operators(stored)
    if unknown:
        raise invalid(f'body/rules: "{unknown[0]}" is not an operator of scorecard conditions; let a property say it instead')
    return stored

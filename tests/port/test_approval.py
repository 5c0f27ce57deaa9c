"""Approval as Port records it: read from the run, by id; and the preview that approvers are shown."""

from collections.abc import AsyncIterator

import pytest

from integration.aws.accounts import Account
from integration.domain.approval import REQUEST_WITH_APPROVAL, Answer
from integration.domain.errors import Refused
from integration.domain.grant import NAME_PREFIX
from integration.port.actions.preview_for_approval import PreviewForApproval
from integration.port.actions.request_permissions import RequestPermissions
from integration.port.api.run import Run
from integration.port.catalog.catalog import Catalog
from integration.port.catalog.history import History
from integration.port.place import Place
from integration.port.settings import parse_settings
from tests.port.company import BUCKET, Company, opened
from tests.sandbox.port.client import ALICE, BOB, CAROL

_AUTOMATION = Run(id="r_automation", entity=None, requester=None, inputs={})


@pytest.fixture
async def company() -> AsyncIterator[Company]:
    async with opened() as company:
        yield company


@pytest.fixture
async def place(account: Account) -> AsyncIterator[Place]:
    s3 = await account.client("s3")
    await s3.create_bucket(Bucket="reports")
    place = Place(parse_settings({"regions": ["us-east-1"]}))
    yield place
    await place.close()


async def _waiting(company: Company, permission: str = "s3:DeleteObject", who: str = ALICE.email) -> str:
    return await company.start(REQUEST_WITH_APPROVAL, BUCKET, who, permissions=[permission], duration="1h", reason="Clean up")


def _request(place: Place, company: Company) -> RequestPermissions:
    return RequestPermissions(place, company.api, Catalog(place, company.api), History(company.api))


async def _is_granted(account: Account, run: str) -> bool:
    iam = await account.client("iam")
    return any(role["RoleName"] == f"{NAME_PREFIX}{run}" for role in (await iam.list_roles(PathPrefix="/port/"))["Roles"])


def _preview(place: Place, company: Company) -> PreviewForApproval:
    return PreviewForApproval(place, company.api, Catalog(place, company.api))


async def test_the_run_says_who_asked_and_who_approved(company: Company) -> None:
    run = await _waiting(company)
    assert (await company.api.runs.read(run)).approval.answers == ()
    await company.answer(run, BOB.email)
    read = await company.api.runs.read(run)
    assert (read.action, read.status) == (REQUEST_WITH_APPROVAL, "IN_PROGRESS")
    assert read.approval.required
    assert read.approval.asked_by == (ALICE.email,)
    assert read.approval.answers == (Answer("APPROVED", BOB.email),)


async def test_where_all_must_approve_every_answer_is_read(company: Company) -> None:
    action = (await company.port.ask("GET", f"/v1/actions/{REQUEST_WITH_APPROVAL}"))["action"]
    kept = {key: value for key, value in action.items() if not key.endswith(("At", "By"))}
    await company.port.ask("PUT", f"/v1/actions/{REQUEST_WITH_APPROVAL}", body=kept | {"requiredApproval": {"type": "ALL"}})
    run = await _waiting(company, who=CAROL.email)
    await company.answer(run, BOB.email)
    await company.answer(run, CAROL.email)
    assert {answer.by for answer in (await company.api.runs.read(run)).approval.answers} == {BOB.email, CAROL.email}


async def test_who_approves_his_own_request_gets_nothing(company: Company, place: Place, account: Account) -> None:
    run = await _waiting(company, who=BOB.email)
    await company.answer(run, BOB.email)
    with pytest.raises(Refused, match="both asked and approved"):
        await _request(place, company)(await company.api.runs.read(run), {})
    assert not await _is_granted(account, run)


async def test_an_approval_by_a_machine_is_nobody_s(company: Company, place: Place, account: Account) -> None:
    run = await _waiting(company)
    await company.port.ask("PATCH", f"/v1/actions/runs/{run}/approval", body={"status": "APPROVE"})
    with pytest.raises(Refused, match="which person approved"):
        await _request(place, company)(await company.api.runs.read(run), {})
    assert not await _is_granted(account, run)


async def test_a_risky_request_without_approval_is_refused_and_told_the_way(company: Company, place: Place, account: Account) -> None:
    run = await company.start("request_permissions", BUCKET, ALICE.email, permissions=["s3:DeleteObject"], duration="1h")
    with pytest.raises(Refused, match=REQUEST_WITH_APPROVAL):
        await _request(place, company)(await company.api.runs.read(run), {"approval": {"state": "APPROVED", "userId": BOB.id}})
    assert not await _is_granted(account, run)


async def test_a_request_that_waits_grants_nothing_whoever_delivers_it(company: Company, place: Place, account: Account) -> None:
    run = await _waiting(company)
    with pytest.raises(Refused, match="names nobody who gave it"):
        await _request(place, company)(await company.api.runs.read(run), {})
    assert not await _is_granted(account, run)


async def test_approvers_see_what_they_approve_in_the_log_of_the_waiting_run(company: Company, place: Place, account: Account) -> None:
    run = await _waiting(company)
    outcome = await _preview(place, company)(_AUTOMATION, {"request": run})
    assert outcome.success
    log = await company.log(run)
    for told in (
        f"{ALICE.email} asks for this",
        "risk      high",
        "s3:DeleteObject destroys something",
        '"s3:DeleteObject"',
        "Trust policy",
    ):
        assert told in log
    assert (await company.run(run))["status"] == "WAITING_FOR_APPROVAL"
    assert not await _is_granted(account, run)


async def test_approvers_see_when_approving_would_be_in_vain(company: Company, place: Place) -> None:
    run = await _waiting(company, permission="s3:PutBucketPolicy")
    await _preview(place, company)(_AUTOMATION, {"request": run})
    log = await company.log(run)
    assert "Even if this is approved, it will be refused." in log
    assert "permissionsManagement" in log


async def test_the_automation_we_ship_points_at_the_waiting_run(company: Company) -> None:
    run = await _waiting(company)
    claimed = {"installationId": "aws-iam-permissions", "limit": 10, "visibilityTimeoutMs": 60000}
    answer = await company.port.ask("POST", "/v1/actions/runs/claim-pending", body=claimed, headers={"x-port-reserved-usage": "true"})
    (preview,) = answer["runs"]
    assert preview["payload"]["integrationActionType"] == "preview_for_approval"
    assert preview["payload"]["integrationActionExecutionProperties"]["request"] == run


async def test_only_a_request_that_waits_is_previewed(company: Company, place: Place) -> None:
    other = await company.start("request_permissions", BUCKET, ALICE.email, permissions=["s3:GetObject"], duration="1h")
    preview = _preview(place, company)
    with pytest.raises(Refused, match="only requests that wait"):
        await preview(_AUTOMATION, {"request": other})
    assert await company.log(other) == ""
    answered = await _waiting(company)
    await company.answer(answered, BOB.email)
    assert "no longer waits" in (await preview(_AUTOMATION, {"request": answered})).log
    assert await company.log(answered) == ""
    with pytest.raises(Refused, match="names no run"):
        await preview(_AUTOMATION, {"request": None})

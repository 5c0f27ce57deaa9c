"""A grant lives on past its old deadline without a gap; only its requester can have that; and its history stays when it is gone."""

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from sandbox.aws import AccessKey
from tests.e2e.aws import Aws, put_into
from tests.e2e.moments import ahead, read
from tests.e2e.port import Ended, Json, Port
from tests.e2e.sandbox import MAYA, TOMAS, Sandbox
from tests.e2e.waiting import until

BUCKET = "northlight-covers-staging"
ARN = f"arn:aws:s3:::{BUCKET}"
GRANTS, EVENTS = "provisioned_permissions", "permission_events"


@pytest.fixture(scope="module")
def granted(sandbox: Sandbox) -> Iterator[Ended]:
    """Tomás has it for some seconds, is signed in, and has it extended."""
    ended = sandbox.port.execute(
        "request_permissions", ARN, TOMAS, permissions=["s3:PutObject"], until=ahead(9), reason="Launch", ticket="PR-1"
    )
    assert ended.status == "SUCCESS", ended.log
    yield ended
    if sandbox.port.entity(GRANTS, ended.grant):
        sandbox.port.execute("revoke_permissions", ended.grant, TOMAS)


@pytest.fixture(scope="module")
def session(sandbox: Sandbox, granted: Ended) -> AccessKey:
    return sandbox.aws.become(_properties(sandbox.port, granted)["role_arn"], TOMAS)


def test_somebody_else_cannot_extend_it(port: Port, granted: Ended) -> None:
    refused = port.execute("extend_permissions", granted.grant, MAYA, duration="4h")
    assert refused.status == "FAILURE"
    assert f"Only {TOMAS}, who asked for these permissions, may extend them" in refused.log


def test_a_session_goes_on_across_the_old_deadline(port: Port, aws: Aws, granted: Ended, session: AccessKey) -> None:
    before = _properties(port, granted)
    created = aws.client("iam").get_role(RoleName=granted.grant)["Role"]["RoleId"]

    extended = port.execute("extend_permissions", granted.grant, TOMAS, duration="4h", reason="The launch is late")

    assert extended.status == "SUCCESS", extended.log
    after = _properties(port, granted)
    assert read(after["expiry_time"]) - read(before["expiry_time"]) > timedelta(hours=3)
    assert (after["status"], after["sign_in_url"], after["role_arn"]) == ("active", before["sign_in_url"], before["role_arn"])
    assert after["expiry_time"] in str(after["iam_policy"])
    assert aws.client("iam").get_role(RoleName=granted.grant)["Role"]["RoleId"] == created
    while ahead(-2) <= before["expiry_time"]:
        assert put_into(aws, session, BUCKET) is None, "there is a gap"
        time.sleep(0.2)  # AWS's clock decides, and nobody tells us what it shows


def test_a_resync_finds_nothing_amiss(port: Port, granted: Ended) -> None:
    port.resync()
    assert _properties(port, granted)["status"] == "active"


def test_an_expiry_edited_by_hand_is_carried_into_aws(port: Port, aws: Aws, granted: Ended) -> None:
    sooner = ahead(1800)
    port.patch_entity(GRANTS, granted.grant, {"expiry_time": sooner})
    until(lambda: sooner in str(aws_policy(aws, granted)), "the end in AWS")
    run = _edit(port, granted, 1)
    assert run.status == "SUCCESS", run.log
    properties = until(lambda: _if_active(port, granted), "the entity as AWS holds it")
    assert properties["expiry_time"] == sooner


def test_an_edit_past_the_cap_is_put_back_and_says_why(port: Port, aws: Aws, granted: Ended) -> None:
    before = _properties(port, granted)["expiry_time"]
    port.patch_entity(GRANTS, granted.grant, {"expiry_time": ahead(40 * 86400)})
    run = _edit(port, granted, 2)
    assert run.status == "FAILURE"
    assert "too far away" in run.log
    assert "With all extensions a grant may last 14 days" in run.log
    assert _properties(port, granted)["expiry_time"] == before
    assert before in str(aws_policy(aws, granted))


def test_our_own_writes_start_no_run_of_the_automation(port: Port, granted: Ended) -> None:
    port.resync()
    assert len(_edits(port, granted)) == 2


def test_the_history_stays_when_the_grant_is_gone(port: Port, granted: Ended) -> None:
    ended_early = port.execute("revoke_permissions", granted.grant, TOMAS)
    assert ended_early.status == "SUCCESS", ended_early.log
    port.resync()
    events = sorted(_events(port, granted), key=lambda event: event["properties"]["at"])
    told = [(event["properties"]["event"], event["properties"].get("by")) for event in events]
    assert told == [("granted", TOMAS), ("failed", MAYA), ("extended", TOMAS), ("extended", _who_edits(events)), ("revoked", TOMAS)]
    last = events[-1]
    assert last["properties"]["requester"] == TOMAS
    assert last["properties"]["permissions"] == ["s3:PutObject"]
    assert (last["properties"]["reason"], last["properties"]["ticket"]) == ("Launch", "PR-1")
    assert last["relations"]["aws_resource"] == ARN


def test_a_refused_request_is_kept_too(port: Port) -> None:
    refused = port.execute("request_permissions", ARN, TOMAS, permissions=["s3:PutObject"], until=ahead(-60))
    assert refused.status == "FAILURE"
    event = port.entity(EVENTS, f"{refused.grant}.failed")
    assert event
    assert event["properties"]["by"] == TOMAS
    assert "has passed" in event["properties"]["detail"]
    assert event["relations"]["aws_resource"] == ARN


def _who_edits(events: list[Json]) -> str:
    """Whom Port names for a run that an automation started is Port's to say."""
    return str(events[3]["properties"]["by"])


def _properties(port: Port, granted: Ended) -> Json:
    entity = port.entity(GRANTS, granted.grant)
    assert entity
    properties: Json = entity["properties"]
    return properties


def _if_active(port: Port, granted: Ended) -> Json | None:
    properties = _properties(port, granted)
    return properties if properties["status"] == "active" else None


def aws_policy(aws: Aws, granted: Ended) -> Json:
    """The document in force, read in one call, because a version may be replaced between two."""
    policies = aws.client("iam").get_account_authorization_details(Filter=["LocalManagedPolicy"])["Policies"]
    [versions] = [policy["PolicyVersionList"] for policy in policies if policy["PolicyName"] == granted.grant]
    [document] = [version["Document"] for version in versions if version["IsDefaultVersion"]]
    return dict(document)


def _edits(port: Port, granted: Ended) -> list[Json]:
    """The automation's runs for this grant, the first one first."""
    runs: list[Json] = port.ask("GET", "/v1/actions/runs", action="change_expiry")["runs"]
    ours = [run for run in runs if run["payload"]["integrationActionExecutionProperties"]["entity"] == granted.grant]
    return sorted(ours, key=lambda run: str(run["createdAt"]))


def _edit(port: Port, granted: Ended, number: int) -> Ended:
    runs = until(lambda: runs if len(runs := _edits(port, granted)) >= number else None, "the automation's run")
    return port.ended(runs[number - 1]["id"])


def _events(port: Port, granted: Ended) -> list[Json]:
    return [event for event in port.entities(EVENTS).values() if event["properties"]["grant"] == granted.grant]

"""The guide's story through the API: ask for permissions, use them, revoke them; for a bucket and for an instance."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from botocore.exceptions import ClientError

from sandbox.aws import AccessKey
from tests.e2e.aws import Aws, put_into, stop
from tests.e2e.port import Ended, Json, Port
from tests.e2e.sandbox import MAYA, NOOR, TOMAS, Sandbox

type Use = Callable[[Aws, AccessKey, str], str | None]


@dataclass(frozen=True, slots=True)
class Story:
    """A permission, the resource it was granted on, another of the same type, and how to use it on either."""

    permission: str
    arn: str
    name: str
    neighbour: str
    use: Use
    granted: Ended
    entity: Json
    session: AccessKey


@pytest.fixture(scope="module", params=["S3", "EC2"])
def story(request: pytest.FixtureRequest, sandbox: Sandbox) -> Story:
    """Tomás has asked and signed in."""
    permission, use = {"S3": ("s3:PutObject", put_into), "EC2": ("ec2:StopInstances", stop)}[request.param]
    arn, neighbour = _two(sandbox.port, request.param)
    granted = sandbox.port.execute(
        "request_permissions", arn, TOMAS, permissions=[permission], duration="1h", reason="Backfill Ünïcode 📚", ticket="OPS-7"
    )
    assert granted.status == "SUCCESS", granted.log
    entity = sandbox.port.entity("provisioned_permissions", granted.grant)
    assert entity is not None
    session = sandbox.aws.become(entity["properties"]["role_arn"], TOMAS)
    return Story(permission, arn, _name(arn), _name(neighbour), use, granted, entity, session)


def test_the_run_says_what_the_guide_says(story: Story) -> None:
    run, log = story.granted.run, story.granted.log
    assert f'Created permission for the AWS resource "{story.arn}"🚀' in log
    assert f"Requester for this permission is: {TOMAS}" in log
    assert f"The sign-in URL: {run['link'][0]}" in log
    assert run["statusLabel"] == "Granted"
    assert story.permission in run["summary"]
    assert story.arn in run["summary"]


def test_the_sign_in_link_names_the_account_and_the_role(story: Story, aws: Aws) -> None:
    account = aws.client("sts").get_caller_identity()["Account"]
    link = story.granted.run["link"][0]
    assert link.startswith(f"https://signin.aws.amazon.com/switchrole?account={account}&roleName=port/{story.granted.grant}&")


def test_the_entity_tells_policy_requester_expiry_and_relations(story: Story) -> None:
    properties, relations = story.entity["properties"], story.entity["relations"]
    assert story.entity["title"] == story.granted.grant
    assert properties["requester"] == TOMAS
    assert properties["status"] == "active"
    assert properties["sign_in_url"] == story.granted.run["link"][0]
    assert properties["reason"] == "Backfill Ünïcode 📚"
    assert properties["ticket"] == "OPS-7"
    assert properties["granted_at"] < properties["expiry_time"]
    assert story.permission in str(properties["iam_policy"]["Statement"])
    assert properties["expiry_time"] in str(properties["iam_policy"]["Statement"])
    assert relations == {"aws_resource": story.arn, "permissions": [story.permission]}


def test_the_entity_is_tied_to_its_run(story: Story, port: Port) -> None:
    audits = port.ask("GET", "/v1/audit-log", run_id=story.granted.id, resources="entity")["audits"]
    assert [(audit["action"], audit["context"]["entityIdentifier"]) for audit in audits] == [("CREATE", story.granted.grant)]


def test_the_access_works_here_and_nowhere_else(story: Story, aws: Aws) -> None:
    assert story.use(aws, story.session, story.name) is None
    assert story.use(aws, story.session, story.neighbour) in ("AccessDenied", "UnauthorizedOperation")


def test_nobody_else_can_become_the_role(story: Story, aws: Aws) -> None:
    for other in (MAYA, NOOR):
        with pytest.raises(ClientError, match="AccessDenied"):
            aws.become(story.entity["properties"]["role_arn"], other)


def test_a_run_delivered_twice_grants_once(story: Story, port: Port, aws: Aws) -> None:
    before = aws.client("iam").get_role(RoleName=story.granted.grant)["Role"]
    port.call("POST", f"/__sandbox/runs/{story.granted.id}/hand-out-again")
    again = port.ended(story.granted.id)
    assert again.status == "SUCCESS", again.log
    assert aws.client("iam").get_role(RoleName=story.granted.grant)["Role"] == before
    assert port.entity("provisioned_permissions", story.granted.grant) is not None


def test_revoking_ends_it_everywhere(story: Story, port: Port, aws: Aws) -> None:
    name = story.granted.grant
    assert story.use(aws, story.session, story.name) is None
    revoked = port.execute("revoke_permissions", name, MAYA)
    assert revoked.status == "SUCCESS", revoked.log
    assert f'Permission "{name}" has been deleted.' in revoked.log
    assert f'contact "{MAYA}"' in revoked.log
    assert port.entity("provisioned_permissions", name) is None
    assert not {f"role {name}", f"policy {name}"} & aws.objects()
    assert story.use(aws, story.session, story.name) is not None
    with pytest.raises(ClientError, match="AccessDenied"):
        aws.become(story.entity["properties"]["role_arn"], TOMAS)


def _two(port: Port, resource_type: str) -> tuple[str, str]:
    """Two resources of the type in one region."""
    found = [entity for entity in port.entities("aws_resource").values() if entity["properties"]["resource_type"] == resource_type]
    one, other, *_ = sorted(entity["identifier"] for entity in found if entity["properties"]["region"] == "us-east-1")
    return one, other


def _name(arn: str) -> str:
    return arn.rpartition(":")[2].rpartition("/")[2]

"""Trying what a grant allows, while it is there and after it is gone."""

from sandbox.access import TryAccess
from sandbox.port import create_app
from tests.sandbox.page.company import BUCKET, GRANT, ROLE
from tests.sandbox.page.site import Reader, Trial, open_site
from tests.sandbox.port.client import CONFIG, PortClient


async def test_a_grant_is_tried_as_its_entity_says(site: Reader, trial: Trial) -> None:
    answer = await site.post(f"/access/{GRANT}", {})
    assert trial.tried == [TryAccess(ROLE, "alice@example.com", BUCKET, ("s3:PutObject",))]
    (row,) = answer.page.one(id="attempts").one("tbody").all("tr")
    assert (row.attributes["data-allowed"], row.text) == ("yes", "Become the role as alice@example.com yes AWS did it.")


async def test_a_grant_that_is_gone_is_tried_as_it_was(site: Reader, trial: Trial) -> None:
    await site.post(f"/access/{GRANT}", {})
    trial.roles.clear()
    await site.port.ask("DELETE", f"/v1/blueprints/provisioned_permissions/entities/{GRANT}")
    answer = await site.post(f"/access/{GRANT}", {})
    assert trial.tried[0] == trial.tried[1]
    assert "no longer has this entity" in answer.page.one("p", class_="notice").text
    assert answer.page.one(id="attempts").one("tbody").one("tr").attributes["data-allowed"] == "no"


async def test_a_grant_that_never_was_is_not_tried(site: Reader, trial: Trial) -> None:
    answer = await site.post("/access/Permission-nothing", {})
    assert (answer.status, trial.tried) == (404, [])


async def test_where_aws_judges_nothing_there_is_nothing_to_try() -> None:
    app = create_app(CONFIG)
    port = PortClient(app)
    await port.sign_in()
    reader, client = open_site(app, port, try_access=None)
    answer = await reader.post(f"/access/{GRANT}", {})
    assert "does not judge permissions" in answer.problem
    for each in (reader, port):
        await each.close()
    await client.aclose()

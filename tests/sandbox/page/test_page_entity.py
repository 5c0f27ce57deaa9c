"""The page of one entity."""

import pytest

from tests.sandbox.page.company import BUCKET, GRANT, INSTANCE, OTHER_BUCKET, REQUEST, REVOKE
from tests.sandbox.page.site import Reader

GRANT_PAGE = f"/entities/provisioned_permissions/{GRANT}"


async def test_properties_of_every_sort_are_readable(site: Reader) -> None:
    page = (await site.get(GRANT_PAGE)).page
    shown = {row.attributes["data-property"]: row.one("dd").text for row in page.all("div") if "data-property" in row.attributes}
    assert shown["requester"] == "alice@example.com"
    assert shown["expiry_time"].endswith("left")
    assert shown["resource_type"] == "S3"
    assert page.one("pre", id="json-iam_policy").text == '{ "Version": "2012-10-17" }'
    assert page.one("button", data_copy="json-iam_policy")


async def test_an_entity_shows_what_it_points_to_and_what_points_to_it(site: Reader) -> None:
    grant, bucket = (await site.get(GRANT_PAGE)).page, (await site.get(f"/entities/aws_resource/{BUCKET}")).page
    assert {row.attributes["data-entity"] for row in grant.all("tr") if "data-entity" in row.attributes} == {BUCKET, "s3:PutObject"}
    assert [row.attributes["data-entity"] for row in bucket.all("tr") if "data-entity" in row.attributes] == [GRANT]
    assert not (await site.get(f"/entities/aws_resource/{OTHER_BUCKET}")).page.all("tr", data_entity=GRANT)


async def test_an_identifier_with_slashes_has_a_page(site: Reader) -> None:
    (row,) = (await site.get("/catalog/aws_resource?search=web-1")).page.one("tbody").all("tr")
    answer = await site.get(row.one("a").attributes["href"])
    assert (answer.status, answer.page.one(id="identifier").text) == (200, INSTANCE)


async def test_an_entity_offers_the_actions_of_its_blueprint(site: Reader) -> None:
    for action in (REQUEST, REVOKE):
        await site.port.ask("POST", "/v1/actions", body=action)
    bucket = (await site.get(f"/entities/aws_resource/{BUCKET}")).page
    offered = [link.attributes["data-action"] for link in bucket.all("a") if "data-action" in link.attributes]
    assert offered == ["request_permissions"]
    assert bucket.one("a", data_action="request_permissions").attributes["href"].endswith("?entity=arn%3Aaws%3As3%3A%3A%3Ainvoices")


async def test_an_action_whose_condition_is_not_met_is_not_offered(site: Reader) -> None:
    await site.port.ask("POST", "/v1/actions", body=REVOKE)
    assert (await site.get(GRANT_PAGE)).page.all("a", data_action="revoke_permissions")
    await site.port.ask("PATCH", f"/v1/blueprints/provisioned_permissions/entities/{GRANT}", body={"properties": {"requester": None}})
    assert not (await site.get(GRANT_PAGE)).page.all("a", data_action="revoke_permissions")


async def test_what_people_wrote_is_text_and_never_markup(site: Reader) -> None:
    title = "<script>alert(1)</script>"
    await site.port.ask("PATCH", f"/v1/blueprints/aws_resource/entities/{BUCKET}", body={"title": title})
    answer = await site.get(f"/entities/aws_resource/{BUCKET}")
    assert answer.page.one("h1").text == title
    assert [script.attributes["src"] for script in answer.page.all("script")] == ["/static/page.js"]


async def test_a_deleted_entity_is_remembered_by_the_audit_log(site: Reader) -> None:
    await site.port.ask("DELETE", f"/v1/blueprints/provisioned_permissions/entities/{GRANT}")
    answer = await site.get(GRANT_PAGE)
    assert answer.status == 404
    assert answer.problem == "This entity is no longer in the catalog. The audit log remembers it."
    assert [item.attributes["data-verb"] for item in answer.page.one("ol", class_="happenings").all("li")] == ["deleted", "created"]


async def test_an_entity_that_never_was_is_a_sentence(site: Reader) -> None:
    answer = await site.get("/entities/aws_resource/nobody")
    assert (answer.status, answer.problem) == (404, "There is no AWS Resource nobody, and the audit log knows of none.")


@pytest.mark.parametrize(("blueprint", "entity", "offered"), [("provisioned_permissions", GRANT, 1), ("aws_resource", BUCKET, 0)])
async def test_only_a_grant_can_be_tried(site: Reader, blueprint: str, entity: str, offered: int) -> None:
    assert len((await site.get(f"/entities/{blueprint}/{entity}")).page.all(id="try-access")) == offered

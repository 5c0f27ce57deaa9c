"""The home page and the catalogs."""

from tests.sandbox.page.company import BUCKET, GRANT, INSTANCE, REGISTER
from tests.sandbox.page.site import Reader


async def test_home_counts_the_entities_of_every_blueprint(site: Reader) -> None:
    cards = (await site.get("/")).page.all("li", class_="card")
    counts = {card.attributes["data-blueprint"]: card.one("span", class_="count").text for card in cards}
    assert counts == {"aws_resource": "3", "iam_permissions": "3", "provisioned_permissions": "1"}


async def test_a_catalog_lists_its_entities_under_the_titles_of_their_properties(site: Reader) -> None:
    page = (await site.get("/catalog/aws_resource")).page
    table = page.one("table", id="catalog")
    assert [head.text for head in table.one("thead").all("th")] == ["Title", "Resource Type", "Tags", "Console"]
    assert [row.attributes["data-entity"] for row in table.one("tbody").all("tr")] == [BUCKET, "arn:aws:s3:::photos", INSTANCE]
    assert page.one(id="count").text == "3 entities"


async def test_a_catalog_row_shows_colours_tags_and_links(site: Reader) -> None:
    page = (await site.get("/catalog/aws_resource")).page
    row = page.one("tr", data_entity=BUCKET)
    assert row.one("span", class_="pill").attributes["data-colour"] == "blue"
    assert row.one("span", class_="tag").text == "team: web"
    assert row.one("a").attributes["href"] == "/entities/aws_resource/arn:aws:s3:::invoices"


async def test_relations_in_a_catalog_are_links_with_titles(site: Reader) -> None:
    row = (await site.get("/catalog/provisioned_permissions")).page.one("tr", data_entity=GRANT)
    assert {link.text for link in row.all("a")} >= {"Permission", "Put", "invoices"}
    assert row.one("time", class_="timer").text.endswith("left")


async def test_a_catalog_is_searched_and_says_how_many_fit(site: Reader) -> None:
    page = (await site.get("/catalog/aws_resource?search=photos+s3")).page
    assert [row.attributes["data-entity"] for row in page.one("tbody").all("tr")] == ["arn:aws:s3:::photos"]
    assert page.one(id="count").text == "1 of 3 entities"
    assert page.one(id="search").attributes["value"] == "photos s3"


async def test_a_search_that_fits_nothing_says_so(site: Reader) -> None:
    page = (await site.get("/catalog/aws_resource?search=nothing")).page
    assert page.one("p", class_="none empty").text == "Nothing matches “nothing”."


async def test_a_column_head_sorts_and_then_turns_round(site: Reader) -> None:
    page = (await site.get("/catalog/iam_permissions?sort=properties.resource_type&order=desc")).page
    assert page.one("tbody").all("tr")[0].attributes["data-entity"] in ("s3:PutObject", "s3:GetObject")
    head = next(head for head in page.one("thead").all("th") if "aria-sort" in head.attributes)
    assert head.attributes["aria-sort"] == "descending"
    assert head.one("a").attributes["href"] == "?sort=properties.resource_type"


async def test_all_columns_are_one_link_away(site: Reader) -> None:
    few = (await site.get("/catalog/provisioned_permissions")).page
    every = (await site.get("/catalog/provisioned_permissions" + few.one(id="columns").attributes["href"])).page
    assert "IAM Policy" not in few.one("thead").text
    assert "IAM Policy" in every.one("thead").text


async def test_a_catalog_offers_the_actions_that_create(site: Reader) -> None:
    await site.port.ask("POST", "/v1/actions", body=REGISTER)
    page = (await site.get("/catalog/aws_resource")).page
    assert page.one("a", data_action="register_resource").attributes["href"] == "/actions/register_resource"


async def test_an_unknown_catalog_is_a_sentence(site: Reader) -> None:
    answer = await site.get("/catalog/nothing")
    assert (answer.status, answer.problem) == (404, "There is no blueprint nothing in this Port.")


async def test_an_unknown_address_is_a_sentence(site: Reader) -> None:
    answer = await site.get("/nowhere")
    assert (answer.status, answer.problem) == (404, "There is no page at /nowhere.")

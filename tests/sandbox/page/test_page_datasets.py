"""Dataset rules and what they become."""

from sandbox.page.datasets import EVERYTHING, search_query

CONTEXT = {"entity": {"properties": {"resource_type": "S3"}}, "user": {"email": "a@example.com"}, "form": {"team": "web"}}


def test_no_dataset_finds_everything() -> None:
    assert search_query(None, CONTEXT) == EVERYTHING


def test_values_are_computed_from_the_entity_the_form_and_the_user() -> None:
    queries = (".entity.properties.resource_type", ".form.team", ".user.email")
    rules = [{"property": "p", "operator": "=", "value": {"jqQuery": query}} for query in queries]
    computed = search_query({"combinator": "or", "rules": rules}, CONTEXT)
    assert [rule["value"] for rule in computed["rules"]] == ["S3", "web", "a@example.com"]
    assert computed["combinator"] == "or"


def test_rules_nest() -> None:
    inner = {"combinator": "or", "rules": [{"property": "p", "operator": "=", "value": {"jqQuery": ".form.team"}}]}
    computed = search_query({"combinator": "and", "rules": [inner]}, CONTEXT)
    assert computed["rules"][0]["rules"][0]["value"] == "web"


def test_what_port_itself_resolves_is_left_to_it() -> None:
    rule = {"property": "owner", "operator": "=", "value": {"context": "user", "property": "email"}}
    assert search_query({"combinator": "and", "rules": [rule]}, CONTEXT)["rules"] == [rule]


def test_the_environment_of_the_page_is_out_of_reach() -> None:
    rule = {"property": "p", "operator": "=", "value": {"jqQuery": "env | length"}}
    assert search_query({"combinator": "and", "rules": [rule]}, CONTEXT)["rules"][0]["value"] == 0

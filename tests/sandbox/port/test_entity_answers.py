"""What Port answers of an entity: what it computes, what it leaves out, and whose the entity is."""

from tests.sandbox.port.bodies import BUCKETS, GRANTS, UPSERT, bucket, where
from tests.sandbox.port.client import EXPORTER, PortClient
from tests.sandbox.port.company import BUCKET, GRANT


async def test_mirror_and_calculation_properties_are_computed_when_read(company: PortClient) -> None:
    properties = (await company.ask("GET", f"{GRANTS}/{GRANT}"))["entity"]["properties"]
    assert (properties["resource_type"], properties["label"]) == ("S3", "Permission for alice@example.com")
    plain = (await company.ask("GET", f"{GRANTS}/{GRANT}", {"exclude_calculated_properties": "true"}))["entity"]["properties"]
    assert plain.keys() == {"requester", "expiry_time"}


async def test_an_aggregation_counts_the_related_entities(company: PortClient) -> None:
    count = {"title": "Grants", "target": "provisioned_permissions", "calculationSpec": {"func": "count", "calculationBy": "entities"}}
    named = count | {"query": where("requester", "=", "bob@example.com")}
    await company.ask("PATCH", "/v1/blueprints/aws_resource", body={"aggregationProperties": {"grants": count, "of_bob": named}})
    properties = (await company.ask("GET", f"{BUCKETS}/{BUCKET}"))["entity"]["properties"]
    assert (properties["grants"], properties["of_bob"]) == (1, 0)


async def test_an_aggregation_follows_the_path_it_names(company: PortClient) -> None:
    count = {"title": "Grants", "target": "provisioned_permissions", "calculationSpec": {"func": "count", "calculationBy": "entities"}}
    paths = {name: count | {"pathFilter": [{"fromBlueprint": "provisioned_permissions", "path": [name]}]} for name in ("used_on", "owns")}
    relations = {name: {"target": "aws_resource", "many": False, "required": False} for name in paths}
    await company.ask("PATCH", "/v1/blueprints/provisioned_permissions", body={"relations": relations})
    await company.ask("PATCH", f"{GRANTS}/{GRANT}", body={"relations": {"used_on": BUCKET}})
    await company.ask("PATCH", "/v1/blueprints/aws_resource", body={"aggregationProperties": paths})
    properties = (await company.ask("GET", f"{BUCKETS}/{BUCKET}"))["entity"]["properties"]
    assert (properties["used_on"], properties["owns"]) == (1, 0)


async def test_include_and_exclude_cut_the_answer(company: PortClient) -> None:
    query: dict[str, str | list[str]] = {"include": ["identifier", "properties.resource_type"]}
    response = await company.call("GET", f"{BUCKETS}/{BUCKET}", query)
    assert response.json()["entity"] == {"identifier": BUCKET, "properties": {"resource_type": "S3"}}
    whole = (await company.ask("GET", f"{BUCKETS}/{BUCKET}", {"exclude": ["title", "properties.tags"]}))["entity"]
    assert ("title" in whole, whole["properties"]) == (False, {"resource_type": "S3"})


async def test_titles_can_be_attached_to_relations(company: PortClient) -> None:
    response = await company.call("GET", f"{GRANTS}/{GRANT}", {"attach_title_to_relation": "true"})
    assert response.json()["entity"]["relations"]["aws_resource"] == {"identifier": BUCKET, "title": "invoices"}


async def test_a_hand_made_change_keeps_the_entity_with_its_integration(company: PortClient) -> None:
    await company.ask("POST", BUCKETS, UPSERT, bucket(), EXPORTER)
    await company.ask("PATCH", f"{BUCKETS}/arn:aws:s3:::new", {"run_as": "bob@example.com"}, {"title": "by hand"})
    ours = {"datasource_prefix": "port-ocean/aws-iam-permissions/", "datasource_suffix": "/ours/exporter", "limit": 5000}
    owned = await company.ask("POST", "/v1/blueprints/entities/datasource-entities", body=ours)
    assert owned["entities"] == [{"identifier": "arn:aws:s3:::new", "blueprint": "aws_resource"}]
    touched_since = ours | {"before": "2020-01-01T00:00:00+00:00"}
    assert (await company.ask("POST", "/v1/blueprints/entities/datasource-entities", body=touched_since))["entities"] == []


async def test_owned_entities_are_told_page_by_page(company: PortClient) -> None:
    await company.ask("POST", f"{BUCKETS}/bulk", UPSERT, {"entities": [bucket(), bucket(identifier=BUCKET)]}, EXPORTER)
    ours = {"datasource_prefix": "port-ocean/", "datasource_suffix": "/ours/exporter", "limit": 1}
    first = await company.ask("POST", "/v1/blueprints/entities/datasource-entities", body=ours)
    second = await company.ask("POST", "/v1/blueprints/entities/datasource-entities", body=ours | {"from": first["next"]})
    assert [page["entities"][0]["identifier"] for page in (first, second)] == [BUCKET, "arn:aws:s3:::new"]
    assert second["next"] is None

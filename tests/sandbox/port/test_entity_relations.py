"""The relations of entities: to what is there, to what is made for them, and by a search."""

from typing import Any

import pytest

from tests.sandbox.port.bodies import BUCKETS, GRANTS, where
from tests.sandbox.port.client import PortClient
from tests.sandbox.port.company import BUCKET, GRANT, OTHER_BUCKET


async def test_a_relation_to_a_missing_entity_is_a_404(company: PortClient) -> None:
    body = {"relations": {"aws_resource": "arn:aws:s3:::ghost"}}
    assert "arn:aws:s3:::ghost" in await company.refused(404, "PATCH", f"{GRANTS}/{GRANT}", body=body)


async def test_missing_related_entities_are_created_when_asked_for(company: PortClient) -> None:
    body = {"relations": {"aws_resource": "arn:aws:s3:::ghost"}}
    await company.ask("PATCH", f"{GRANTS}/{GRANT}", {"create_missing_related_entities": "true"}, body)
    assert (await company.ask("GET", f"{BUCKETS}/arn:aws:s3:::ghost"))["entity"]["title"] == "arn:aws:s3:::ghost"


@pytest.mark.parametrize("relations", [{"aws_resource": [BUCKET]}, {"permissions": "s3:PutObject"}])
async def test_a_single_relation_is_no_list_and_a_many_relation_is_one(company: PortClient, relations: dict[str, Any]) -> None:
    assert await company.refused(422, "PATCH", f"{GRANTS}/{GRANT}", body={"relations": relations})


async def test_a_relation_may_be_a_search(company: PortClient) -> None:
    body = {"relations": {"permissions": where("$title", "=", "Get"), "aws_resource": where("$title", "=", "photos")}}
    entity = (await company.ask("PATCH", f"{GRANTS}/{GRANT}", body=body))["entity"]
    assert entity["relations"] == {"permissions": ["s3:GetObject"], "aws_resource": OTHER_BUCKET}

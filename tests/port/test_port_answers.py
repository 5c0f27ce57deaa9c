"""What our client makes of whatever Port answers, and what it never sends."""

import httpx
import pytest

from integration.port.api import PortError
from tests.port.company import api_over


@pytest.mark.parametrize("answer", ["{}", "[]", '{"ok": true}', "null"])
async def test_an_answer_of_port_that_lacks_what_was_asked_for_is_a_failure_of_port(answer: str) -> None:
    async with httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(200, text=answer))) as http:
        api = api_over(http, None, "ours")
        for asking in (api.runs.all_unfinished(), api.runs.read("r_1"), api.entities.existing("aws_resource", ["one"])):
            with pytest.raises(PortError, match="Port answered without the"):
                await asking


@pytest.mark.parametrize("name", [".", ".."])
async def test_no_name_leads_to_another_address_than_its_own(name: str) -> None:
    """`DELETE /blueprints/x/entities/..` would be `DELETE /blueprints/x`."""
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200)

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        with pytest.raises(PortError, match="Nothing in Port is called"):
            await api_over(http, None, "ours").entities.delete("provisioned_permissions", name)
    assert asked == []


async def test_half_a_character_is_sent_as_json_can_say_it() -> None:
    async with httpx.AsyncClient(transport=httpx.MockTransport(lambda request: httpx.Response(200, content=request.content))) as http:
        await api_over(http, None, "ours").runs.log("r_1", "half of a pair: \ud83d")

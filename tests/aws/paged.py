"""An AWS that holds any number of a type's resources, all tagged, and pages them as the service itself does; every call is counted."""

import inspect
import re
from collections import Counter
from types import SimpleNamespace
from typing import Any

from integration.aws.accounts import Account
from integration.resources import compute, confidential, databases, ec2, messaging, s3
from integration.resources.row import Row
from tests.domain.test_every_action import OWN

REGION = "eu-west-1"
_TAGGING = "resourcegroupstaggingapi"
# What AWS answers at once where the request cannot say it, or the row does not.
_PAGE_OF_AWS = {"list_functions": 50, "list_topics": 100}


class Paged:
    """Put it into an account's clients with `serve`; `calls` counts operations."""

    def __init__(self, row: Row, count: int) -> None:
        self._row = row
        self.arns = [f"{OWN[row.type.name]}{number}" for number in range(count)]
        self.calls: Counter[str] = Counter()

    async def serve(self, account: Account) -> None:
        listing = self._row.listing
        for service, operation in ((listing.client, listing.operation), (_TAGGING, "get_resources")):
            client = await account.client(service, REGION if listing.regional or service == _TAGGING else account.home_region)
            _Server(self, client, operation)

    def page(self, operation: str, start: int, size: int) -> dict[str, Any]:
        arns = self.arns[start : start + size]
        if operation == "get_resources":
            return {"ResourceTagMappingList": [{"ResourceARN": arn, "Tags": [{"Key": "team", "Value": "data"}]} for arn in arns]}
        return _nested(self._row.listing.items, [_item(self._row, arn) for arn in arns])


class _Server:
    """One operation of one client."""

    def __init__(self, paged: Paged, client: Any, operation: str) -> None:
        self._paged, self._operation = paged, operation
        self._paginator = client.get_paginator(operation)._pagination_cfg
        self._params: dict[str, Any] = {}
        event = f"{client.meta.service_model.service_id.hyphenize()}.{client.meta.method_to_api_mapping[operation]}"
        client.meta.events.register_first(f"provide-client-params.{event}", self._remember)
        client.meta.events.register_first(f"before-call.{event}", self._answer)

    def _remember(self, params: dict[str, Any], **_: Any) -> None:
        self._params = dict(params)

    def _answer(self, **_: Any) -> Any:
        self._paged.calls[self._operation] += 1
        config, params = self._paginator, self._params
        size = int(params.get(config.get("limit_key", ""), _PAGE_OF_AWS.get(self._operation, 0)))
        start = int(params.get(config["input_token"], 0))
        answer = self._paged.page(self._operation, start, size)
        if start + size < len(self._paged.arns):
            answer |= {config["output_token"]: str(start + size)} | ({config["more_results"]: True} if "more_results" in config else {})
        return SimpleNamespace(status_code=200, headers={}), answer | {"ResponseMetadata": {}}


def _item(row: Row, arn: str) -> Any:
    """An item as AWS lists it: the fields that the row's templates speak of, or the text that they are read from."""
    leaf = re.split("[/:]", arn)[-1]
    if row.listing.text:
        return arn if "Arn>" in row.listing.text else f"https://aws.example/1/{leaf}" if "Url>" in row.listing.text else leaf
    fields = re.findall(r"{(\w+)}", row.listing.arn + row.listing.title)
    item: dict[str, Any] = {field: arn if field.lower().endswith("arn") else leaf for field in fields}
    if row.type.name == "CloudWatchLogs":
        item["logGroupName"] = arn.partition("log-group:")[2]
    return item | ({row.listing.region_field: REGION} if row.listing.region_field else {})


def _nested(path: str, items: list[Any]) -> dict[str, Any]:
    names = path.replace("[]", "").split(".")
    if "[]." in path and not path.endswith("[]"):
        return {names[0]: [{names[1]: item} for item in items]}
    for name in reversed(names[1:]):
        items = [{name: items}]
    return {names[0]: items}


def formula(row: Row) -> list[int]:
    """The numbers in the row's comment "Calls: things/1000 and tagged things/100 a region": how many each call brings."""
    sources = (inspect.getsource(module) for module in (s3, ec2, databases, compute, messaging, confidential))
    comment = next(
        found[1] for source in sources if (found := re.search(rf'# Calls:([^\n]+)\n(?:\s*#[^\n]*\n)*\s*Row\(\s*kind="{row.kind}"', source))
    )
    return [int(number) for number in re.findall(r"/(\d+)", comment)]

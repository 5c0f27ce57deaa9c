"""The resource groups tagging API: the tags of buckets, a hundred a call."""

import json

from bench.aws.call import Call
from bench.wire import Answer
from bench.world import World

_MOST = 100


class Tagging:
    def __init__(self, world: World) -> None:
        self._world = world

    def answer(self, call: Call) -> Answer:
        asked = json.loads(call.request.body)
        here = [name for name, region in self._world.buckets_of(call.account) if region == call.region]
        start = int(asked.get("PaginationToken") or 0)
        end = start + min(asked.get("ResourcesPerPage", _MOST), _MOST)
        found = [{"ResourceARN": f"arn:aws:s3:::{name}", "Tags": self._tags(name)} for name in here[start:end]]
        body = {"ResourceTagMappingList": found, "PaginationToken": str(end) if end < len(here) else ""}
        return Answer("tagging:GetResources", json.dumps(body).encode(), content_type="application/x-amz-json-1.1")

    def _tags(self, name: str) -> list[dict[str, str]]:
        return [{"Key": key, "Value": value} for key, value in self._world.tags(name).items()]

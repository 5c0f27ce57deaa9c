"""Evaluating the mapping in this process gives what Ocean's own process pool gives."""

import asyncio
import json
import os
import subprocess
import sys
from typing import Any

from port_ocean.context.ocean import ocean
from port_ocean.core.handlers.port_app_config.models import ResourceConfig
from port_ocean.ocean import Ocean

from integration.port.catalog.items import GRANT_KIND
from integration.port.resync.mapping import InProcessEntityProcessor
from tests.port.ocean_mapping import evaluate
from tests.project import PROJECT

_WHOLE: dict[str, Any] = {
    "Type": GRANT_KIND,
    "Properties": {"RoleName": "Permission-r_1", "Status": "active", "Drift": ["one", "two"], "Requester": "dana@acme.example"},
    "__ExtraContext": {"AccountId": "123456789012", "Region": "global"},
}
_ITEMS: list[dict[str, Any]] = [
    _WHOLE,
    {**_WHOLE, "Properties": {**_WHOLE["Properties"], "RoleName": None}},
    {**_WHOLE, "Properties": "not an object"},
    {"Type": GRANT_KIND, "Properties": {"RoleName": "Permission-r_2", "Reason": "ünï {braces} 🚀", "Drift": []}, "__ExtraContext": {}},
]
_QUERIES = [
    "true",
    "false",
    '.Properties.Status == "active"',
    '.Properties.RoleName | startswith("P")',
    '"not a boolean"',
    "1 | error",
    "empty",
    "not jq (",
]
# Relations that are searched for, a team, an icon, nulls, and expressions that fail or do not compile.
_SEARCH = {"combinator": '"and"', "rules": [{"property": '"$title"', "operator": '"="', "value": ".Properties.Requester"}]}
_WIDE: list[dict[str, Any]] = [
    {"identifier": ".Properties.RoleName", "blueprint": "'thing'", "icon": '"AWS"', "team": ".Properties.Drift", "properties": {}},
    {"identifier": ".item", "blueprint": '"thing"', "title": None, "properties": {"role": ".Properties.RoleName", "bad": "not jq ("}},
    {"identifier": _SEARCH, "blueprint": '"thing"', "relations": {"owner": _SEARCH, "many": ".Properties.Drift[]"}},
    {"identifier": ".Properties.RoleName", "blueprint": '"thing"', "properties": {"fails": ".Properties.Drift | keys", "none": "empty"}},
]


async def test_entities_nulls_and_errors_are_oceans_own(app: Ocean, mapping: dict[str, ResourceConfig]) -> None:
    shipped = mapping[GRANT_KIND].port.entity.mappings.dict(exclude_unset=True)
    cases = [(shipped, query) for query in _QUERIES] + [(wide, query) for wide in _WIDE for query in (_QUERIES[2], _QUERIES[-1])]
    asked: dict[str, Any] = {"cases": cases, "items": _ITEMS, "to_parse": ".Properties.Drift"}
    settings = {"OCEAN__PORT__CLIENT_ID": "nobody", "OCEAN__PORT__CLIENT_SECRET": "nothing", "OCEAN__INTEGRATION__IDENTIFIER": "x"}
    theirs = subprocess.run(
        [sys.executable, "-m", "tests.port.ocean_mapping"],
        input=json.dumps(asked),
        env=os.environ | settings,
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )

    ours = await evaluate(InProcessEntityProcessor(ocean), **asked)

    assert json.loads(json.dumps(ours)) == json.loads(theirs.stdout.splitlines()[-1])


async def test_a_large_batch_lets_others_have_their_turns(app: Ocean, mapping: dict[str, ResourceConfig]) -> None:
    patterns = mapping[GRANT_KIND].port.entity.mappings.dict(exclude_unset=True)
    mapping_all = asyncio.create_task(InProcessEntityProcessor(ocean).parse_items_sync(patterns, _ITEMS * 1000, "true"))
    turns = 0
    while not mapping_all.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns > 5

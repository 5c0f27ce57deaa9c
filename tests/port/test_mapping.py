"""Evaluating the mapping in this process gives what Ocean's own process pool gives."""

import json
import os
import subprocess
import sys
from typing import Any

from port_ocean.context.ocean import ocean
from port_ocean.core.handlers.port_app_config.models import ResourceConfig
from port_ocean.ocean import Ocean

from integration.port.items import GRANT_KIND
from integration.port.mapping import InProcessEntityProcessor
from tests.port.conftest import ROOT
from tests.port.ocean_mapping import evaluate

_WHOLE: dict[str, Any] = {
    "Type": GRANT_KIND,
    "Properties": {"RoleName": "Permission-r_1", "Status": "active", "Drift": [], "Requester": "dana@acme.example"},
    "__ExtraContext": {"AccountId": "123456789012", "Region": "global"},
}
_ITEMS: list[dict[str, Any]] = [
    _WHOLE,
    {**_WHOLE, "Properties": {**_WHOLE["Properties"], "RoleName": None}},
    {**_WHOLE, "Properties": "not an object"},
    {"Type": GRANT_KIND, "Properties": {"RoleName": "Permission-r_2", "Reason": "ünï {braces} 🚀"}, "__ExtraContext": {}},
]
_QUERIES = [
    "true",
    "false",
    '.Properties.Status == "active"',
    '.Properties.RoleName | startswith("P")',
    '"not a boolean"',
    "1 | error",
    "empty",
]


async def test_entities_nulls_and_errors_are_oceans_own(app: Ocean, mapping: dict[str, ResourceConfig]) -> None:
    patterns = mapping[GRANT_KIND].port.entity.mappings.dict(exclude_unset=True)
    asked = json.dumps({"patterns": patterns, "queries": _QUERIES, "items": _ITEMS})
    settings = {"OCEAN__PORT__CLIENT_ID": "nobody", "OCEAN__PORT__CLIENT_SECRET": "nothing", "OCEAN__INTEGRATION__IDENTIFIER": "x"}
    theirs = subprocess.run(
        [sys.executable, "-m", "tests.port.ocean_mapping"],
        input=asked,
        env=os.environ | settings,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    ours = await evaluate(InProcessEntityProcessor(ocean), patterns, _QUERIES, _ITEMS)

    assert ours == json.loads(theirs.stdout.splitlines()[-1])

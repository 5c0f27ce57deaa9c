"""With deploy/helm-values.yaml, Port's chart starts this integration as it is meant to run."""

import json
import re
from typing import Any

import yaml

from integration.port.api.webhook_runs import PATH
from integration.port.settings import parse_settings
from tests.project import PROJECT

_SPEC = yaml.safe_load((PROJECT / ".port/spec.yaml").read_text())
_VALUES: dict[str, Any] = yaml.safe_load((PROJECT / "deploy/helm-values.yaml").read_text())
_VARIABLES = {variable["name"]: variable["value"] for variable in _VALUES["extraEnv"]}


def test_every_setting_is_one_that_the_integration_has_and_can_read() -> None:
    settings = {each["name"]: each for each in _SPEC["configurations"]}
    config = _VALUES["integration"]["config"]
    assert set(config) <= set(settings)
    boundary = {"permissionsBoundary": "arn:aws:iam::123456789012:policy/port-permissions-boundary"}
    values = {name: json.loads(text) if settings[name]["type"] == "array" else text for name, text in {**config, **boundary}.items()}
    parse_settings({_snake(name): value for name, value in values.items()})


def test_it_runs_under_the_name_that_the_actions_call() -> None:
    actions = json.loads((PROJECT / ".port/resources/actions.json").read_text())
    named = {action["invocationMethod"]["installationId"] for action in actions if "installationId" in action["invocationMethod"]}
    assert named == {_VALUES["integration"]["identifier"]}


def test_it_polls_and_carries_actions_out() -> None:
    assert _VALUES["integration"]["eventListener"] == {"type": "POLLING"}
    assert _VALUES["actionsProcessor"]["enabled"] is True
    assert _VARIABLES["OCEAN__ACTIONS_PROCESSOR__ENABLED"] == "true"


def test_what_config_yaml_chooses_stays_chosen() -> None:
    config = yaml.safe_load((PROJECT / "config.yaml").read_text())
    for name in ("processingMode", "lakehouseEnabled", "sendRawDataExamples", "allowEnvironmentVariablesJqAccess"):
        assert _VALUES[name] == config[name]
        assert yaml.safe_load(_VARIABLES[f"OCEAN__{_snake(name).upper()}"]) == config[name]
    assert _VALUES["terminationGracePeriodSeconds"] > 2 * config["maxWaitSecondsBeforeShutdown"]


def test_what_comes_from_outside_reaches_the_webhooks_and_nothing_else() -> None:
    assert _VALUES["ingress"]["path"] == "/integration"
    assert _VALUES["ingress"]["pathType"] == "Prefix"
    assert PATH.startswith("/integration/")
    assert not _VALUES["ingress"]["enabled"]
    assert not _VALUES["liveEvents"]["baseUrl"]


def test_the_version_is_that_of_the_project() -> None:
    version = re.search(r'^version = "(.+)"', (PROJECT / "pyproject.toml").read_text(), re.MULTILINE)
    assert version is not None
    assert _VALUES["integration"]["version"] == version[1]
    assert _VALUES["image"] == f"aws-iam-permissions:{version[1]}"


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()

"""The operator's settings: good ones become values, bad ones a sentence that names the setting."""

import json
from datetime import timedelta
from typing import Any

import pytest
from port_ocean.ocean import Ocean

from integration.domain.housekeeping import DriftMode
from integration.port import wiring
from integration.port.settings import BadSetting, parse_settings
from tests.port.conftest import ROOT

_LEAST = {"regions": ["us-east-1"]}


def test_what_the_spec_defaults_to_is_what_the_domain_defaults_to(app: Ocean) -> None:
    config = app.config.integration.config
    given = config if isinstance(config, dict) else config.model_dump()
    assert parse_settings(given) == parse_settings(_LEAST | {"offered_access_levels": ["List", "Read", "Write", "Tagging"]})


def test_settings_become_values() -> None:
    settings = parse_settings(
        _LEAST
        | {
            "maximum_duration": "12h",
            "default_duration": "30m",
            "trusted_ways": ["iam-user", "saml:ADFS-Dev"],
            "denied_permissions": ["s3:Delete*"],
            "drift_mode": "repair",
            "maximum_shrink": 0,
        }
    )
    guardrails, trust = settings.grants.guardrails, settings.grants.trust
    assert (guardrails.max_duration, guardrails.default_duration) == (timedelta(hours=12), timedelta(minutes=30))
    assert (trust.ways, trust.saml_roles) == (("iam-user", "saml"), ("ADFS-Dev",))
    assert guardrails.deny == ("s3:Delete*",)
    assert (settings.drift_mode, settings.maximum_shrink) == (DriftMode.REPAIR, 0)


@pytest.mark.parametrize(
    ("config", "named"),
    [
        ({}, "regions"),
        ({"regions": "us-east-1"}, "regions"),
        ({"regions": [1]}, "regions"),
        (_LEAST | {"default_duration": "soon"}, "defaultDuration"),
        (_LEAST | {"drift_mode": "ignore"}, "driftMode"),
        (_LEAST | {"sweep_interval": "0s"}, "sweepInterval"),
        (_LEAST | {"maximum_shrink": 101}, "maximumShrink"),
        (_LEAST | {"iam_path": "port"}, "iamPath"),
        (_LEAST | {"trusted_ways": ["anybody"]}, "trustedWays"),
        (_LEAST | {"permissions_boundary": "Boundary"}, "permissionsBoundary"),
        (_LEAST | {"users_account": "12"}, "usersAccount"),
    ],
)
def test_a_bad_setting_is_told_by_its_name(config: dict[str, Any], named: str) -> None:
    with pytest.raises(BadSetting, match=named):
        parse_settings(config)


def test_the_actions_we_ship_name_the_installation_that_the_wiring_expects() -> None:
    actions = json.loads((ROOT / ".port/resources/actions.json").read_text())
    assert {action["invocationMethod"]["installationId"] for action in actions} == {wiring.INSTALLATION}

"""The operator's settings: good ones become values, bad ones a sentence that names the setting."""

from datetime import timedelta
from typing import Any

import pytest
from port_ocean.ocean import Ocean

from integration.domain.housekeeping import DriftMode
from integration.domain.risk import Risk
from integration.port.given_settings import BadSetting
from integration.port.settings import parse_settings

_READER = "arn:aws:iam::123456789012:role/ops/PortReader"


def test_what_the_spec_defaults_to_is_what_the_domain_defaults_to(app: Ocean) -> None:
    config = app.config.integration.config
    given = config if isinstance(config, dict) else config.model_dump()
    assert parse_settings(given) == parse_settings({"offered_access_levels": ["List", "Read", "Write", "Tagging"]})


def test_settings_become_values() -> None:
    settings = parse_settings(
        {
            "maximum_duration": "12h",
            "default_duration": "30m",
            "maximum_lifetime": "2d",
            "trusted_ways": ["iam-user", "saml:ADFS-Dev"],
            "denied_permissions": ["s3:Delete*"],
            "drift_mode": "repair",
            "maximum_shrink": 0,
            "risk_overrides": {"s3:DeleteObject": "medium"},
            "approval_from": "never",
        }
    )
    guardrails, trust = settings.grants.guardrails, settings.grants.trust
    assert (guardrails.max_duration, guardrails.default_duration) == (timedelta(hours=12), timedelta(minutes=30))
    assert guardrails.max_lifetime == timedelta(days=2)
    assert (trust.ways, trust.saml_roles) == (("iam-user", "saml"), ("ADFS-Dev",))
    assert guardrails.deny == ("s3:Delete*",)
    assert (guardrails.risk_overrides, guardrails.approval_from) == ({"s3:DeleteObject": Risk.MEDIUM}, None)
    assert (settings.drift_mode, settings.maximum_shrink) == (DriftMode.REPAIR, 0)


def test_durations_of_access_levels_are_added_to_those_that_stand_by_themselves() -> None:
    guardrails = parse_settings({"maximum_durations": {"Write": "8h"}, "default_durations": {"Write": "1h"}}).grants.guardrails
    assert guardrails.max_durations == {"Permissions management": timedelta(hours=8), "Write": timedelta(hours=8)}
    assert guardrails.default_durations == {"Permissions management": timedelta(hours=1), "Write": timedelta(hours=1)}


def test_the_reach_is_read_as_users_of_oceans_aws_integration_write_it() -> None:
    given = {"account_role_arn": _READER, "ou_id": "ou-ab12-cd34efgh, r-ab12", "external_id": "agreed", "denied_regions": ["us-east-1"]}
    reach = parse_settings(given).reach
    assert str(reach.organization) == _READER
    assert str(reach.role_in("210987654321")) == _READER.replace("123456789012", "210987654321")
    assert (reach.units, reach.external_id, reach.denied_regions) == (("ou-ab12-cd34efgh", "r-ab12"), "agreed", ("us-east-1",))


@pytest.mark.parametrize(
    ("config", "partition", "home"),
    [
        ({}, "aws", "us-east-1"),
        ({"regions": ["us-gov-east-1"]}, "aws-us-gov", "us-gov-west-1"),
        ({"account_role_arns": [_READER.replace("arn:aws:", "arn:aws-cn:")]}, "aws-cn", "cn-north-1"),
        ({"aws_partition": "aws-cn"}, "aws-cn", "cn-north-1"),
    ],
)
def test_the_partition_is_named_or_follows_from_roles_and_regions(config: dict[str, Any], partition: str, home: str) -> None:
    reach = parse_settings(config).reach
    assert (reach.partition, reach.home_region) == (partition, home)


@pytest.mark.parametrize(
    ("config", "named"),
    [
        ({"regions": "us-east-1"}, "regions"),
        ({"regions": [1]}, "regions"),
        ({"default_duration": "soon"}, "defaultDuration"),
        ({"drift_mode": "ignore"}, "driftMode"),
        ({"sweep_interval": "0s"}, "sweepInterval"),
        ({"maximum_shrink": 101}, "maximumShrink"),
        ({"iam_path": "port"}, "iamPath"),
        ({"trusted_ways": ["anybody"]}, "trustedWays"),
        ({"permissions_boundary": "Boundary"}, "permissionsBoundary"),
        ({"users_account": "12"}, "usersAccount"),
        ({"account_role_arn": "PortReader"}, "accountRoleArn"),
        ({"account_role_arns": [_READER, "PortReader"]}, "accountRoleArns"),
        ({"account_role_arns": _READER}, "accountRoleArns"),
        ({"account_role_arns": [_READER, _READER]}, "accountRoleArns names two roles in account 123456789012"),
        ({"account_role_arns": [_READER], "account_role_arn": _READER}, "either accountRoleArn"),
        ({"account_role_arns": [_READER], "aws_partition": "aws-cn"}, "awsPartition"),
        ({"account_role_arns": [_READER, _READER.replace("arn:aws:", "arn:aws-cn:")]}, "awsPartition"),
        ({"aws_partition": "azure"}, "awsPartition"),
        ({"ou_id": "ou-ab12-cd34efgh"}, "ouId"),
        ({"account_role_arn": _READER, "ou_id": "ou-ab12-cd34efgh,sales"}, "'sales' in the setting ouId"),
        ({"account_role_arn": _READER, "denied_accounts": ["12"]}, "deniedAccounts"),
        ({"external_id": "agreed"}, "externalId"),
        ({"write_role_name": "arn:aws:iam::123456789012:role/x"}, "writeRoleName"),
        ({"regions": ["Ireland"]}, "'Ireland' in the settings regions"),
        ({"regions": ["us-east-1", "cn-north-1"]}, "'cn-north-1' in the settings regions"),
        ({"regions": ["us-east-1"], "denied_regions": ["us-east-1"]}, "deniedRegions"),
        ({"maximum_durations": {"Everything": "1h"}}, "maximumDurations"),
        ({"maximum_durations": {"Write": "soon"}}, "maximumDurations"),
        ({"default_durations": ["1h"]}, "defaultDurations"),
        ({"iam_writes_per_second": 0}, "iamWritesPerSecond"),
        ({"risk_overrides": {"s3:*": "tiny"}}, "riskOverrides"),
        ({"risk_overrides": ["s3:*"]}, "riskOverrides"),
        ({"approval_from": "often"}, "approvalFrom"),
        ({"live_events_api_key": "short"}, "liveEventsApiKey"),
        ({"permissions_management": "false"}, "permissionsManagement"),
    ],
)
def test_a_bad_setting_is_told_by_its_name(config: dict[str, Any], named: str) -> None:
    with pytest.raises(BadSetting, match=named):
        parse_settings(config)


def test_the_key_of_live_events_is_kept_out_of_what_is_printed() -> None:
    key = "0123456789abcdef0123456789abcdef"
    settings = parse_settings({"live_events_api_key": key})
    assert settings.live_events_key == key
    assert key not in repr(settings)


def test_a_key_that_is_too_short_is_not_told_again() -> None:
    with pytest.raises(BadSetting) as told:
        parse_settings({"live_events_api_key": "hunter2"})
    assert "hunter2" not in str(told.value)

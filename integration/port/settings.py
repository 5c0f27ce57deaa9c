"""The operator's settings: Ocean's configuration, parsed once into values, each mistake told in a sentence that names the setting."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from integration.aws.bounds import WRITES_PER_SECOND
from integration.domain.binding import bind
from integration.domain.errors import Refused
from integration.domain.housekeeping import DriftMode
from integration.domain.limits import must_be_nameable
from integration.domain.reach import Reach, RoleArn, partition_of
from integration.domain.settings import GrantSettings, Guardrails, TrustSettings
from integration.port.given_settings import BadSetting, Given
from integration.port.setting_forms import (
    as_count,
    as_drift_mode,
    as_interval,
    as_key,
    as_list,
    as_percent,
    as_policy_arn,
    as_threshold,
    as_webhook,
)

# A request that settings are tried on; run ids of Port have this length.
_A_RUN_ID, _A_REQUESTER, _AN_ACCOUNT = "r_0123456789abcdef", "somebody@example.com", "123456789012"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an operator decides. Source: `configurations` in .port/spec.yaml."""

    reach: Reach
    offered_access_levels: tuple[str, ...]
    offered_services: tuple[str, ...]
    grants: GrantSettings
    drift_mode: DriftMode
    sweep_interval: timedelta
    abandoned_after: timedelta
    maximum_shrink: int
    iam_writes_per_second: int
    webhook_url: str | None
    live_events_key: str | None = field(repr=False)


def parse_settings(config: Mapping[str, Any]) -> Settings:
    """Reads Ocean's `integration.config` (snake_case keys). Raises `BadSetting`."""
    given = Given(config)
    grants = GrantSettings(path=given.text("iam_path") or GrantSettings().path, guardrails=_guardrails(given), trust=_trust(given))
    _must_make_grants(grants)
    return Settings(
        reach=_reach(given),
        offered_access_levels=given.strings("offered_access_levels"),
        offered_services=given.strings("offered_services"),
        grants=grants,
        drift_mode=given.parsed("drift_mode", as_drift_mode, DriftMode.REPORT),
        sweep_interval=given.parsed("sweep_interval", as_interval, timedelta(minutes=5)),
        abandoned_after=given.parsed("abandoned_after", as_interval, timedelta(minutes=1)),
        maximum_shrink=given.parsed("maximum_shrink", as_percent, 50),
        iam_writes_per_second=given.parsed("iam_writes_per_second", as_count, WRITES_PER_SECOND),
        webhook_url=given.parsed("webhook_url", as_webhook, None),
        live_events_key=given.parsed("live_events_api_key", as_key, None),
    )


def _reach(given: Given) -> Reach:
    organization = given.parsed("account_role_arn", RoleArn.parse, None)
    roles = given.each("account_role_arns", RoleArn.parse)
    regions = given.strings("regions")
    reach = Reach(
        organization=organization,
        roles=roles,
        units=given.parsed("ou_id", as_list, ()),
        denied_accounts=given.strings("denied_accounts"),
        external_id=given.text("external_id"),
        write_role=given.text("write_role_name"),
        partition=given.text("aws_partition") or partition_of([role for role in (organization, *roles) if role], regions),
        regions=regions,
        denied_regions=given.strings("denied_regions"),
    )
    if faults := reach.faults():
        raise BadSetting(" ".join(faults))
    return reach


def _guardrails(given: Given) -> Guardrails:
    default = Guardrails()
    return replace(
        default,
        allow=given.strings("allowed_permissions"),
        deny=given.strings("denied_permissions"),
        permissions_management=given.switch("permissions_management", default.permissions_management),
        unscoped_read=given.switch("unscoped_read", default.unscoped_read),
        max_permissions=given.parsed("maximum_permissions", as_count, default.max_permissions),
        default_duration=given.parsed("default_duration", as_interval, default.default_duration),
        max_duration=given.parsed("maximum_duration", as_interval, default.max_duration),
        max_durations={**default.max_durations, **given.durations("maximum_durations")},
        default_durations={**default.default_durations, **given.durations("default_durations")},
        max_lifetime=given.parsed("maximum_lifetime", as_interval, default.max_lifetime),
        permissions_boundary=given.parsed("permissions_boundary", as_policy_arn, None),
        risk_overrides=given.risks("risk_overrides"),
        approval_from=given.parsed("approval_from", as_threshold, default.approval_from),
    )


def _trust(given: Given) -> TrustSettings:
    ways, default = given.strings("trusted_ways"), TrustSettings()
    return replace(
        default,
        ways=tuple(dict.fromkeys(way.partition(":")[0] for way in ways)) or default.ways,
        saml_roles=tuple(way.partition(":")[2] for way in ways if way.startswith("saml:")),
        user_name=given.text("aws_user_name") or default.user_name,
        users_account=given.text("users_account"),
    )


def _must_make_grants(settings: GrantSettings) -> None:
    """Tries the settings on a made-up request, so that a mistake is told at the start and not to the first requester."""
    try:
        must_be_nameable(_A_RUN_ID, settings.path)
        bind(_A_REQUESTER, _AN_ACCOUNT, settings.trust)
    except Refused as refused:
        raise BadSetting(str(refused)) from refused

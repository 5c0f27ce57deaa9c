"""The operator's settings: Ocean's configuration, parsed once into values, each mistake told in a sentence that names the setting."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from integration.aws.bounds import WRITES_PER_SECOND
from integration.domain.binding import bind
from integration.domain.durations import parse_duration
from integration.domain.errors import IamPermissionsError, Refused
from integration.domain.guardrails import PERMISSIONS_MANAGEMENT
from integration.domain.housekeeping import DriftMode
from integration.domain.limits import must_be_nameable
from integration.domain.reach import Reach, RoleArn, partition_of
from integration.domain.risk import Risk
from integration.domain.settings import GrantSettings, Guardrails, TrustSettings
from integration.port.webhook_runs import address

# A request that settings are tried on; run ids of Port have this length.
_A_RUN_ID, _A_REQUESTER, _AN_ACCOUNT = "r_0123456789abcdef", "somebody@example.com", "123456789012"
_SHORTEST_KEY = 32
_ACCESS_LEVELS = {"List", "Read", "Write", "Tagging", PERMISSIONS_MANAGEMENT}


class BadSetting(IamPermissionsError):
    """A setting cannot be used as it is."""


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
    grants = GrantSettings(path=config.get("iam_path") or GrantSettings().path, guardrails=_guardrails(config), trust=_trust(config))
    _must_make_grants(grants)
    return Settings(
        reach=_reach(config),
        offered_access_levels=_strings(config, "offered_access_levels"),
        offered_services=_strings(config, "offered_services"),
        grants=grants,
        drift_mode=_parsed(config, "drift_mode", _drift_mode, DriftMode.REPORT),
        sweep_interval=_parsed(config, "sweep_interval", _interval, timedelta(minutes=5)),
        abandoned_after=_parsed(config, "abandoned_after", _interval, timedelta(minutes=1)),
        maximum_shrink=_parsed(config, "maximum_shrink", _percent, 50),
        iam_writes_per_second=_parsed(config, "iam_writes_per_second", _count, WRITES_PER_SECOND),
        webhook_url=_parsed(config, "webhook_url", _webhook, None),
        live_events_key=_parsed(config, "live_events_api_key", _key, None),
    )


def _reach(config: Mapping[str, Any]) -> Reach:
    organization = _parsed(config, "account_role_arn", RoleArn.parse, None)
    roles = _each(config, "account_role_arns", RoleArn.parse)
    regions = _strings(config, "regions")
    reach = Reach(
        organization=organization,
        roles=roles,
        units=_parsed(config, "ou_id", _listed, ()),
        denied_accounts=_strings(config, "denied_accounts"),
        external_id=config.get("external_id") or None,
        write_role=config.get("write_role_name") or None,
        partition=config.get("aws_partition") or partition_of([role for role in (organization, *roles) if role], regions),
        regions=regions,
        denied_regions=_strings(config, "denied_regions"),
    )
    if faults := reach.faults():
        raise BadSetting(" ".join(faults))
    return reach


def _guardrails(config: Mapping[str, Any]) -> Guardrails:
    default = Guardrails()
    return replace(
        default,
        allow=_strings(config, "allowed_permissions"),
        deny=_strings(config, "denied_permissions"),
        permissions_management=bool(config.get("permissions_management")),
        unscoped_read=config.get("unscoped_read") is not False,
        max_permissions=_parsed(config, "maximum_permissions", _count, default.max_permissions),
        default_duration=_parsed(config, "default_duration", _interval, default.default_duration),
        max_duration=_parsed(config, "maximum_duration", _interval, default.max_duration),
        max_durations={**default.max_durations, **_durations(config, "maximum_durations")},
        default_durations={**default.default_durations, **_durations(config, "default_durations")},
        max_lifetime=_parsed(config, "maximum_lifetime", _interval, default.max_lifetime),
        permissions_boundary=_parsed(config, "permissions_boundary", _policy_arn, None),
        risk_overrides=_risks(config, "risk_overrides"),
        approval_from=_threshold(config, "approval_from"),
    )


def _trust(config: Mapping[str, Any]) -> TrustSettings:
    ways, default = _strings(config, "trusted_ways"), TrustSettings()
    return replace(
        default,
        ways=tuple(dict.fromkeys(way.partition(":")[0] for way in ways)) or default.ways,
        saml_roles=tuple(way.partition(":")[2] for way in ways if way.startswith("saml:")),
        user_name=config.get("aws_user_name") or default.user_name,
        users_account=config.get("users_account") or None,
    )


def _must_make_grants(settings: GrantSettings) -> None:
    """Tries the settings on a made-up request, so that a mistake is told at the start and not to the first requester."""
    try:
        must_be_nameable(_A_RUN_ID, settings.path)
        bind(_A_REQUESTER, _AN_ACCOUNT, settings.trust)
    except Refused as refused:
        raise BadSetting(str(refused)) from refused


def _strings(config: Mapping[str, Any], name: str) -> tuple[str, ...]:
    values = config.get(name) or []
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise BadSetting(f'The setting {_camel(name)} must be a list of strings, such as ["a", "b"].')
    return tuple(values)


def _durations(config: Mapping[str, Any], name: str) -> dict[str, timedelta]:
    """A duration for each access level that is named."""
    given = config.get(name) or {}
    if not isinstance(given, Mapping) or not given.keys() <= _ACCESS_LEVELS:
        raise BadSetting(
            f'The setting {_camel(name)} must name access levels ({", ".join(sorted(_ACCESS_LEVELS))}), such as {{"Write": "8h"}}.'
        )
    return {level: _parsed({name: duration}, name, _interval, timedelta()) for level, duration in given.items()}


def _each[T](config: Mapping[str, Any], name: str, parse: Callable[[str], T]) -> tuple[T, ...]:
    try:
        return tuple(parse(text) for text in _strings(config, name))
    except ValueError as error:
        raise BadSetting(f"The setting {_camel(name)} cannot be used: {error}.") from error


def _parsed[T](config: Mapping[str, Any], name: str, parse: Callable[[str], T], default: T) -> T:
    value = config.get(name)
    if value is None or value == "":
        return default
    try:
        return parse(str(value))
    except ValueError as error:
        raise BadSetting(f"The setting {_camel(name)} cannot be used: {error}.") from error


def _listed(text: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in text.split(",") if item.strip())


def _interval(text: str) -> timedelta:
    interval = parse_duration(text)
    if not interval:
        raise ValueError(f"'{text}' is no time at all")
    return interval


def _drift_mode(text: str) -> DriftMode:
    if text not in DriftMode:
        raise ValueError(f"'{text}' is none of {', '.join(DriftMode)}")
    return DriftMode(text)


def _risks(config: Mapping[str, Any], name: str) -> dict[str, Risk]:
    values = config.get(name) or {}
    if not isinstance(values, dict) or not all(risk in tuple(Risk) for risk in values.values()):
        raise BadSetting(f'The setting {_camel(name)} must give each pattern low, medium or high, such as {{"s3:DeleteObject": "medium"}}.')
    return {str(pattern): Risk(risk) for pattern, risk in values.items()}


def _threshold(config: Mapping[str, Any], name: str) -> Risk | None:
    """The word for no threshold is never."""
    text = config.get(name) or Risk.HIGH
    if text == "never":
        return None
    if text not in tuple(Risk):
        raise BadSetting(f"The setting {_camel(name)} cannot be used: '{text}' is none of {', '.join(Risk)}, never.")
    return Risk(text)


def _webhook(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#]+[^\s?#]*", text):
        raise ValueError(f"'{text}' is not an address such as https://iam.example.com")
    return address(text)


def _percent(text: str) -> int:
    if not text.isdecimal() or int(text) > 100:
        raise ValueError(f"'{text}' is not a percentage from 0 to 100")
    return int(text)


def _key(text: str) -> str:
    if len(text) < _SHORTEST_KEY:
        raise ValueError(f"a key of less than {_SHORTEST_KEY} characters can be guessed; openssl rand -hex 32 makes one that cannot")
    return text


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ValueError(f"'{text}' is not a number from 1 up")
    return int(text)


def _policy_arn(text: str) -> str:
    if not re.fullmatch(r"arn:[^:]+:iam::[^:]+:policy/.+", text):
        raise ValueError(f"'{text}' is not the ARN of a managed policy, such as arn:aws:iam::123456789012:policy/boundary")
    return text


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)

"""Fills the templates that rows of the menu are written in."""

from collections.abc import Mapping
from typing import Any

from integration.aws.accounts import Account
from integration.domain.arn import Arn
from integration.domain.console import CONSOLE_DOMAINS


def fields_of(arn: Arn, account: Account, region: str) -> dict[str, str]:
    """What a template may speak of, as integration/resources/row.py tells."""
    parts = arn.resource.replace(":", "/").split("/", 1)
    return {
        "arn": str(arn),
        "account": account.id,
        "region": region,
        "resource": arn.resource,
        "name": arn.resource[len(parts[0]) + 1 :] if len(parts) > 1 else arn.resource,
        "leaf": arn.resource.replace(":", "/").rpartition("/")[2],
        "domain": CONSOLE_DOMAINS[account.partition],
    }


def filled(template: Any, fields: Mapping[str, str]) -> Any:
    """The template with every string in it formatted, however deep it stands."""
    if isinstance(template, str):
        return template.format_map(fields)
    if isinstance(template, Mapping):
        return {key: filled(value, fields) for key, value in template.items()}
    if isinstance(template, list | tuple):
        return [filled(value, fields) for value in template]
    return template

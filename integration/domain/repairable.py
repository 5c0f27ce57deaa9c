"""May a repair write what a record says? Whoever can tag a role can make its record say anything."""

from collections.abc import Iterator
from datetime import datetime

from integration.domain.durations import in_words
from integration.domain.errors import Refusal, Refused
from integration.domain.extension import objections
from integration.domain.grant import Grant
from integration.domain.settings import Guardrails


def must_be_grantable(grant: Grant, created_at: datetime, guardrails: Guardrails) -> None:
    """Raises `Refused` where nobody can have been granted this. `created_at` is the role's, which AWS keeps and nobody can change."""
    problems = [*_too_long(grant, created_at, guardrails), *objections(grant, guardrails)]
    if problems:
        raise Refused(problems)


def _too_long(grant: Grant, created_at: datetime, guardrails: Guardrails) -> Iterator[Refusal]:
    if grant.deadline > created_at + guardrails.max_lifetime:
        yield Refusal(
            None,
            f"The record of {grant.name} ends at {grant.deadline:%Y-%m-%d %H:%M:%S} UTC, later than any grant may: "
            f"{in_words(guardrails.max_lifetime)} after its role was made. So it is not written into the policy; revoke it.",
        )

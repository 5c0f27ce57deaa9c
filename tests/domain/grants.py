"""Hypothesis strategies: any grant that a plan could make, and more."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from integration.domain.arn import Arn
from integration.domain.grant import Grant, ScopedPermission, Trust
from integration.domain.scopes import SCOPES
from tests.domain.examples import ACCOUNT, OTHER_ACCOUNT
from tests.domain.test_every_action import OWN

_SAFE = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+=,.@-"
_WAYS = ("identity-center", "iam-user", "account-root", "saml:ADFS-Dev", "saml:idp/Okta+Dev,West")

_moments = st.datetimes(datetime(2026, 1, 1), datetime(2036, 1, 1)).map(lambda moment: moment.replace(microsecond=0, tzinfo=UTC))  # noqa: DTZ001 - in UTC at once
_texts = st.text(max_size=400)
_resources = st.sampled_from(sorted(OWN.values())).map(Arn.parse)


def _permissions(resource: Arn) -> st.SearchStrategy[tuple[ScopedPermission, ...]]:
    name = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=60)
    scope = st.sampled_from(["", *SCOPES[resource.service]])
    one = st.builds(lambda name, scope: ScopedPermission(f"{resource.service}:{name}", scope), name, scope)
    return st.lists(one, min_size=1, max_size=50).map(tuple)


@st.composite
def grants(draw: st.DrawFn) -> Grant:
    resource, begin = draw(_resources), draw(_moments)
    return Grant(
        run_id=draw(st.text(_SAFE, min_size=1, max_size=40)),
        account=ACCOUNT,
        resource=resource,
        permissions=draw(_permissions(resource)),
        requester=draw(_texts),
        trust=Trust(
            account=draw(st.sampled_from([ACCOUNT, OTHER_ACCOUNT])),
            user=draw(st.text(_SAFE, min_size=2, max_size=64)),
            via=tuple(draw(st.lists(st.sampled_from(_WAYS), min_size=1, unique=True))),
        ),
        granted_at=begin,
        deadline=begin + timedelta(seconds=draw(st.integers(1, 10**7))),
        reason=draw(_texts),
        ticket=draw(st.none() | _texts),
        approver=draw(st.none() | _texts),
        path=draw(st.sampled_from(["/", "/port/", "/port/grants/"])),
        boundary=draw(st.none() | st.just(f"arn:aws:iam::{ACCOUNT}:policy/port-boundary")),
    )

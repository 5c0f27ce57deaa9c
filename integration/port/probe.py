"""`ocean probe`: can each account be reached, and is each IAM permission there that each kind needs?"""

import asyncio
from collections.abc import Sequence

from port_ocean.core.probe import ProbeContext
from port_ocean.core.probe.models import ProbeCheck, ProbeCheckStatus

from integration.aws.accounts import Account, own_account
from integration.aws.bounds import ACCOUNTS_AT_ONCE
from integration.aws.errors import AwsError
from integration.aws.permissions import (
    Permission,
    allowed,
    context_of_grants,
    needed_to_list,
    needed_to_list_grants,
    needed_to_write_grants,
)
from integration.aws.sessions import Aws
from integration.port import log
from integration.port.catalog.items import GRANT_KIND, PERMISSION_KIND
from integration.port.place import Place
from integration.resources.menu import row_of_kind

# Who of us needs what.
_Needs = list[tuple[Aws, list[Permission]]]


class Probe:
    """Checks every kind that the mapping may use, in every account that we serve."""

    def __init__(self, place: Place) -> None:
        self._place = place

    async def __call__(self, context: ProbeContext) -> None:
        try:
            accounts = await self._place.accounts()
        except AwsError as error:
            await _fail(context, await context.setup_unscoped_checks(), f"There are no usable AWS credentials. {error}")
            return
        checks = [await context.add_scopes({"account": account.id}) for account in accounts]
        turn = asyncio.Semaphore(ACCOUNTS_AT_ONCE)

        async def judge(account: Account, of_account: Sequence[ProbeCheck]) -> None:
            async with turn:
                await self._judge_account(context, account, of_account)

        await asyncio.gather(*(judge(account, some) for account, some in zip(accounts, checks, strict=True)))
        missing = [str(check.message) for some in checks for check in some if check.status is ProbeCheckStatus.FAILURE]
        if missing:
            await context.fail(" ".join(dict.fromkeys(missing)))

    async def _judge_account(self, context: ProbeContext, account: Account, checks: Sequence[ProbeCheck]) -> None:
        try:
            await own_account(account.aws, account.home_region)
        except AwsError as error:
            await _fail(context, checks, f"Account {account.id} cannot be reached. {error}")
            return
        log.info(f"Account {account.id} can be reached.")
        for check in checks:
            await self._judge(check, account)
            log.info(f"{check.kind} in account {account.id}: {check.status.value}. {check.message}")
            await context.update_progress()

    async def _judge(self, check: ProbeCheck, account: Account) -> None:
        if check.kind == GRANT_KIND and (problem := await _no_writer(account)):
            check.status, check.message = ProbeCheckStatus.FAILURE, problem
            return
        granted: set[Permission] = set()
        denied: set[Permission] = set()
        try:
            for us, needed in self._needs(check.kind, account):
                asked = [*needed, *(other for permission in needed for other in permission.other_way)]
                verdicts = await allowed(us, account, asked, self._context(account))
                granted |= {permission for permission in asked if verdicts[permission]}
                denied |= {permission for permission in needed if not verdicts[permission]}
        except AwsError as error:
            check.status, check.message = ProbeCheckStatus.UNKNOWN, f"Account {account.id} can be reached. {error}"
            return
        spared = {permission for permission in denied if permission.instead and granted.issuperset(permission.other_way)}
        check.status = ProbeCheckStatus.FAILURE if denied - spared else ProbeCheckStatus.SUCCESS
        missing = _missing(account, denied - spared)
        check.message = missing + self._hint(account, denied) if missing else _granted(account, granted, spared)

    def _needs(self, kind: str, account: Account) -> _Needs:
        settings = self._place.settings
        if kind == PERMISSION_KIND:
            return []
        if kind == GRANT_KIND:
            writing = needed_to_write_grants(account, settings.grants.path)
            return [(account.writer or account.aws, writing), (account.aws, needed_to_list_grants())]
        return [(account.aws, needed_to_list(row_of_kind(kind), discovered=not settings.reach.regions))]

    def _context(self, account: Account) -> dict[str, str]:
        return context_of_grants(account, self._place.settings.grants.path, self._boundary(account))

    def _hint(self, account: Account, denied: set[Permission]) -> str:
        forgotten = self._boundary(account) is None and "iam:CreateRole" in {permission.action for permission in denied}
        return " The policy that we ship allows this only within its boundary: set permissionsBoundary." if forgotten else ""

    def _boundary(self, account: Account) -> str | None:
        return self._place.settings.grants.boundary_in(account.partition, account.id)


async def _fail(context: ProbeContext, checks: Sequence[ProbeCheck], problem: str) -> None:
    for check in checks:
        check.status, check.message = ProbeCheckStatus.FAILURE, problem
    log.info(problem)
    await context.fail(problem)


async def _no_writer(account: Account) -> str | None:
    """Why no grants can be made in an account whose resources can be listed."""
    if account.writer is None:
        return None
    try:
        await own_account(account.writer, account.home_region)
    except AwsError as error:
        return f"No grants can be made in account {account.id}. {error}"
    return None


def _missing(account: Account, denied: set[Permission]) -> str:
    told = {each.action: f" (or {' and '.join(each.instead)}, which are slower)" if each.instead else "" for each in denied}
    return f"Missing in account {account.id}: {', '.join(action + told[action] for action in sorted(told))}." if told else ""


def _granted(account: Account, granted: set[Permission], spared: set[Permission]) -> str:
    """What is granted, and what works in the place of what is not."""
    slower = [f" Works without {each.action}, more slowly, by {' and '.join(each.instead)}." for each in sorted(spared, key=str)]
    actions = sorted({each.action for each in granted})
    return f"Granted in account {account.id}: {', '.join(actions)}.{''.join(slower)}" if actions else "Needs nothing from AWS."

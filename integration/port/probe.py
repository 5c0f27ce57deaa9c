"""`ocean probe`: are the credentials good, and is each IAM permission there that each kind needs?"""

from loguru import logger
from port_ocean.core.probe import ProbeContext
from port_ocean.core.probe.models import ProbeCheck, ProbeCheckStatus

from integration.aws.accounts import Account
from integration.aws.errors import AwsError
from integration.aws.permissions import Permission, allowed, context_of_grants, needed_for_grants
from integration.port.items import GRANT_KIND, PERMISSION_KIND
from integration.port.place import Place
from integration.resources.menu import row_of_kind


class Probe:
    """Checks every kind that the mapping may use."""

    def __init__(self, place: Place) -> None:
        self._place = place

    async def __call__(self, context: ProbeContext) -> None:
        checks = await context.setup_unscoped_checks()
        try:
            account = await self._place.account()
        except AwsError as error:
            await _without_credentials(context, checks, error)
            return
        _say(f"The credentials are good: they belong to account {account.id}.")
        for check in checks:
            await self._judge(check, account)
            _say(f"{check.kind}: {check.status.value}. {check.message}")
            await context.update_progress()
        missing = [check.message for check in checks if check.status is ProbeCheckStatus.FAILURE]
        if missing:
            await context.fail(" ".join(str(message) for message in missing))

    async def _judge(self, check: ProbeCheck, account: Account) -> None:
        needed = self._needed(check.kind, account)
        if not needed:
            check.status, check.message = ProbeCheckStatus.SUCCESS, "Needs nothing from AWS."
            return
        try:
            verdicts = await allowed(account, needed, self._context(account))
        except AwsError as error:
            check.status, check.message = ProbeCheckStatus.UNKNOWN, f"Credentials of account {account.id} work. {error}"
            return
        denied = sorted({permission.action for permission, granted in verdicts.items() if not granted})
        check.status = ProbeCheckStatus.FAILURE if denied else ProbeCheckStatus.SUCCESS
        check.message = f"Missing in account {account.id}: {', '.join(denied)}." if denied else _granted(account, needed)

    def _needed(self, kind: str, account: Account) -> list[Permission]:
        if kind == PERMISSION_KIND:
            return []
        if kind == GRANT_KIND:
            return needed_for_grants(account, self._place.settings.grants.path)
        return [Permission(action, "*") for action in row_of_kind(kind).reads]

    def _context(self, account: Account) -> dict[str, str]:
        grants = self._place.settings.grants
        return context_of_grants(account, grants.path, grants.boundary_in(account.partition, account.id))


async def _without_credentials(context: ProbeContext, checks: list[ProbeCheck], error: AwsError) -> None:
    for check in checks:
        check.status, check.message = ProbeCheckStatus.FAILURE, str(error)
    _say(f"There are no usable AWS credentials. {error}")
    await context.fail(f"There are no usable AWS credentials. {error}")


def _say(text: str) -> None:
    """Ocean prints the message of a log record, not its fields, so here they stand in the message."""
    logger.info("{}", text)


def _granted(account: Account, needed: list[Permission]) -> str:
    return f"Granted in account {account.id}: {', '.join(sorted({permission.action for permission in needed}))}."

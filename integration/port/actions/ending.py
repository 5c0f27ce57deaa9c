"""Runs that ask for grants, when these are ended before the runs are."""

from integration.domain.grant import NAME_PREFIX
from integration.port.api import PortApi, PortError
from integration.port.api.run import Run
from integration.port.runs.outcomes import Outcome, failed

# The action that makes grants; a name may be anything, and no run of another action is ours to end.
_REQUEST = "request_permissions"


async def end_requests_of(port: PortApi, person: str, run: Run) -> list[str]:
    """Ends every request of the person that somebody is carrying out: what it grants after this is taken back by whoever carries it out."""
    try:
        asked = [request for request in await port.runs.all_unfinished() if request.action_type == _REQUEST]
        theirs = [request.id for request in asked if ((await port.runs.read(request.id)).requester or "").casefold() == person.casefold()]
        for request in theirs:
            await port.runs.finish(request, _ended(run).as_patch())
    except PortError as error:
        return [f"What {person} is asking for right now could not be ended. {error}"]
    return []


async def end_request(port: PortApi, name: str, run: Run) -> list[str]:
    """Ends the run that asked for the grant, where it was never reported. Before the grant itself is ended: whoever still carries
    that run out looks at it after granting, and takes back what came too late for this revoke to see.
    """
    request = name.removeprefix(NAME_PREFIX)
    try:
        asked = await port.runs.unfinished(request)
        if asked and asked.action_type == _REQUEST:
            await port.runs.finish(request, _ended(run).as_patch())
    except PortError as error:  # ending the access comes before telling of it
        return [f"The run {request}, which asked for it, could not be ended. {error}"]
    return []


def _ended(by: Run) -> Outcome:
    return failed("Revoked", f"The permissions were revoked by the run {by.id} before this run was reported.")

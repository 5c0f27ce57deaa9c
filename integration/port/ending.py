"""The run that asked for a grant, when the grant is ended before that run is."""

from integration.domain.grant import NAME_PREFIX
from integration.port.api import PortApi, PortError
from integration.port.outcomes import failed
from integration.port.runs import Run

# The action that makes grants; a name may be anything, and no run of another action is ours to end.
_REQUEST = "request_permissions"


async def end_request(port: PortApi, name: str, run: Run) -> list[str]:
    """Ends the run that asked for the grant, where it was never reported. Before the grant itself is ended: whoever still carries
    that run out looks at it after granting, and takes back what came too late for this revoke to see.
    """
    request = name.removeprefix(NAME_PREFIX)
    ended = failed("Revoked", f"The permissions were revoked by the run {run.id} before this run was reported.")
    try:
        asked = await port.unfinished_run(request)
        if asked and asked.action_type == _REQUEST:
            await port.finish(request, ended.as_patch())
    except PortError as error:  # ending the access comes before telling of it
        return [f"The run {request}, which asked for it, could not be ended. {error}"]
    return []

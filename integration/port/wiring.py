"""Who gets what: the whole integration on one screen."""

from port_ocean.context.ocean import PortOceanContext
from port_ocean.core.models import EventListenerType
from port_ocean.utils.signal import signal_handler

from integration.port.actions.change_expiry import ChangeExpiry
from integration.port.actions.extend_permissions import ExtendPermissions
from integration.port.actions.preview_for_approval import PreviewForApproval
from integration.port.actions.preview_permissions import PreviewPermissions
from integration.port.actions.repair_permissions import RepairPermissions
from integration.port.actions.request_permissions import RequestPermissions
from integration.port.actions.revoke_permissions import RevokePermissions
from integration.port.actions.revoke_user_permissions import RevokeUserPermissions
from integration.port.api import PortApi
from integration.port.api.webhook_runs import PATH, WebhookRuns
from integration.port.catalog.catalog import Catalog
from integration.port.catalog.history import History, Recorded
from integration.port.catalog.items import GRANT_KIND, PERMISSION_KIND
from integration.port.garbage import collect_less
from integration.port.live.event_webhook import listen
from integration.port.live.live_events import LiveEvents
from integration.port.live.look_again import LookAgain
from integration.port.live.second_looks import SETTLED, SecondLooks
from integration.port.place import Place
from integration.port.probe import Probe
from integration.port.resync.census import Census
from integration.port.resync.config import AwsIamPermissionsIntegration
from integration.port.resync.deletions import Deletions
from integration.port.resync.resync import Resync
from integration.port.rounds import Rounds
from integration.port.runs.claims import Claims
from integration.port.runs.deliveries import Deliveries
from integration.port.runs.executors import RunExecutor, Verb
from integration.port.runs.front_door import FrontDoor
from integration.port.runs.in_flight import InFlight
from integration.port.runs.recovery import Recovery
from integration.port.runs.shipped import action_types
from integration.port.runs.unheard import Hearing, tell_unheard
from integration.port.settings import parse_settings
from integration.port.sweeper import Sweeper
from integration.resources.menu import MENU

# Ocean runs its exit handlers from high to low, and stops its action workers at 0.
_BEFORE_ALL, _WITH_ACTIONS, _AFTER_ACTIONS, _AT_LAST = 1000, 0, -1, -10
# Looks for abandoned runs, and for what has settled, within the time that makes them so.
_LOOKS = 3


def wire(ocean: PortOceanContext) -> None:
    """Registers everything with Ocean. Raises `BadSetting`."""
    settings = parse_settings(ocean.integration_config)
    sent_here = WebhookRuns(settings.webhook_url, action_types()) if settings.webhook_url else None
    place, port, rounds = Place(settings), PortApi(ocean.port_client, sent_here), Rounds()
    history = History(port)
    second_looks = SecondLooks()
    # Before the rest, because Ocean's decorators register with the integration that is there when they run.
    ocean.app.integration = AwsIamPermissionsIntegration(ocean, Deletions(place, port, history), second_looks)
    sweeper = Sweeper(place, port, history)
    ocean.on_resync_start()(place.look_around)
    _wire_resync(ocean, Resync(place, port, sweeper), Probe(place))

    in_flight = InFlight(port, settings.abandoned_after)
    verbs = _verbs(place, port, history)
    executors = {name: RunExecutor(name, verb, port, in_flight, place) for name, verb in verbs.items()}
    for executor in executors.values():
        ocean.register_action_executor(executor)
    Claims(port).put_into(ocean.port_client)
    recovery = Recovery(executors, port, in_flight, settings.abandoned_after)
    if sent_here:
        _wire_webhook(ocean, Deliveries(executors, port, in_flight, place))

    live = LiveEvents(place, port, Catalog(place, port), history)
    listens = listen(ocean, settings.live_events_key, live, second_looks)

    listener = ocean.config.event_listener
    claims = listener.should_run_actions and ocean.config.actions_processor.enabled
    hearing = Hearing(ocean.config.integration.identifier, claims, settings.webhook_url)

    async def begin_rounds() -> None:
        if hearing.any:
            rounds.begin("recovery", recovery.round, settings.abandoned_after / _LOOKS)
        if listener.should_resync and listener.type != EventListenerType.ONCE:
            rounds.begin("sweep", sweeper.round, settings.sweep_interval)
        if listens:
            rounds.begin("second looks", LookAgain(live, second_looks).round, SETTLED / _LOOKS)
        await tell_unheard(port, hearing)

    ocean.on_start()(collect_less)
    ocean.on_start()(begin_rounds)
    signal_handler.register(in_flight.drain, priority=_BEFORE_ALL)
    signal_handler.register(rounds.end, priority=_BEFORE_ALL)
    signal_handler.register(in_flight.tell_interrupted, priority=_AFTER_ACTIONS)
    signal_handler.register(place.close, priority=_AT_LAST)


def _verbs(place: Place, port: PortApi, history: History) -> dict[str, Verb]:
    """By action type: what a run of it does."""
    catalog = Catalog(place, port)
    return {
        "request_permissions": Recorded(RequestPermissions(place, port, catalog, history), history),
        "preview_permissions": PreviewPermissions(place, port),
        "preview_for_approval": PreviewForApproval(place, port, catalog),
        "extend_permissions": Recorded(ExtendPermissions(place, catalog, history), history),
        "repair_permissions": Recorded(RepairPermissions(place, catalog, history), history),
        "revoke_permissions": Recorded(RevokePermissions(place, port, catalog, history), history),
        "revoke_user_permissions": RevokeUserPermissions(place, port, catalog, history),
        "change_expiry": ChangeExpiry(place, port, catalog, history),
    }


def _wire_webhook(ocean: PortOceanContext, deliveries: Deliveries) -> None:
    path, secret = f"{ocean.app.route_prefix}{PATH}", ocean.config.port.client_secret

    async def end() -> None:
        await deliveries.end(ocean.config.max_wait_seconds_before_shutdown)

    ocean.app.fast_api_app.add_middleware(FrontDoor, path=path, secret=secret, deliveries=deliveries)
    ocean.on_start()(deliveries.begin)
    signal_handler.register(end, priority=_WITH_ACTIONS)


def _wire_resync(ocean: PortOceanContext, resync: Resync, probe: Probe) -> None:
    ocean.on_resync_start()(Census.begin)
    ocean.on_resync(PERMISSION_KIND)(resync.permissions)
    for row in MENU:
        ocean.on_resync(row.kind)(resync.resources)
    ocean.on_resync(GRANT_KIND)(resync.grants)
    ocean.on_probe()(probe)

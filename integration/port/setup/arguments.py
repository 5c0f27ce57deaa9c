"""The options of setup, and what its --help says."""

import argparse

from integration.port.api.webhook_runs import PATH
from integration.port.setup.options import Asked

_DESCRIPTION = """\
Installs into Port what this integration needs there: blueprints, actions, automations, action permissions, a scorecard and a dashboard
page. It first shows what it will create and change, and leaves alone what is yours: extra properties, inputs, values, colours,
relations and rules stay, and where something of ours differs from what you made of it, yours stays and the plan says so (--force takes
ours). Actions of Port's guide that call its two GitHub workflows are led to this integration; the workflows stay reachable for the
permissions that they made. It is safe to run at any time and after every upgrade; run twice, it writes nothing the second time.

The mapping is not its affair: Ocean writes it when the integration first starts, and from then on it is yours to edit in Port. Run setup
before that first start: Ocean installs resources of its own only where it finds none of our blueprints.

Credentials are taken from the environment, or else from .env: OCEAN__PORT__CLIENT_ID, OCEAN__PORT__CLIENT_SECRET, and
OCEAN__PORT__BASE_URL where your Port is not at https://api.getport.io."""

_EPILOG = f"""\
Where Port does not accept this integration's own INTEGRATION_ACTION types, the same actions are installed with a WEBHOOK to the
integration (its endpoint {PATH}); --webhook-url says where Port, or Port's execution agent, reaches it.

Exit codes: 0 all is as it should be; 1 something could not be done, and the last lines say what."""


def add_arguments(command: argparse.ArgumentParser) -> None:
    """The options of `setup`."""
    command.formatter_class = argparse.RawDescriptionHelpFormatter
    command.description, command.epilog = _DESCRIPTION, _EPILOG
    command.add_argument("--dry-run", action="store_true", help="show the plan and write nothing")
    command.add_argument(
        "--identifier", metavar="ID", help="the integration's identifier, to which Port hands the runs (OCEAN__INTEGRATION__IDENTIFIER)"
    )
    command.add_argument("--webhook-url", metavar="URL", help="where the integration is reached, for a Port that needs the WEBHOOK")
    command.add_argument(
        "--webhook-agent",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="let Port's execution agent call the webhook, from inside your network",
    )
    command.add_argument(
        "--invocation",
        choices=[asked.value for asked in Asked],
        default=Asked.AUTO.value,
        help="how actions reach the integration; auto keeps what is installed, and else tries INTEGRATION_ACTION first",
    )
    command.add_argument(
        "--force", nargs="*", metavar="ID", help="where you and we differ take ours, everywhere or in these blueprints, actions, ..."
    )
    command.add_argument("--app-url", metavar="URL", help="where people open Port, for links to runs; known for Port's own regions")

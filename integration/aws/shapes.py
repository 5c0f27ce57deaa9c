"""What botocore reads out of AWS's answers: only what we use, and moments as the text that AWS sent.

Reading a page of instances whole, with each moment made a date, takes three times as long, and nothing else runs meanwhile.
"""

from datetime import UTC, datetime
from typing import Any

from botocore import xform_name
from botocore.session import Session

from integration.resources.menu import MENU
from integration.resources.row import Listing


def read_little(session: Session) -> None:
    """From here on the session's clients leave moments as they are."""
    session.get_component("response_parser_factory").set_parser_defaults(timestamp_parser=_as_sent)


def narrow(session: Session, service: str) -> None:
    """The session's clients of the service, opened from here on, read of a listed item only what its row of the menu keeps.

    botocore reads what its description of the service names, and keeps that description in the session's loader.
    """
    listings = [row.listing for row in MENU if row.listing.client == service and row.listing.keep]
    if listings:
        description = session.get_component("data_loader").load_service_model(service, "service-2")
        for listing in listings:
            item = _item_shape(description, listing)
            item["members"] = {name: member for name, member in item["members"].items() if name in listing.keep}


def _item_shape(description: dict[str, Any], listing: Listing) -> dict[str, Any]:
    operation = next(one for name, one in description["operations"].items() if xform_name(name) == listing.operation)
    shapes, shape = description["shapes"], description["shapes"][operation["output"]["shape"]]
    for name in listing.items.replace("[]", "").split("."):
        shape = shapes[shapes[shape["members"][name]["shape"]]["member"]["shape"]]
    item: dict[str, Any] = shape
    return item


def _as_sent(moment: Any) -> str:
    """Some services send texts and some send seconds since 1970."""
    return datetime.fromtimestamp(moment, UTC).isoformat() if isinstance(moment, int | float) else str(moment)

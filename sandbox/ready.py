"""What a started sandbox tells: one JSON line for programs, or a block for people."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from sandbox.company import PEOPLE


@dataclass(frozen=True, slots=True)
class Ready:
    """Where everything is and the keys to it; these names are a promise to programs that read them."""

    port_api: str
    page: str
    aws_endpoint: str
    aws_access_key_id: str
    aws_secret_access_key: str
    client_id: str
    client_secret: str
    integration_identifier: str
    integration_address: str

    def line(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self))


def block(ready: Ready, logs: Path, notes: tuple[str, ...]) -> str:
    """The address, who to be and what to try, for a person at a terminal."""
    people = ", ".join(person.first_name for person in PEOPLE)
    lines = (
        "",
        f"  The sandbox is ready:  {ready.page}",
        "",
        f"  You are   {PEOPLE[0].first_name} ({PEOPLE[0].port_role}); choose another of {people} at the top of the page.",
        "  Try       1. open a bucket in the catalog of AWS resources and choose Request permissions: s3:PutObject, an hour, a reason",
        "            2. follow the run until it says SUCCESS, open the new permission and press Try the access",
        "            3. revoke it, or set its expiry a minute ahead and wait, and try the access again",
        f"  AWS       {ready.aws_endpoint}  (access key {ready.aws_access_key_id}, secret {ready.aws_secret_access_key})",
        f"  Port API  {ready.port_api}/v1  (client id {ready.client_id}, client secret {ready.client_secret})",
        f"  Logs      {logs}",
        *(f"  Note      {note}" for note in notes),
        "",
        "  Ctrl-C stops everything and leaves nothing behind.",
        "",
    )
    return "\n".join(lines)

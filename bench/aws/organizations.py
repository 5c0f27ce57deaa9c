"""Organizations: the accounts of the world."""

import json

from bench.aws.call import Call
from bench.wire import Answer
from bench.world import World


class Organizations:
    def __init__(self, world: World) -> None:
        self._world = world

    def answer(self, call: Call) -> Answer:
        operation = call.request.headers["x-amz-target"].rpartition(".")[2]
        accounts = [{"Id": one, "Name": f"account-{one}", "Status": "ACTIVE"} for one in self._world.account_ids]
        body = {"OrganizationalUnits": []} if operation == "ListOrganizationalUnitsForParent" else {"Accounts": accounts}
        return Answer(f"organizations:{operation}", json.dumps(body).encode(), content_type="application/x-amz-json-1.1")

"""`python -m bench.aws WORLD`: serves the world; POST /__bench sets latency and throttling and tells what was asked."""

import asyncio
import re
import sys
from dataclasses import dataclass
from typing import Any, Protocol

from bench.aws import ec2, iam, organizations, s3, sts, tagging
from bench.aws.call import Call, parameters
from bench.aws.throttle import Throttle
from bench.wire import Answer, Meter, Request, serve
from bench.world import World

# Who signs says who is meant: the key's digits are the account, the scope names region and service.
_SCOPE = re.compile(r"Credential=[A-Z]+(\d{12})/\d+/([\w-]+)/([\w-]+)/")


class _Service(Protocol):
    def answer(self, call: Call) -> Answer: ...


@dataclass
class Aws:
    """Every service of the world."""

    world: World
    meter: Meter
    throttle: Throttle

    def __post_init__(self) -> None:
        self._services: dict[str, _Service] = {
            "s3": s3.S3(self.world),
            "ec2": ec2.Ec2(self.world),
            "iam": iam.Iam(self.world),
            "sts": sts.Sts(),
            "tagging": tagging.Tagging(self.world),
            "organizations": organizations.Organizations(self.world),
        }

    def answer(self, request: Request) -> Answer:
        scope = _SCOPE.search(request.headers.get("authorization", ""))
        if scope is None:
            return Answer("unsigned", b"<Error><Code>AccessDenied</Code></Error>", 403, "text/xml")
        account, region, service = scope.groups()
        call = Call(account, region, service, parameters(request), request)
        return self.throttle.refused(call) or self._services[service].answer(call)

    def control(self, told: dict[str, Any]) -> dict[str, Any]:
        answer = self.meter.told()
        self.meter.change(told)
        self.throttle.change(told)
        return answer


if __name__ == "__main__":
    aws = Aws(World.of(sys.argv[1]), meter := Meter(), Throttle(meter))
    asyncio.run(serve(aws.answer, aws.meter, aws.control))

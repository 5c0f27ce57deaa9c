"""A call as the fault proxy receives it, and its name: `iam CreateRole`, `PATCH /v1/actions/runs/{run} end`."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from multidict import CIMultiDictProxy

_SCOPE = re.compile(r"Credential=[^/]+/\d{8}/[^/]+/([^/]+)/aws4_request")
_S3_NAME = re.compile(r"^/[^/?]+")

# Port's paths with the part that changes from call to call named instead; what is not here is its own name.
_PORT_PATHS = (
    (re.compile(r"^(/v1/actions/runs/)(?!ack$|claim-pending$)[^/]+"), r"\1{run}"),
    (re.compile(r"^(/v1/blueprints/[^/]+/entities/)(?!bulk$|search$)[^/]+"), r"\1{entity}"),
    (re.compile(r"^(/v1/integration/)(?!provision-enabled$)[^/]+"), r"\1{integration}"),
)
_RUN_CHANGED = "PATCH /v1/actions/runs/{run}"


@dataclass(frozen=True, slots=True)
class Received:
    """`target` is the path with its query, as it was sent: AWS signs both, and the Host header too."""

    method: str
    target: str
    headers: CIMultiDictProxy[str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def service(self) -> str:
        """The AWS service that the signature names; empty where there is none."""
        scope = _SCOPE.search(self.headers.get("Authorization", ""))
        return scope[1] if scope else ""

    @property
    def is_query(self) -> bool:
        """Whether this is AWS's query protocol, with parameters as a form."""
        return self.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded")

    @property
    def parameters(self) -> dict[str, str]:
        """Those of the query protocol."""
        return dict(parse_qsl(self.body.decode())) if self.is_query else {}


Naming = Callable[[Received], str]


def aws_name(call: Received) -> str:
    """Service and operation, told from the query protocol, the JSON protocols or the REST path."""
    target = call.headers.get("X-Amz-Target")
    if target:
        return f"{call.service} {target.rpartition('.')[2]}"
    action = call.parameters.get("Action")
    return f"{call.service} {action or f'{call.method} ' + _S3_NAME.sub('/{name}', call.path)}"


def port_name(call: Received) -> str:
    """Method and path template; a change of a run says whether it ends the run, because that is another thing to lose."""
    path = call.path
    for pattern, template in _PORT_PATHS:
        path = pattern.sub(template, path)
    name = f"{call.method} {path}"
    return f"{name} {'end' if 'status' in _object(call.body) else 'touch'}" if name == _RUN_CHANGED else name


def _object(body: bytes) -> dict[str, Any]:
    parsed = json.loads(body) if body else {}
    return parsed if isinstance(parsed, dict) else {}

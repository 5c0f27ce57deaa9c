"""A call to AWS as the services of the fake see it, and the XML around their answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

from bench.wire import Answer, Request

_XML = "text/xml"
_TAIL = "<ResponseMetadata><RequestId>bench</RequestId></ResponseMetadata>"


@dataclass(frozen=True, slots=True)
class Call:
    account: str
    region: str
    service: str
    parameters: Mapping[str, str]
    request: Request

    @property
    def action(self) -> str:
        return self.parameters.get("Action", "")

    def page(self, token: str, size: str, most: int) -> slice:
        """Which items are asked for, where a token is the number of the first one."""
        start = int(self.parameters.get(token, 0))
        return slice(start, start + min(int(self.parameters.get(size, most)), most))


def parameters(request: Request) -> dict[str, str]:
    """Those of the query string and, for the query protocols, of the body."""
    form = request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
    text = request.body.decode() if form else request.query
    return {name: values[0] for name, values in parse_qs(text, keep_blank_values=True).items()}


def query_answer(call: Call, namespace: str, result: str) -> Answer:
    """An answer of the query protocol, as IAM and STS speak it."""
    name = call.action
    body = f'<{name}Response xmlns="{namespace}"><{name}Result>{result}</{name}Result>{_TAIL}</{name}Response>'
    return Answer(f"{call.service}:{name}", body.encode(), content_type=_XML)


def query_error(call: Call, status: int, code: str, message: str) -> Answer:
    body = f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
    return Answer(f"{call.service}:{call.action}", body.encode(), status, _XML)


def xml_answer(name: str, body: str, status: int = 200) -> Answer:
    return Answer(name, body.encode(), status, _XML)


def tags_xml(tags: Mapping[str, str], around: str = "member", key: str = "Key", value: str = "Value") -> str:
    return "".join(f"<{around}><{key}>{name}</{key}><{value}>{text}</{value}></{around}>" for name, text in tags.items())


def members(items: Iterable[str]) -> str:
    return "".join(f"<member>{item}</member>" for item in items)

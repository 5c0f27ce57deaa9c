"""Every request that the integration made to Port in this session is one that Port publishes, and one that it accepted."""

import pytest

from tests import port_spec
from tests.e2e.port import Json, Port


@pytest.mark.skipif(not port_spec.is_here(), reason="Port's API description is not beside the checkout")
def test_every_request_fits_ports_api_description(port: Port) -> None:
    calls = _calls(port)
    assert {"claim-pending", "ack", "logs", "search", "entities"} <= {step for call in calls for step in call["path"].split("/")}
    for call in calls:
        port_spec.check_request(call["method"], call["path"], call["query"], call["body"])


def test_port_refuses_none_but_reads_and_deletions_of_what_is_not_there(port: Port) -> None:
    refused = [call for call in _calls(port) if call["status"] >= 400]
    not_there = {("GET", 404), ("DELETE", 404)}  # a revoke and the sweep may both take away what is gone
    assert [call for call in refused if (call["method"], call["status"]) not in not_there] == []


def _calls(port: Port) -> list[Json]:
    calls: list[Json] = port.ask("GET", "/__sandbox/calls")["calls"]
    return calls

"""Claiming pending runs: a lease until it is acknowledged, and acknowledged once."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

from sandbox.port import clock, runs
from sandbox.port.caller import Caller
from sandbox.port.errors import PortError
from sandbox.port.organization import Organization
from sandbox.port.run import Run, RunStatus


def claim(org: Organization, installation_id: str, limit: int, lease: timedelta, exclude: Collection[str]) -> list[Run]:
    """Lease the oldest pending runs of this installation; while the lease lasts nobody else is offered them."""
    now = clock.now()
    offered = [
        run
        for run in org.runs.values()
        if _is_pending(run)
        and run.installation_id == installation_id
        and run.action_identifier not in exclude
        and (run.claimed_until is None or run.claimed_until <= now)
    ][:limit]
    for run in offered:
        org.runs[run.id] = replace(run, claimed_until=now + lease)
    return [org.runs[run.id] for run in offered]


def acknowledge(org: Organization, caller: Caller, run_id: str) -> Run:
    """Take the run for good. Raises 409 where somebody has it already, or it is not pending."""
    run = runs.get(org, run_id)
    if not _is_pending(run):
        raise PortError(409, "conflict", f'Run "{run_id}" is not pending execution; somebody has acknowledged it or it has ended')
    return runs.change(org, caller, replace(run, pending_execution=False, claimed_until=None))


def _is_pending(run: Run) -> bool:
    return run.pending_execution and run.status is RunStatus.IN_PROGRESS

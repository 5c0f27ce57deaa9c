"""When something is looked at again: after it has settled, never while a resync runs, and once for many events."""

from contextlib import suppress

import pytest

from integration.port.live import second_looks
from integration.port.live.event_webhook import SeenEvents
from integration.port.live.second_looks import SETTLED, SecondLooks, Subject

_SECONDS = SETTLED.total_seconds()


class _Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> _Clock:
    clock = _Clock()
    monkeypatch.setattr(second_looks, "monotonic", clock)
    return clock


def _bucket(name: str = "reports") -> Subject:
    return Subject("AWS::S3::Bucket", "123456789012", "", f"arn:aws:s3:::{name}")


def test_a_subject_is_due_once_when_it_has_settled(clock: _Clock) -> None:
    looks = SecondLooks()
    looks.note(_bucket())
    assert looks.due() == []
    clock.now += _SECONDS
    assert looks.due() == [_bucket()]
    assert looks.due() == []


def test_another_event_of_the_same_subject_puts_its_second_look_off(clock: _Clock) -> None:
    looks = SecondLooks()
    looks.note(_bucket())
    looks.note(_bucket("other"))
    clock.now += _SECONDS / 2
    looks.note(_bucket())
    clock.now += _SECONDS / 2
    assert looks.due() == [_bucket("other")]
    clock.now += _SECONDS / 2
    assert looks.due() == [_bucket()]


def test_nothing_is_due_before_the_resync_has_ended_however_it_ends(clock: _Clock) -> None:
    looks = SecondLooks()
    looks.note(_bucket())
    with suppress(RuntimeError), looks.after_resync():
        clock.now += 10 * _SECONDS
        assert looks.due() == []
        raise RuntimeError
    assert looks.due() == [_bucket()]


def test_a_storm_of_events_is_not_kept_for_ever(clock: _Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_looks, "_MOST", 3)
    looks = SecondLooks()
    for number in range(5):
        looks.note(_bucket(f"bucket-{number}"))
    clock.now += _SECONDS
    assert looks.due() == [_bucket(f"bucket-{number}") for number in (2, 3, 4)]


def test_the_oldest_events_are_forgotten_first() -> None:
    seen = SeenEvents(most=2)
    for number in range(3):
        seen.add(str(number))
    assert [str(number) in seen for number in range(3)] == [False, True, True]

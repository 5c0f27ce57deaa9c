from datetime import timedelta

import pytest

from integration.domain.durations import in_words, parse_duration


@pytest.mark.parametrize(("text", "minutes"), [("30m", 30), ("4h", 240), (" 2 d ", 2880)])
def test_a_duration_is_read_as_people_write_it(text: str, minutes: int) -> None:
    assert parse_duration(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "4", "h", "-4h", "4 weeks", "1h30m", "9999999d"])
def test_what_is_no_duration_is_told_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="write 30m, 4h or 2d"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        (timedelta(days=3), "3 days"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(minutes=90), "90 minutes"),
        (timedelta(seconds=61), "61 seconds"),
    ],
)
def test_a_duration_is_said_in_its_largest_whole_unit(duration: timedelta, words: str) -> None:
    assert in_words(duration) == words

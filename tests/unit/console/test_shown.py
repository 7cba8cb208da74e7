from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from voicebot.console import shown

HOME = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("06 1234 5678", "612345678"),
        ("+31612345678", "612345678"),
        ("0031 6 12345678", "612345678"),
        ("020-1234567", "201234567"),
        ("5678", "5678"),
        ("+32 470 12 34 56", "32470123456"),
        ("", ""),
        ("anonymous", ""),
    ],
)
def test_digits(typed: str, wanted: str):
    assert shown.digits(typed) == wanted


def test_numbers():
    assert shown.number("+31612345678") == "06 12345678"
    assert shown.number("+32470123456") == "+32 470 12 34 56"
    assert shown.number("anonymous") == "anonymous"
    assert shown.ending("+31612345678") == "…678"
    assert shown.ending("anonymous") == ""


def test_moments_are_local_and_only_as_long_as_needed():
    assert shown.moment(NOW, "nl", HOME, NOW) == "12:00"
    assert shown.moment(datetime(2026, 11, 23, 23, 30, tzinfo=UTC), "nl", HOME, NOW) == "00:30"
    assert shown.moment(datetime(2026, 7, 1, 8, 5, tzinfo=UTC), "nl", HOME, NOW) == "wo 1 jul 2026 10:05"
    assert shown.moment(datetime(2026, 7, 1, 8, 5, tzinfo=UTC), "en", HOME, NOW) == "Wed 1 Jul 2026 10:05"
    assert shown.moment(None, "nl", HOME, NOW) == ""


def test_days_have_local_bounds_also_where_the_clock_changes():
    since, until = shown.bounds(date(2026, 10, 25), date(2026, 10, 25), HOME)
    assert since is not None
    assert until is not None
    assert (until - since).total_seconds() == 25 * 3600
    assert shown.bounds(None, None, HOME) == (None, None)


def test_lengths():
    assert shown.stream_time(65.9) == "1:05"
    assert shown.duration(NOW, NOW.replace(hour=12)) == "1:00:00"
    assert shown.duration(NOW, NOW.replace(hour=9)) == "0:00"


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("0f3a9c71d2e4b658" * 4 + ".tar.gz", "0f3a9c71d2e4….tar.gz"),
        ("20261124-101500-blue-harbor.tar.gz", "20261124-101500-blue-harbor.tar.gz"),
        ("base int8", "base int8"),
        ("", ""),
    ],
)
def test_a_models_fingerprint_is_shown_by_its_beginning(name: str, short: str) -> None:
    assert shown.model(name) == short

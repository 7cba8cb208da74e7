from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.transfer.hours import Hours, Span

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
OFFICE = Hours(
    week=dict.fromkeys(range(5), (Span(timedelta(hours=9), timedelta(hours=17)),)),
    country="NL",
    closed=frozenset({date(2026, 12, 24)}),
)


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=AMSTERDAM)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (at(2026, 3, 2, 9), True),
        (at(2026, 3, 2, 8, 59), False),
        (at(2026, 3, 2, 17), False),  # the end is not in it
        (at(2026, 3, 7, 12), False),  # a Saturday
        (at(2026, 4, 27, 12), False),  # King's Day
        (at(2026, 4, 6, 12), False),  # Easter Monday
        (at(2026, 12, 24, 12), False),  # the owner's own
        (at(2026, 12, 28, 12), True),
    ],
)
def test_office_hours(moment: datetime, is_open: bool) -> None:
    assert OFFICE.is_open(moment) is is_open
    assert OFFICE.is_open(moment.astimezone(UTC)) is is_open


def test_the_next_opening_skips_nights_weekends_and_holidays() -> None:
    assert OFFICE.next_opening(at(2026, 3, 2, 10)) == at(2026, 3, 2, 10)
    assert OFFICE.next_opening(at(2026, 3, 2, 7)) == at(2026, 3, 2, 9)
    assert OFFICE.next_opening(at(2026, 3, 6, 18)) == at(2026, 3, 9, 9)
    assert OFFICE.next_opening(at(2026, 12, 23, 18)) == at(2026, 12, 28, 9)
    assert Hours(week={}).next_opening(at(2026, 3, 2, 7)) is None


def hours(*week: tuple[float, float], **more: object) -> Hours:
    spans = tuple(Span(timedelta(hours=start), timedelta(hours=end)) for start, end in week)
    return Hours(dict.fromkeys(range(7), spans), **more)  # type: ignore[arg-type]


def test_a_day_for_a_person() -> None:
    assert OFFICE.on(date(2026, 3, 2)) == ((time(9), time(17)),)
    assert OFFICE.on(date(2026, 3, 1)) == ()
    assert Hours().on(date(2026, 3, 1)) == ((time(0), time(23, 59)),)


def test_a_day_with_breaks_for_a_person() -> None:
    day = date(2026, 3, 2)
    assert hours((9, 12), (13, 17)).on(day) == ((time(9), time(12)), (time(13), time(17)))
    assert hours((7, 9.5), (10, 12), (18, 24)).on(day) == (
        (time(7), time(9, 30)), (time(10), time(12)), (time(18), time(23, 59)),
    )  # fmt: skip
    assert hours((9, 12), (12, 17)).on(day) == ((time(9), time(17)),)  # no break between them
    assert hours((9, 12), (13, 17), country="NL").on(date(2026, 4, 6)) == ()  # Easter Monday
    assert hours((9, 12), (13, 17), closed=frozenset({day})).on(day) == ()


def test_in_a_break_it_is_closed_and_opens_after_it() -> None:
    shop = hours((9, 12), (13, 17))
    for minute in (0, 30, 59):
        assert not shop.is_open(at(2026, 3, 2, 12, minute))
        assert shop.next_opening(at(2026, 3, 2, 12, minute)) == at(2026, 3, 2, 13)
    assert shop.is_open(at(2026, 3, 2, 11, 59)) and shop.is_open(at(2026, 3, 2, 13))


@pytest.mark.parametrize("day", [(2026, 3, 29), (2026, 10, 25)])
def test_the_clock_on_the_wall_counts_when_it_is_put_on_or_back(day: tuple[int, int, int]) -> None:
    hours = Hours(week={6: (Span(timedelta(hours=9), timedelta(hours=17)),)})
    assert hours.is_open(at(*day, 9)) and not hours.is_open(at(*day, 8, 59))
    assert not hours.is_open(at(*day, 17))


@given(st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))
def test_always_open_is_always_open(moment: datetime) -> None:
    assert Hours().is_open(moment)


@given(st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))
def test_the_next_opening_is_open(moment: datetime) -> None:
    opening = OFFICE.next_opening(moment)
    assert opening is not None and opening >= moment and OFFICE.is_open(opening)

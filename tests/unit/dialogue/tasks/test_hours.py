"""What of a wish falls into the hours in which people are there."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.dialogue.house import NOW, TODAY
from voicebot.backoffice.port import NotPossible, Reason
from voicebot.backoffice.today import CALLERS_ZONE
from voicebot.dialogue.reading.moment import DAY_LONG, Moment
from voicebot.dialogue.tasks.facts import knowledge
from voicebot.dialogue.tasks.hours import (
    FURTHEST,
    LEAST,
    OpenOn,
    Period,
    is_open,
    next_opening,
    slot_for,
    usual_hours,
)

WEDNESDAY, SATURDAY, SUNDAY = date(2026, 11, 25), date(2026, 11, 28), date(2026, 11, 29)
Clock = tuple[int, int]


def two_breaks(day: date) -> tuple[Period, ...]:
    """Every day from nine to five, but not from twelve to one and from three to half past."""
    return (time(9), time(12)), (time(13), time(15)), (time(15, 30), time(17))


def test_the_usual_hours_are_those_that_callers_are_told():
    told = knowledge().entry("openingstijden").text
    assert re.findall(r"van (\d+) tot (\d+) uur", told) == [("8", "18"), ("9", "13")]
    assert (usual_hours(TODAY), usual_hours(SATURDAY)) == (((time(8), time(18)),), ((time(9), time(13)),))
    assert usual_hours(SUNDAY) == ()
    # Christmas, New Year, King's Day on a Monday, Easter Monday: nobody is promised a call on them.
    for holiday in (date(2026, 12, 25), date(2027, 1, 1), date(2026, 4, 27), date(2026, 4, 6)):
        assert usual_hours(holiday) == ()
    assert usual_hours(date(2026, 12, 24)) == ((time(8), time(18)),)


def clock(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=CALLERS_ZONE)


@pytest.mark.parametrize(
    ("moment", "start", "end"),
    [
        (Moment(TODAY, 12 * 60, 18 * 60), clock(TODAY, 12), clock(TODAY, 18)),
        (Moment(TODAY), clock(TODAY, 10, 15), clock(TODAY, 18)),  # it is 10:07
        (Moment(None, 17 * 60, DAY_LONG), clock(TODAY, 17), clock(TODAY, 18)),
        (Moment(None, 6 * 60, 10 * 60), clock(TODAY + timedelta(1), 8), clock(TODAY + timedelta(1), 10)),
        (Moment(SATURDAY), clock(SATURDAY, 9), clock(SATURDAY, 13)),
    ],
)
def test_a_wish_is_cut_to_the_hours_and_to_what_is_left_of_today(
    moment: Moment, start: datetime, end: datetime
):
    slot = slot_for(moment, NOW, usual_hours)
    assert (slot.start, slot.end) == (start, end)


@pytest.mark.parametrize(
    ("moment", "reason"),
    [
        (Moment(TODAY, 6 * 60, 10 * 60), Reason.PAST),
        (Moment(TODAY - timedelta(1)), Reason.PAST),
        (Moment(TODAY, 18 * 60, 22 * 60), Reason.CLOSED),
        (Moment(SATURDAY, 14 * 60, 18 * 60), Reason.CLOSED),
        (Moment(SUNDAY), Reason.CLOSED),
        (Moment(None, 18 * 60, 22 * 60), Reason.CLOSED),
        (Moment(TODAY + timedelta(FURTHEST + 1)), Reason.BAD_DAY),
    ],
)
def test_what_is_over_or_closed_is_refused(moment: Moment, reason: Reason):
    with pytest.raises(NotPossible) as refused:
        slot_for(moment, NOW, usual_hours)
    assert refused.value.reason is reason


def test_open_and_opening():
    assert is_open(NOW, usual_hours) and not is_open(clock(TODAY, 17, 50), usual_hours)
    assert not is_open(clock(SUNDAY, 12), usual_hours)
    assert next_opening(clock(TODAY, 6), usual_hours) == clock(TODAY, 8)
    assert next_opening(clock(SATURDAY, 14), usual_hours) == clock(SATURDAY + timedelta(2), 8)
    assert next_opening(NOW, lambda day: ()) is None


@pytest.mark.parametrize("open_on", [usual_hours, two_breaks])
@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(CALLERS_ZONE)),
    st.none() | st.integers(0, 40),
    st.lists(st.integers(0, DAY_LONG), min_size=2, max_size=2, unique=True),
)
def test_no_time_that_is_past_or_closed(open_on: OpenOn, now: datetime, ahead: int | None, hours: list[int]):
    day = None if ahead is None else now.date() + timedelta(days=ahead)
    try:
        slot = slot_for(Moment(day, *sorted(hours)), now, open_on)
    except NotPossible:
        return
    assert slot.start.date() == slot.end.date() and slot.start.time() < slot.end.time()
    periods = open_on(slot.start.date())
    assert any(opens <= slot.start.time() and slot.end.time() <= closes for opens, closes in periods)
    assert slot.start > now and slot.end - slot.start >= timedelta(minutes=LEAST)
    assert day in (None, slot.start.date())


# ── days with breaks ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("moment", "start", "end"),
    [
        (Moment(WEDNESDAY), (9, 0), (12, 0)),  # the first in which there is an hour
        (Moment(WEDNESDAY, 12 * 60, 18 * 60), (13, 0), (15, 0)),  # in the afternoon
        (Moment(WEDNESDAY, 12 * 60 + 30, 13 * 60 + 30), (13, 0), (13, 30)),  # half in it, as at night
        (Moment(WEDNESDAY, 11 * 60 + 30, 12 * 60 + 30), (11, 30), (12, 0)),
        (Moment(WEDNESDAY, 11 * 60 + 45, 12 * 60 + 45), (11, 45), (12, 0)),
        (Moment(WEDNESDAY, 11 * 60 + 50, 13 * 60 + 40), (13, 0), (13, 40)),  # ten minutes are none
        (Moment(WEDNESDAY, 14 * 60 + 40, 16 * 60), (15, 30), (16, 0)),  # the longer one
        (Moment(WEDNESDAY, 15 * 60 + 30, DAY_LONG), (15, 30), (17, 0)),
        (Moment(None, 15 * 60, 16 * 60), (15, 30), (16, 0)),
    ],
)
def test_a_wish_is_cut_to_one_side_of_a_break(moment: Moment, start: Clock, end: Clock):
    day = moment.day or TODAY
    slot = slot_for(moment, NOW, two_breaks)
    assert (slot.start, slot.end) == (clock(day, *start), clock(day, *end))


@pytest.mark.parametrize(
    ("from_minute", "until_minute"),
    [(12 * 60, 13 * 60), (12 * 60 + 15, 12 * 60 + 45), (11 * 60 + 50, 13 * 60 + 10), (15 * 60, 15 * 60 + 30)],
)
def test_a_time_in_a_break_is_refused_as_one_at_night(from_minute: int, until_minute: int):
    for day in (WEDNESDAY, None):
        with pytest.raises(NotPossible) as refused:
            slot_for(Moment(day, from_minute, until_minute), NOW, two_breaks)
        assert refused.value.reason is Reason.CLOSED


def test_what_is_left_of_today_begins_after_the_break():
    for hour, minute in ((11, 46), (12, 0), (12, 44)):
        slot = slot_for(Moment(TODAY), clock(TODAY, hour, minute), two_breaks)
        assert (slot.start, slot.end) == (clock(TODAY, 13), clock(TODAY, 15))
    with pytest.raises(NotPossible) as refused:
        slot_for(Moment(TODAY, 9 * 60, 12 * 60), clock(TODAY, 11, 50), two_breaks)
    assert refused.value.reason is Reason.PAST


def test_nobody_is_there_in_a_break():
    for moment in (clock(TODAY, 11, 46), clock(TODAY, 12), clock(TODAY, 12, 59)):
        assert not is_open(moment, two_breaks)
        assert next_opening(moment, two_breaks) == clock(TODAY, 13)
    assert is_open(clock(TODAY, 11, 45), two_breaks) and is_open(clock(TODAY, 13), two_breaks)
    assert next_opening(clock(TODAY, 15, 10), two_breaks) == clock(TODAY, 15, 30)
    assert next_opening(clock(TODAY, 16, 50), two_breaks) == clock(WEDNESDAY, 9)


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_the_clock_on_the_wall_counts_for_breaks_as_well(day: date):
    now = clock(day - timedelta(1), 20)
    slot = slot_for(Moment(day, 12 * 60 + 30, 14 * 60), now, two_breaks)
    assert (slot.start, slot.end) == (clock(day, 13), clock(day, 14))
    assert slot.start.utcoffset() == clock(day, 13).utcoffset() != now.utcoffset()
    assert next_opening(clock(day, 12, 30), two_breaks) == clock(day, 13)


def test_a_holiday_has_no_periods_to_fall_into():
    christmas = date(2026, 12, 25)

    def with_holidays(day: date) -> tuple[Period, ...]:
        return two_breaks(day) if usual_hours(day) else ()

    now = clock(christmas - timedelta(1), 16, 50)
    with pytest.raises(NotPossible) as refused:
        slot_for(Moment(christmas), now, with_holidays)
    assert refused.value.reason is Reason.CLOSED
    assert next_opening(now, with_holidays) == clock(date(2026, 12, 28), 9)  # after Christmas and the Sunday

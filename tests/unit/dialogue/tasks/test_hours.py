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
from voicebot.dialogue.tasks.hours import FURTHEST, LEAST, is_open, next_opening, slot_for, usual_hours

SATURDAY, SUNDAY = date(2026, 11, 28), date(2026, 11, 29)


def test_the_usual_hours_are_those_that_callers_are_told():
    told = knowledge().entry("openingstijden").text
    assert re.findall(r"van (\d+) tot (\d+) uur", told) == [("8", "18"), ("9", "13")]
    assert (usual_hours(TODAY), usual_hours(SATURDAY)) == ((time(8), time(18)), (time(9), time(13)))
    assert usual_hours(SUNDAY) is None
    # Christmas, New Year, King's Day on a Monday, Easter Monday: nobody is promised a call on them.
    for holiday in (date(2026, 12, 25), date(2027, 1, 1), date(2026, 4, 27), date(2026, 4, 6)):
        assert usual_hours(holiday) is None
    assert usual_hours(date(2026, 12, 24)) == (time(8), time(18))


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
    assert next_opening(NOW, lambda day: None) is None


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(CALLERS_ZONE)),
    st.none() | st.integers(0, 40),
    st.lists(st.integers(0, DAY_LONG), min_size=2, max_size=2, unique=True),
)
def test_no_time_that_is_past_or_closed(now: datetime, ahead: int | None, hours: list[int]):
    day = None if ahead is None else now.date() + timedelta(days=ahead)
    try:
        slot = slot_for(Moment(day, *sorted(hours)), now, usual_hours)
    except NotPossible:
        return
    opened = usual_hours(slot.start.date())
    assert opened and slot.start.date() == slot.end.date()
    assert opened[0] <= slot.start.time() < slot.end.time() <= opened[1]
    assert slot.start > now and slot.end - slot.start >= timedelta(minutes=LEAST)
    assert day in (None, slot.start.date())

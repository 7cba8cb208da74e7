"""When people are there, and what of a caller's wish falls into that."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import holidays

from voicebot.backoffice.port import NotPossible, Reason
from voicebot.dialogue.reading.clock_words import DAY_LONG, Span
from voicebot.dialogue.reading.moment import Moment

Period = tuple[time, time]
"""From when until when people are there without a break."""
OpenOn = Callable[[date], tuple[Period, ...]]
"""The periods of a day in which people are there, in order, apart from each other; none when nobody is."""
HoursOf = Callable[[str], OpenOn]
"""The hours of the queue whose people call back; '' when none in particular."""

LEAST = 15
"""Minutes that a time for a callback must leave, and into which times are rounded."""
ROOMY = 60
"""Minutes of a period that are enough to stop looking for a longer one that day."""
FURTHEST = 28
"""Days that a callback may be ahead."""
LOOKED_AT = 14
"""Days in which the next opening is looked for."""

_HOLIDAYS = holidays.country_holidays("NL")  # fills itself year by year
_WEEKDAYS = (time(8), time(18))
_SATURDAY = (time(9), time(13))


def usual_hours(day: date) -> tuple[Period, ...]:
    """What the knowledge file says: working days and Saturday morning; nobody on Dutch public holidays."""
    if day in _HOLIDAYS:
        return ()
    return {5: (_SATURDAY,), 6: ()}.get(day.weekday(), (_WEEKDAYS,))


def usual_of(queue: str) -> OpenOn:
    """The same hours for every queue."""
    return usual_hours


@dataclass(frozen=True, slots=True)
class Slot:
    """A time at which people are there, with its zone."""

    start: datetime
    end: datetime


def is_open(now: datetime, open_on: OpenOn) -> bool:
    """Whether people are there, and for a while yet."""
    minutes = _minutes(now.time())
    return any(
        _minutes(opens) <= minutes <= _minutes(closes) - LEAST for opens, closes in open_on(now.date())
    )


def next_opening(now: datetime, open_on: OpenOn) -> datetime | None:
    """When people will be there again, later today or on a day to come; None when not in two weeks."""
    for ahead in range(LOOKED_AT):
        day = now.date() + timedelta(days=ahead)
        for opens, _closes in open_on(day):
            if (opening := datetime.combine(day, opens, now.tzinfo)) > now:
                return opening
    return None


def slot_for(moment: Moment, now: datetime, open_on: OpenOn) -> Slot:
    """The part of a wish in which people are there; without a day, on the first day that has one.

    It lies in one period: of a wish that a break divides, the first part that is `ROOMY`, else the longest.
    Raises NotPossible: PAST for what is over today, CLOSED when nobody is there, BAD_DAY for too far ahead.
    """
    if moment.day:
        return _on(moment.day, moment, now, open_on)
    for ahead in range(LOOKED_AT):
        try:
            return _on(now.date() + timedelta(days=ahead), moment, now, open_on)
        except NotPossible:
            continue
    raise NotPossible(Reason.CLOSED)


def _on(day: date, moment: Moment, now: datetime, open_on: OpenOn) -> Slot:
    today = now.date()
    if day > today + timedelta(days=FURTHEST):
        raise NotPossible(Reason.BAD_DAY)
    periods = [(_minutes(opens), _minutes(closes)) for opens, closes in open_on(day)]
    parts = _long_enough((max(moment.start, opens), min(moment.end, closes)) for opens, closes in periods)
    if not parts:
        raise NotPossible(Reason.CLOSED)
    if day <= today:
        this_quarter = _minutes(now.time()) // LEAST * LEAST
        begins = this_quarter + LEAST if day == today else DAY_LONG
        parts = _long_enough((max(start, begins), end) for start, end in parts)
        if not parts:
            raise NotPossible(Reason.PAST)
    start, end = next((part for part in parts if _length(part) >= ROOMY), max(parts, key=_length))
    return Slot(_at(day, start, now), _at(day, end, now))


def _long_enough(parts: Iterable[Span]) -> list[Span]:
    return [part for part in parts if _length(part) >= LEAST]


def _length(part: Span) -> int:
    return part[1] - part[0]


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _at(day: date, minutes: int, now: datetime) -> datetime:
    days, rest = divmod(minutes, DAY_LONG)
    return datetime.combine(day + timedelta(days=days), time(rest // 60, rest % 60), now.tzinfo)

"""Opening hours: spans of each weekday in the owner's time zone, closed days and public holidays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MIDNIGHT = timedelta(days=1)
# A queue that does not open within so many days does not open.
_HORIZON = 60


@dataclass(frozen=True, slots=True)
class Span:
    """From ``start`` until ``end`` (excluded): time since midnight; 24 hours is the end of the day."""

    start: timedelta
    end: timedelta


ALL_DAY = (Span(timedelta(0), MIDNIGHT),)


def _clock(since_midnight: timedelta) -> time:
    if since_midnight >= MIDNIGHT:
        return time(23, 59)
    return (datetime.min + since_midnight).time()


@lru_cache(maxsize=32)
def _public(country: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, years=year))


@dataclass(frozen=True, slots=True)
class Hours:
    """When a queue is open. ``week``: spans by weekday, 0 is Monday; a day without spans is closed.

    country: its public holidays are closed (ISO 3166, 'NL'), '' for none. closed: further closed days.
    Without arguments: always open.
    """

    week: Mapping[int, tuple[Span, ...]] = field(default_factory=lambda: dict.fromkeys(range(7), ALL_DAY))
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Amsterdam"))
    country: str = ""
    closed: frozenset[date] = frozenset()

    def is_open(self, at: datetime) -> bool:
        """Whether it is open at a moment (with its time zone)."""
        local = at.astimezone(self.zone)
        return any(start <= at < end for start, end in self._spans(local.date()))

    def next_opening(self, at: datetime) -> datetime | None:
        """The moment itself when it is open then, else the next opening, UTC; None when there is none."""
        if self.is_open(at):
            return at.astimezone(UTC)
        today = at.astimezone(self.zone).date()
        for days in range(_HORIZON):
            for start, _end in self._spans(today + timedelta(days=days)):
                if start > at:
                    return start
        return None

    def on(self, day: date) -> tuple[tuple[time, time], ...]:
        """From when until when it is open on a day, in order; between two periods is a break.

        Empty when it is closed all day. A day that ends at midnight ends at 23:59 here.
        """
        found: list[Span] = []
        spans = () if self.is_closed_day(day) else self.week.get(day.weekday(), ())
        for span in sorted(spans, key=lambda one: one.start):
            if found and span.start <= found[-1].end:
                found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
            else:
                found.append(span)
        return tuple((_clock(span.start), _clock(span.end)) for span in found)

    def is_closed_day(self, day: date) -> bool:
        """Whether it is a holiday, or another day that the owner closed."""
        return day in self.closed or bool(self.country and day in _public(self.country, day.year))

    def _spans(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        if self.is_closed_day(day):
            return
        for span in self.week.get(day.weekday(), ()):
            yield self._moment(day, span.start), self._moment(day, span.end)

    def _moment(self, day: date, since_midnight: timedelta) -> datetime:
        # The clock on the wall counts, also on the two days a year that have not 24 hours.
        if since_midnight >= MIDNIGHT:
            day, since_midnight = day + timedelta(days=1), timedelta(0)
        wall = datetime.combine(day, time()) + since_midnight
        return wall.replace(tzinfo=self.zone).astimezone(UTC)

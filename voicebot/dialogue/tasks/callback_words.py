"""The time of a callback, as it is read back and as it stands in writing."""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date

from voicebot.dialogue.reading.moment import Moment
from voicebot.dialogue.tasks.hours import OpenOn, Slot, is_open, next_opening, slot_for
from voicebot.dialogue.tasks.words import day_written, near, on_day


def when_spoken(moment: Moment, now: datetime, open_on: OpenOn) -> str:
    """'morgen, woensdag 25 november, tussen 8 en 12 uur', 'zo snel mogelijk'. Raises NotPossible."""
    if not moment.soon:
        slot = slot_for(moment, now, open_on)
        return f"{on_day(slot.start.date(), now.date())}, {_between(slot)}"
    opens = None if is_open(now, open_on) else next_opening(now, open_on)
    if opens is None:
        return "zo snel mogelijk"
    return f"zodra wij open zijn, {_soon_day(opens.date(), now.date())} vanaf {clock(opens)} uur"


def when_written(slot: Slot | None, now: datetime, open_on: OpenOn) -> str:
    """'op woensdag 25 november 2026, tussen 8 en 12 uur'; without a slot: as soon as possible."""
    if slot:
        return f"op {day_written(slot.start.date())}, {_between(slot)}"
    return "zo snel mogelijk" if is_open(now, open_on) else "zodra wij weer open zijn"


def _between(slot: Slot) -> str:
    return f"tussen {clock(slot.start)} en {clock(slot.end)} uur"


def clock(at: datetime) -> str:
    """An hour as it stands before 'uur': '8', '10:15'."""
    return f"{at.hour}:{at.minute:02}" if at.minute else str(at.hour)


def _soon_day(day: date, today: date) -> str:
    return near(day, today) or f"op {format_date(day, 'EEEE', locale='nl')}"

"""When what the assistant promises is due: the dates that its sentences name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays
from sqlalchemy import select
from sqlalchemy.orm import Session

from voicebot.call.replies import Agreement
from voicebot.store.reminder_models import Reminder

WORKING_DAYS = {"parcel_searched": 2, "damage_reported": 2}
"""'U hoort binnen twee werkdagen van ons': by kind of agreement, as `voicebot.dialogue.tasks` says it."""
END_OF_DAY = time(17)
_THERE = ZoneInfo("Europe/Amsterdam")


def answer_due(told: datetime, days: int) -> datetime:
    """The end (17:00) of the last of so many Dutch working days after the day on which it was told, in UTC.

    Neither Saturdays, Sundays nor public holidays are working days (Algemene termijnenwet, article 3).
    """
    day = told.astimezone(_THERE).date()
    while days:
        day += timedelta(1)
        days -= _works(day)
    return datetime.combine(day, END_OF_DAY, _THERE).astimezone(UTC)


def remind(session: Session, call_id: str, agreements: Iterable[Agreement], now: datetime) -> None:
    """Note when the call's agreements are due, those that promise a date; each once."""
    known = set(session.scalars(select(Reminder.key).where(Reminder.call_id == call_id)))
    for agreement in agreements:
        days, key = WORKING_DAYS.get(agreement.kind), f"{agreement.kind}:{agreement.reference}"
        if days is None or key in known:
            continue
        known.add(key)
        session.add(
            Reminder(
                call_id=call_id,
                key=key,
                kind=agreement.kind,
                reference=agreement.reference or "",
                due_at=answer_due(now, days),
                created_at=now,
            )
        )


def _works(day: date) -> bool:
    return day.weekday() < 5 and day not in holidays.country_holidays("NL", years=day.year)

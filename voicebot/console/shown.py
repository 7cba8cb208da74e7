"""Times and telephone numbers as the pages show them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time

from voicebot.phone_numbers import can_be_called, parse, written

_FINGERPRINT = re.compile(r"([0-9a-f]{12})[0-9a-f]{20,}")
_ENDING = 3  # digits of a number that the board shows


def number(raw: str) -> str:
    """A number as people write it, or as it is when it is no number."""
    parsed = parse(raw)
    if parsed is None or not can_be_called(raw):
        return raw
    return written(parsed)


def ending(raw: str) -> str:
    """Enough of a number to tell callers apart on the board, and no more; '' for a number that is hidden."""
    return f"…{raw[-_ENDING:]}" if can_be_called(raw) else ""


def digits(text: str) -> str:
    """The part of what somebody typed as a number that every way of writing it shares.

    '06 1234 5678', '+31612345678' and '0031 6 12345678' all give '612345678'; '5678' stays as it is.
    """
    found = "".join(sign for sign in text if sign in "0123456789")
    for country in ("0031", "31" if text.strip().startswith("+31") else "0"):
        if found.startswith(country):
            return found.removeprefix(country).lstrip("0")
    return found


def moment(at: datetime | None, language: str, zone: ZoneInfo, now: datetime) -> str:
    """A moment in local time: only the hour when it is today, else with its day; '' for None."""
    if at is None:
        return ""
    local = at.astimezone(zone)
    if local.date() == now.astimezone(zone).date():
        return format_time(local, "HH:mm", tzinfo=zone, locale=LOCALES[language])
    return format_datetime(local, "EEE d MMM y HH:mm", tzinfo=zone, locale=LOCALES[language])


def day(value: date, language: str) -> str:
    """A day in words."""
    return format_date(value, "long", locale=LOCALES[language])


def stream_time(seconds: float) -> str:
    """A moment inside a call, as minutes and seconds."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def local(at: datetime, zone: ZoneInfo) -> tuple[str, str]:
    """The day and the time of a moment as form fields want them: '2026-11-24', '15:30'."""
    there = at.astimezone(zone)
    return f"{there:%Y-%m-%d}", f"{there:%H:%M}"


def model(name: str) -> str:
    """A model's name with only the beginning of a fingerprint in it: 'a3f09c71d2e4….tar.gz'."""
    return _FINGERPRINT.sub(r"\1…", name)


def duration(start: datetime, end: datetime) -> str:
    """How long it took, as minutes and seconds, with hours from one on."""
    seconds = int(max(0.0, (end - start).total_seconds()))
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else stream_time(seconds)


def bounds(first: date | None, last: date | None, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    """From the beginning of the first local day to the end of the last one, in UTC."""
    since = None if first is None else datetime.combine(first, time(), zone).astimezone(UTC)
    until = None if last is None else datetime.combine(last + timedelta(1), time(), zone).astimezone(UTC)
    return since, until


LOCALES = {"nl": "nl_NL", "en": "en_GB"}

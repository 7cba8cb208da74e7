"""Reads the queues from YAML (VOICEBOT_QUEUES_FILE; `queues.yaml` here is the default and the example)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from voicebot.call.handover import QUEUES
from voicebot.phone_numbers import can_be_called
from voicebot.sip_addresses import can_be_rung
from voicebot.start_error import StartError
from voicebot.transfer.hours import ALL_DAY, MIDNIGHT, WEEKDAYS, Hours, Span
from voicebot.transfer.queues import Queue, Queues
from voicebot.transfer.state import Limits
from voicebot.yaml_fields import Fields, FileProblem, compose

DEFAULT = Path(__file__).with_name("queues.yaml")
FALLBACK = "algemeen"
_SPAN = re.compile(r"([01]\d|2[0-4]):([0-5]\d)\s*-\s*([01]\d|2[0-4]):([0-5]\d)", re.ASCII)


class QueuesError(StartError):
    """The file cannot be used; the message names file and line, and what to write instead."""


def load(path: Path | None = None) -> Queues:
    """The queues of a file, of the packaged one without a name. Raises QueuesError."""
    path = path or DEFAULT
    try:
        return _queues(path)
    except FileProblem as error:
        raise QueuesError(f"the queues cannot be used: {error}") from error


def _queues(path: Path) -> Queues:
    top = Fields(path, compose(path, "file of queues (VOICEBOT_QUEUES_FILE)"), "a file of queues")
    zone = _zone(top)
    country = _country(top)
    closed = frozenset(_day(top, text, line) for text, line in top.placed_texts("closed"))
    week = _week(path, top)
    listed = Fields(path, top.take("queues"), "queues")
    top.no_more()
    queues: dict[str, Queue] = {}
    for name in QUEUES:
        fields = Fields(path, listed.take(name), f"queue {name}")
        own = _week(path, fields) if "hours" in fields else week
        hours = Hours(own, zone, country, closed)
        queues[name] = Queue(name, _limits(fields, name, hours), _blind(fields))
        fields.no_more()
    listed.no_more()
    return Queues(queues, FALLBACK)


def _zone(fields: Fields) -> ZoneInfo:
    name = fields.text("zone")
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        raise fields.error(f"{name!r} is no time zone; write for instance Europe/Amsterdam", "zone") from None


def _country(fields: Fields) -> str:
    choice = fields.choice("holidays", ["NL", "none"], "none")
    return "" if choice == "none" else choice


def _day(fields: Fields, text: str, line: int) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        problem = f"{text!r} in closed is no day; write for instance 2026-12-24"
        raise fields.error_at(line, problem) from None


def _week(path: Path, fields: Fields) -> Mapping[int, tuple[Span, ...]]:
    days = Fields(path, fields.take("hours"), "hours")
    week = {number: _spans(days, day) for number, day in enumerate(WEEKDAYS)}
    days.no_more()
    return {number: spans for number, spans in week.items() if spans}


def _spans(days: Fields, day: str) -> tuple[Span, ...]:
    spans: list[Span] = []
    for text, line in days.placed_texts(day):
        span = _span(days, text, line)
        if spans and span.start < spans[-1].end:
            raise days.error_at(
                line, f"{text!r} begins before the span ahead of it ends; write them in order"
            )
        spans.append(span)
    return tuple(spans)


def _span(days: Fields, text: str, line: int) -> Span:
    if text == "all day":
        return ALL_DAY[0]
    found = _SPAN.fullmatch(text)
    if found is None:
        raise days.error_at(line, f"{text!r} is no span of time; write '08:30-17:30' or all day")
    from_hours, from_minutes, until_hours, until_minutes = map(int, found.groups())
    start = timedelta(hours=from_hours, minutes=from_minutes)
    end = timedelta(hours=until_hours, minutes=until_minutes)
    if not start < end <= MIDNIGHT:
        problem = f"{text!r} must end after it begins, by 24:00; write a night as two spans, each on its day"
        raise days.error_at(line, problem)
    return Span(start, end)


def _limits(fields: Fields, name: str, hours: Hours) -> Limits:
    usual = Limits()
    patience = fields.number("patience", usual.patience, 10, 3600)
    ring = fields.number("ring", usual.ring, 5, 120)
    wrap_up = fields.number("wrap_up", usual.wrap_up, 0, 3600)
    overflow_to, overflow_after = "", None
    if "overflow_to" in fields or "overflow_after" in fields:
        others = [queue for queue in QUEUES if queue != name]
        overflow_to = fields.choice("overflow_to", others, "")
        overflow_after = fields.number("overflow_after", 60.0, 0, 3600)
    else:
        for key in ("overflow_to", "overflow_after"):
            fields.texts(key)  # keys that may be there
    return Limits(
        patience=patience or usual.patience,
        ring=ring or usual.ring,
        wrap_up=usual.wrap_up if wrap_up is None else wrap_up,
        overflow_after=overflow_after,
        overflow_to=overflow_to,
        hours=hours,
    )


def _blind(fields: Fields) -> str:
    address = "".join(fields.texts("blind"))
    if address and not (can_be_called(address) or can_be_rung(address)):
        raise fields.error(
            f"{address!r} is no address; write a number as '+31201234567' in quotes, or sip:name@host,"
            " perhaps with ;transport=tls behind it (or tcp, or udp)",
            "blind",
        )
    return address

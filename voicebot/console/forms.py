"""Reading what browsers send: lengths, days, and where to go next."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue


def text(name: str, longest: int) -> str:
    """A field's text without white space around it; 400 when it is longer than pages allow."""
    value = request.form.get(name, "").replace("\r\n", "\n").strip()
    if len(value) > longest or "\0" in value:
        abort(400)
    return value


def day(name: str) -> date | None:
    """A day in the address ('2026-11-24'); None for none, or for what is no day."""
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def moment(day: str, hour: str, zone: ZoneInfo, otherwise: time) -> datetime:
    """The local day and time of two form fields, in UTC; ``otherwise`` when no time is given.

    A time that the clocks skip in spring is an hour later. Raises ValueError for what is neither.
    """
    there = time.fromisoformat(hour) if hour else otherwise
    return datetime.combine(date.fromisoformat(day), there.replace(tzinfo=None), zone).astimezone(UTC)


def back(fallback: str) -> ResponseReturnValue:
    """To the page that the form names, if it is one of ours; else to the page of this endpoint."""
    wanted = request.form.get("next", "")
    return redirect(request.script_root + wanted if ours(wanted) else url_for(fallback), 303)


def ours(path: str) -> bool:
    """Whether it is a path within the console, and cannot lead elsewhere."""
    return path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()

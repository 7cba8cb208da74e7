"""Reading when a promise is due, and whose it is, from the form of a wrap-up."""

from __future__ import annotations

from datetime import time

from flask import request

from voicebot.console import access, forms, shown
from voicebot.console.house import house
from voicebot.console.rights import Right, may
from voicebot.store.agents import StoredAgent
from voicebot.store.wrapups import Due

END_OF_DAY = time(17)
"""When a promise for a day without a time is due."""


def colleagues() -> list[StoredAgent]:
    """Who can be given something to do."""
    return [each for each in house().parts.agents.all() if not each.disabled and may(each.role, Right.TAKE)]


def due(before: Due | None, promise: str) -> tuple[Due | None, str]:
    """What the form says, None for no date; and the text's key of what is wrong, '' for nothing.

    before: what was written until now, which may have passed.
    """
    day, hour = forms.text("due_day", 10), forms.text("due_time", 8)
    if not day:
        return None, ""
    try:
        at = forms.moment(day, hour, house().config.zone, END_OF_DAY)
    except (ValueError, OverflowError):
        return None, "wrap_up.due_wrong"
    owner = request.form.get("owner", access.me().id, type=int)
    found = Due(at, owner)
    if not promise:
        return found, "wrap_up.due_of_nothing"
    if all(each.id != owner for each in colleagues()):
        return found, "wrap_up.no_owner"
    if at < house().parts.now() and not (before and _minute(before) == (day, hour)):
        return found, "wrap_up.due_past"
    return found, ""


def _minute(due: Due) -> tuple[str, str]:
    return shown.local(due.at, house().config.zone)

"""Finding past calls."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from voicebot.console import access, forms, shown
from voicebot.console.house import house
from voicebot.console.language import say
from voicebot.console.rights import Right
from voicebot.store.search import Wanted

SHORTEST_NUMBER = 4  # digits: fewer would list strangers
LAST_PAGE = 200
FIELDS = ("number", "ticket", "from", "until", "intent")


def blueprint() -> Blueprint:
    """The pages."""
    pages = Blueprint("calls", __name__)

    @pages.get("/calls")
    @access.needs(Right.CALLS)
    def show() -> ResponseReturnValue:
        """The form, and what it finds: without any words the newest calls."""
        typed = request.args.get("number", "").strip()[:40]
        digits = shown.digits(typed)
        intents = say().group("intent")
        intent = request.args.get("intent", "")
        page = min(max(request.args.get("page", 0, type=int), 0), LAST_PAGE)
        since, until = shown.bounds(forms.day("from"), forms.day("until"), house().config.zone)
        problem = "calls.short_number" if typed and len(digits) < SHORTEST_NUMBER else None
        wanted = Wanted(
            number=digits,
            ticket="".join(sign for sign in request.args.get("ticket", "") if sign in "0123456789")[:16],
            since=since,
            until=until,
            intent=intent if intent in intents else "",
        )
        found, more = ((), False) if problem else house().parts.search.calls(wanted, page)
        args: dict[str, Any] = {key: value for key, value in request.args.items() if key in FIELDS and value}
        return render_template(
            "calls.html",
            found=found,
            problem=problem,
            intents=sorted(intents.items(), key=lambda each: each[1]),
            searched=bool(args),
            newer=url_for("calls.show", page=page - 1, **args) if page else None,
            older=url_for("calls.show", page=page + 1, **args) if more else None,
        )

    return pages

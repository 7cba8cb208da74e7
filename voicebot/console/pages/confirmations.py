"""Written confirmations: all of them, those first that need somebody; and one with its history."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from voicebot.console import access, delivery_words, headers
from voicebot.console.house import house
from voicebot.console.language import say
from voicebot.console.rights import Right
from voicebot.delivery.masked import masked
from voicebot.delivery.states import SETTLED, State
from voicebot.store.confirmations import Detail, Wanted

log = logging.getLogger(__name__)

A_PAGE = 50
LAST_PAGE = 400
ALARMS = "alarms"  # as a state to look for: those that need somebody


def blueprint() -> Blueprint:
    """The pages."""
    pages = Blueprint("confirmations", __name__)

    @pages.get("/confirmations")
    @access.needs(Right.CONFIRMATIONS)
    def show() -> ResponseReturnValue:
        """The list: open alarms first, the oldest of them first, then the newest."""
        state = request.args.get("state", "")
        number = min(max(request.args.get("page", 0, type=int), 0), LAST_PAGE)
        wanted = Wanted(
            states=(state,) if state in list(State) else (),
            alarms=state == ALARMS,
        )
        parts = house().parts
        found = parts.confirmations.page(wanted, limit=A_PAGE, offset=number * A_PAGE)
        kept: dict[str, Any] = {"state": state} if wanted != Wanted() else {}
        more = (number + 1) * A_PAGE < found.total
        return render_template(
            "confirmations.html",
            found=found,
            counts=parts.confirmations.counts(),
            states=list(State),
            state=state if kept else "",
            age=age,
            reason=delivery_words.reason,
            newer=url_for("confirmations.show", page=number - 1, **kept) if number else None,
            older=url_for("confirmations.show", page=number + 1, **kept) if more else None,
        )

    @pages.get("/confirmations/<int:number>")
    @access.needs(Right.CONFIRMATIONS)
    def one(number: int) -> ResponseReturnValue:
        """One with its words, attempts and reports. Who read it is noted in the log, by numbers."""
        detail = found(number)
        log.info("console: agent %d read confirmation %d", access.me().id, number)
        parts = house().parts
        call = parts.calls.call(detail.confirmation.call_id)
        names = {each.id: each.name for each in parts.agents.all()}
        headers.shows_mail()
        return render_template(
            "confirmation.html",
            each=detail.confirmation,
            detail=detail,
            call=call,
            stopped=call is not None and parts.confirmations.opted_out(call.caller),
            names=names,
            why=delivery_words.why,
            masked=masked,
            reason=delivery_words.reason,
            settled=detail.confirmation.state in SETTLED,
            alarm=detail.confirmation.alarm and detail.confirmation.handled_at is None,
        )

    @pages.get("/confirmations/<int:number>/mail")
    @access.needs(Right.CONFIRMATIONS)
    def mail(number: int) -> ResponseReturnValue:
        """Its HTML as the reader sees it, for a frame."""
        html = found(number).confirmation.html
        if not html:
            abort(404)
        headers.is_mail()
        return Response(html, mimetype="text/html")

    @pages.post("/confirmations/<int:number>/settled")
    @access.needs(Right.SEND)
    def settled(number: int) -> ResponseReturnValue:
        """Somebody dealt with it. Twice is once: the first one's name stays."""
        found(number)
        if house().parts.confirmations.dealt_with(number, agent_id=access.me().id):
            log.info("console: agent %d dealt with confirmation %d", access.me().id, number)
        return redirect(url_for("confirmations.one", number=number), 303)

    return pages


def found(number: int) -> Detail:
    """The confirmation; 404 when there is none."""
    detail = house().parts.confirmations.one(number) if number < 2**31 else None
    if detail is None:
        abort(404)
    return detail


def age(since: datetime) -> str:
    """How long ago a moment is, for this reader."""
    return delivery_words.age(since, house().parts.now(), say().language)

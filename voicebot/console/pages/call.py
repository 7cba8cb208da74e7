"""One call: what was said, what was decided, what people wrote; marks on turns."""

from __future__ import annotations

import logging
import secrets

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from voicebot.console import access, forms, headers, promised, sound, story
from voicebot.console.house import house
from voicebot.console.rights import Right
from voicebot.store.errors import Refused

log = logging.getLogger(__name__)

LONGEST_RIGHT = 500


def blueprint() -> Blueprint:
    """The pages."""
    pages = Blueprint("call", __name__)

    @pages.get("/calls/<call_id>")
    @access.needs(Right.CALLS)
    def show(call_id: str) -> ResponseReturnValue:
        """The call's page. Who read it is noted in the log, by numbers."""
        found = story.load(house().parts, call_id)
        if found is None:
            abort(404)
        log.info("console: agent %d read call %s", access.me().id, call_id)
        mine = house().parts.wrap_ups.had(call_id, access.me().id)
        written = next((each for each in found.wrap_ups if each.agent_id == access.me().id), None)
        confirmations = house().parts.calls.confirmations(call_id)
        heard = sound.of(house().parts, found) if access.may_i(Right.LISTEN) else None
        if heard and heard.kept:
            headers.plays_sound()
        return render_template(
            "call.html",
            story=found,
            sound=heard,
            opening=secrets.token_hex(8),
            sure=story.sure,
            mine=mine,
            values=written.written if written else None,
            problems={},
            colleagues=promised.colleagues() if mine else (),
            confirmations=confirmations,
            stopped=house().parts.confirmations.opted_out(found.call.caller),
            rules=house().parts.rules,
        )

    @pages.get("/calls/<call_id>/turns")
    @access.needs(Right.CALLS, passive=True)
    def turns(call_id: str) -> ResponseReturnValue:
        """The turns after the one with number ``after``, as list items."""
        after = request.args.get("after", -1, type=int)
        parts = house().parts
        new = [turn for turn in parts.calls.turns(call_id) if turn.seq > after]
        return render_template(
            "_turns.html", turns=new, marks=parts.wrap_ups.marks(call_id), call_id=call_id, sure=story.sure
        )

    @pages.post("/calls/<call_id>/turns/<int:seq>/mark")
    @access.needs(Right.TAKE)
    def mark(call_id: str, seq: int) -> ResponseReturnValue:
        """The turn was misheard, and this was really said; with ``undo`` it was not."""
        parts, right = house().parts, forms.text("right", LONGEST_RIGHT)
        if request.form.get("undo"):
            parts.wrap_ups.unmark(call_id, seq)
        else:
            try:
                parts.wrap_ups.mark(call_id, seq, access.me().id, right)
            except Refused:
                abort(404)
        if not access.wants_json():
            return redirect(url_for("call.show", call_id=call_id) + f"#turn-{seq}", 303)
        return render_template(
            "_turns.html",
            turns=[turn for turn in parts.calls.turns(call_id) if turn.seq == seq],
            marks=parts.wrap_ups.marks(call_id),
            call_id=call_id,
            sure=story.sure,
            sound=sound.load(parts, call_id) if access.may_i(Right.LISTEN) else None,
        )

    return pages

"""What an agent does: accept or decline an offer, choose a state, write down what came of a call."""

from __future__ import annotations

import logging

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from voicebot.call.ports import PartError
from voicebot.console import access, forms, promised, situation, story
from voicebot.console.house import house
from voicebot.console.language import say
from voicebot.console.rights import Right
from voicebot.store.agents import CHOSEN, AgentState
from voicebot.store.errors import Refused
from voicebot.store.wrapups import Written

log = logging.getLogger(__name__)

LONGEST_NOTES = 4000
LONGEST_PROMISE = 300  # two SMS at most, with what stands around it
_GONE = 409


def blueprint() -> Blueprint:
    """The pages."""
    pages = Blueprint("desk", __name__)

    @pages.get("/desk")
    @access.needs(Right.TAKE, passive=True)
    def show() -> ResponseReturnValue:
        """The part of the board that is the agent's own: an offer, a call, a wrap-up, or nothing."""
        return _panel()

    @pages.post("/offers/<offer_id>/accept")
    @access.needs(Right.TAKE)
    def accept(offer_id: str) -> ResponseReturnValue:
        """Take the call; 409 when it went to somebody else, or the caller is gone."""
        return _answered(house().parts.desk.accept(offer_id, access.me().id), "desk.gone")

    @pages.post("/offers/<offer_id>/decline")
    @access.needs(Right.TAKE)
    def decline(offer_id: str) -> ResponseReturnValue:
        """Leave it to the next agent."""
        return _answered(house().parts.desk.decline(offer_id, access.me().id), "desk.gone")

    @pages.post("/state")
    @access.needs(Right.TAKE)
    def state() -> ResponseReturnValue:
        """Choose the own state; whoever pauses while a call is offered declines it."""
        try:
            wanted = AgentState(request.form.get("state", ""))
        except ValueError:
            abort(400)
        if wanted not in CHOSEN:
            abort(400)
        parts, agent = house().parts, access.me()
        if wanted is not AgentState.AVAILABLE:
            mine = situation.of_agent(house().hub.look().snapshot, agent.id)
            if mine is not None and mine.offer_id:
                parts.desk.decline(mine.offer_id, agent.id)
        return _answered(parts.agents.choose_state(agent.id, wanted), "desk.busy")

    @pages.post("/calls/<call_id>/wrap-up")
    @access.needs(Right.TAKE)
    def wrap_up(call_id: str) -> ResponseReturnValue:
        """Keep what the agent writes; a promise is confirmed in writing first."""
        parts, agent = house().parts, access.me()
        if not parts.wrap_ups.had(call_id, agent.id):
            abort(403)
        before = next((each for each in parts.wrap_ups.of_call(call_id) if each.agent_id == agent.id), None)
        made = before.written.promise if before else ""
        promise = forms.text("promise", LONGEST_PROMISE)
        due, wrong = promised.due(before.written.due if before else None, made or promise)
        written = Written(
            disposition=forms.text("disposition", 32),
            notes=forms.text("notes", LONGEST_NOTES),
            promise=promise,
            needless=bool(request.form.get("needless")),
            due=due,
        )
        problems = {"due": wrong} if wrong else _keep(call_id, written, made)
        if problems:
            status = 503 if problems.get("promise") == "wrap_up.promise_broken" else 400
            if access.wants_json():
                return _panel(written, problems, call_id), status
            return render_template(
                "wrap_up.html",
                call_id=call_id,
                values=written,
                problems=problems,
                colleagues=promised.colleagues(),
            ), status
        log.info("console: agent %d wrapped up call %s", agent.id, call_id)
        then = request.form.get("then", "")
        if then in (AgentState.AVAILABLE, AgentState.PAUSE):
            parts.agents.choose_state(agent.id, AgentState(then))
        if access.wants_json():
            return _panel()
        return redirect(url_for("board.show") if then else url_for("call.show", call_id=call_id), 303)

    return pages


def _keep(call_id: str, written: Written, made: str) -> dict[str, str]:
    """Confirm the promise and store it all; what is wrong, by field, as keys of the texts.

    made: what the agent promised in this call before.
    """
    parts, agent = house().parts, access.me()
    if written.disposition not in say().group("disposition"):
        return {"disposition": "wrap_up.no_disposition"}
    if written.promise and not made:
        # First, and idempotent: when the storing fails, the agent sends the form again.
        try:
            parts.promises.promise(call_id, written.promise)
        except Refused:
            return {"promise": "wrap_up.promise_refused"}
        except PartError as error:
            log.error("console: a promise of call %s could not be kept: %s", call_id, error)
            return {"promise": "wrap_up.promise_broken"}
    parts.wrap_ups.save(call_id, agent.id, written)
    return {}


def _answered(done: bool, otherwise: str) -> ResponseReturnValue:
    """To a script: how it went. To a form: back to the board."""
    if access.wants_json():
        return jsonify(ok=True) if done else (jsonify(error=say()(otherwise)), _GONE)
    if done:
        return redirect(url_for("board.show"), 303)
    return render_template("message.html", title=say()("desk.title"), text=say()(otherwise)), _GONE


def _panel(
    values: Written | None = None, problems: dict[str, str] | None = None, call_id: str | None = None
) -> str:
    parts, agent = house().parts, access.me()
    mine = situation.of_agent(house().hub.look().snapshot, agent.id)
    if mine is None:
        abort(403)
    if call_id:  # a form that is not in order yet stays, whatever happens meanwhile
        mine = situation.Situation("wrap_up", mine.state, mine.since, call_id)
    found = story.load(parts, mine.call_id) if mine.call_id else None
    return render_template(
        "_desk.html",
        mine=mine,
        story=found,
        sure=story.sure,
        values=values,
        problems=problems or {},
        colleagues=promised.colleagues() if mine.kind == "wrap_up" else (),
    )

"""What is to be done for customers: the board's part with what is due soon, and saying that it was done."""

from __future__ import annotations

import logging

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from voicebot.console import access, forms, situation
from voicebot.console.house import house
from voicebot.console.rights import Right
from voicebot.store.board import Snapshot
from voicebot.store.followups import FollowUp, concerns

log = logging.getLogger(__name__)


def mine(snapshot: Snapshot) -> tuple[FollowUp, ...]:
    """What is due soon and concerns the reader; everything for somebody who oversees.

    It holds numbers and words of customers: nothing for those who may not see callbacks.
    """
    if not access.may_i(Right.CALLBACKS):
        return ()
    agent = access.me()
    if access.may_i(Right.OVERSEE):
        return snapshot.due
    return tuple(each for each in snapshot.due if concerns(each, agent.id, agent.queues))


def blueprint() -> Blueprint:
    """The pages."""
    pages = Blueprint("followups", __name__)

    @pages.get("/due")
    @access.needs(Right.TAKE, passive=True)
    def due() -> ResponseReturnValue:
        """The board's part. ``sign`` of the board's stream tells when to ask again."""
        return _part()

    @pages.post("/promises/<int:number>/done")
    @access.needs(Right.TAKE)
    def promise(number: int) -> ResponseReturnValue:
        """It was done; with ``undo`` it was not. What is so already stays so."""
        things, agent = house().parts.follow_ups, access.me()
        if request.form.get("undo"):
            changed = things.not_kept(number, agent.id)
        else:
            changed = things.kept(number, agent.id)
        if changed:
            log.info("console: agent %d settled promise %d", agent.id, number)
        return _done()

    @pages.post("/callbacks/<call_id>/done")
    @access.needs(Right.TAKE)
    def callback(call_id: str) -> ResponseReturnValue:
        """The customer was called by hand."""
        if house().parts.follow_ups.called_back(call_id, access.me().id):
            log.info("console: agent %d called back by hand for call %s", access.me().id, call_id)
        return _done()

    return pages


def _done() -> ResponseReturnValue:
    return _part() if access.wants_json() else forms.back("callbacks.show")


def _part() -> str:
    snapshot = house().hub.look().snapshot
    return render_template("_due.html", due=mine(snapshot), sign=situation.sign(snapshot))

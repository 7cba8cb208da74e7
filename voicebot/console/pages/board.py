"""The board, and the stream that keeps it up to date."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from voicebot.console import access, situation
from voicebot.console.house import house
from voicebot.console.hub import TooMany
from voicebot.console.language import say
from voicebot.console.pages import followups
from voicebot.console.rights import Right


def blueprint() -> Blueprint:
    """The pages."""
    pages = Blueprint("board", __name__)

    @pages.get("/")
    @access.needs(Right.BOARD)
    def show() -> ResponseReturnValue:
        """The board. Its rows come by the stream."""
        snapshot = house().hub.look().snapshot
        return render_template("board.html", due=followups.mine(snapshot), sign=situation.sign(snapshot))

    @pages.get("/stream")
    @access.needs(Right.BOARD, passive=True)
    def stream() -> ResponseReturnValue:
        """Server-sent events; see `Hub.events`. 503 when too many screens are open: ask `/snapshot` then."""
        hub, agent = house().hub, access.me()
        try:
            screen = hub.enter(agent.id, agent.session_epoch, access.seconds_left())
        except TooMany as error:
            key = "live.too_many_own" if error.own else "live.too_many"
            return jsonify(error=say()(key)), 503, {"Retry-After": "60"}
        last_id = request.headers.get("Last-Event-ID", "")
        answer = Response(hub.events(screen, last_id), mimetype="text/event-stream")
        answer.headers["X-Accel-Buffering"] = "no"  # nginx would hold events back
        answer.call_on_close(lambda: hub.leave(screen))
        return answer

    @pages.get("/snapshot")
    @access.needs(Right.BOARD, passive=True)
    def snapshot() -> ResponseReturnValue:
        """Everything at once, for a screen that is not updated by itself."""
        hub = house().hub
        picture = hub.look()
        mine = situation.of_agent(picture.snapshot, access.me().id)
        everything = hub.everything(picture)
        me = hub.encoded(mine.row()) if mine else "null"
        return Response(f'{{"all":{everything},"me":{me}}}', mimetype="application/json")

    return pages

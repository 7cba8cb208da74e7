"""Pages for what goes wrong, in the console's look: what it is, and what to do."""

from __future__ import annotations

import logging
from typing import cast

from flask import Flask, Response, g, jsonify, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from voicebot.call.ports import PartError
from voicebot.console.access import wants_json
from voicebot.console.language import say
from voicebot.console.passwords import TooManyLogIns

log = logging.getLogger(__name__)

_OWN = (400, 403, 404, 405, 413, 429, 500, 503)  # those with words of their own


def page(status: int, key: str | None = None) -> Response:
    """The page of a problem; scripts get the same words as JSON."""
    key = key or (f"problem.{status}" if status in _OWN else "problem.other")
    if wants_json():
        return make_response(jsonify(error=say()(key)), status)
    return make_response(render_template("problem.html", status=status, key=key), status)


def install(app: Flask) -> None:
    """Have the app answer so."""

    @app.errorhandler(CSRFError)
    def stale(_: CSRFError) -> Response:
        return page(400, "problem.stale")

    @app.errorhandler(HTTPException)
    def wrong(error: HTTPException) -> ResponseReturnValue:
        if error.response is not None:
            return cast(Response, error.response)
        answer = page(error.code or 500)
        for name, value in error.get_headers():
            if name in ("Allow", "Content-Range", "Retry-After"):
                answer.headers[name] = value
        return answer

    @app.errorhandler(TooManyLogIns)
    def crowded(_: TooManyLogIns) -> Response:
        return page(429)

    @app.errorhandler(PartError)
    def gone(error: PartError) -> Response:
        # The page itself must not ask the database again.
        log.error("a page of the console failed: %s", error)
        g.setdefault("agent", None)
        return page(503)

    @app.errorhandler(Exception)
    def broken(error: Exception) -> Response:
        log.exception("a page of the console broke", exc_info=error)
        g.setdefault("agent", None)
        return page(500)

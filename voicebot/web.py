"""The web process: a Flask app with the carrier's routes, health and metrics."""

from __future__ import annotations

import atexit
import logging
import os
import sys
from collections.abc import Callable

from flask import Flask, Response, jsonify
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from voicebot.bootstrap import WebHouse, starting, web_house
from voicebot.console.app import mount
from voicebot.console.house import of
from voicebot.privacy import install_logging
from voicebot.runtime.drain import Drain
from voicebot.runtime.house import INSTANCE
from voicebot.settings import Settings
from voicebot.settings_errors import load_settings
from voicebot.start_error import StartError
from voicebot.telephony.blueprint import make_blueprint
from voicebot.web_drain import TrackedCalls, answer_while_draining

log = logging.getLogger(__name__)
CANNOT_START = 4  # of gunicorn's exit codes the one after which it does not try again


def create_app(settings: Settings | None = None, house: WebHouse | None = None) -> Flask:
    """The app, its parts warm. Raises StartError with a message for a person.

    For an orderly shutdown `app.extensions["live_calls"]` holds the running calls,
    `app.extensions["drain"]` knows what the carrier is still to be answered, and
    `app.extensions["end_streams"]` ends those of the console, which have no end of their own.
    """
    settings = settings or load_settings()
    install_logging(settings.log_level)
    with starting():
        house = house or web_house(settings)
    if not house.telephony.auth_token:
        log.warning("VOICEBOT_TWILIO_AUTH_TOKEN is not set: every request of the carrier is refused.")
    app = Flask("voicebot")
    drain = Drain()
    live_calls = TrackedCalls(drain)
    app.extensions["live_calls"] = live_calls
    app.extensions["drain"] = drain
    atexit.register(house.close)
    app.register_blueprint(
        make_blueprint(
            house.telephony,
            house.parts.book,
            house.make_call,
            house.synthesizer,
            live_calls,
            house.parts.desk,
            house.reports,
        )
    )
    answer_while_draining(app, drain)
    app.extensions["end_streams"] = lambda: None
    if house.console:
        mount(app, house.console)
        app.extensions["end_streams"] = of(house.console.extensions).close
        atexit.register(of(house.console.extensions).close)

    @app.get("/healthz")
    def healthz() -> ResponseReturnValue:
        """The process lives."""
        return jsonify(status="ok", live_calls=len(live_calls))

    @app.get("/readyz")
    def readyz() -> ResponseReturnValue:
        """Every part answers right now; 503 and which one does not, otherwise. ``instance``: whose house."""
        parts = {name: _works(name, check) for name, check in house.checks.items()}
        ready = all(parts.values()) and not drain.begun
        status = "stopping" if drain.begun else "ready" if ready else "not ready"
        answer = jsonify(status=status, parts=parts, instance=os.environ.get(INSTANCE, ""))
        return answer, 200 if ready else 503

    @app.get("/metrics")
    def metrics() -> Response:
        """Prometheus."""
        told = generate_latest() + (house.confirmations() if house.confirmations else b"")
        return Response(told, content_type=CONTENT_TYPE_LATEST)

    return app


def gunicorn_app() -> Flask:
    """The app for gunicorn, which ends with one message when the app cannot start, and does not try again."""
    try:
        return create_app()
    except StartError as error:
        print(f"voicebot web: {error}", file=sys.stderr, flush=True)
        sys.exit(CANNOT_START)


def _works(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:
        log.exception("readiness check %s failed", name)
        return False

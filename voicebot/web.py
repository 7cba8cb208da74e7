"""The web process: a Flask app with the carrier's routes, health and metrics."""

from __future__ import annotations

import atexit
import logging
from collections.abc import Callable

from flask import Flask, Response, jsonify
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from voicebot.bootstrap import WebHouse, web_house
from voicebot.privacy import install_logging
from voicebot.settings import Settings
from voicebot.telephony.blueprint import make_blueprint
from voicebot.telephony.registry import LiveCalls

log = logging.getLogger(__name__)


def create_app(settings: Settings | None = None, house: WebHouse | None = None) -> Flask:
    """The app, its parts warm. Raises StoreError, WeightsError or PartError with a message for a person.

    `app.extensions["live_calls"]` holds the running calls, for an orderly shutdown.
    """
    settings = settings or Settings()
    install_logging(settings.log_level)
    house = house or web_house(settings)
    if not house.telephony.auth_token:
        log.warning("VOICEBOT_TWILIO_AUTH_TOKEN is not set: every request of the carrier gets 403.")
    app = Flask("voicebot")
    live_calls = LiveCalls()
    app.extensions["live_calls"] = live_calls
    atexit.register(house.close)
    app.register_blueprint(
        make_blueprint(house.telephony, house.parts.book, house.make_call, house.synthesizer, live_calls)
    )

    @app.get("/healthz")
    def healthz() -> ResponseReturnValue:
        """The process lives."""
        return jsonify(status="ok", live_calls=len(live_calls))

    @app.get("/readyz")
    def readyz() -> ResponseReturnValue:
        """Every part answers right now; 503 and which one does not, otherwise."""
        parts = {name: _works(name, check) for name, check in house.checks.items()}
        ready = all(parts.values())
        return jsonify(status="ready" if ready else "not ready", parts=parts), 200 if ready else 503

    @app.get("/metrics")
    def metrics() -> Response:
        """Prometheus."""
        return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)

    return app


def _works(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:
        log.exception("readiness check %s failed", name)
        return False

"""Twilio's side of the web server: one blueprint, every request of it checked before anything happens."""

from __future__ import annotations

import logging
from collections.abc import Callable

from flask import Blueprint, Response, abort, request
from flask.blueprints import BlueprintSetupState
from flask_sock import Sock
from werkzeug.exceptions import HTTPException

from voicebot.audio.wav import WavError
from voicebot.call.ports import CallBook, PartError, Synthesizer
from voicebot.delivery.ports import Reports
from voicebot.telephony.config import PREFIX, TelephonyConfig
from voicebot.telephony.deadline import within
from voicebot.telephony.message_routes import add_message_routes
from voicebot.telephony.metrics import REFUSED, WEBHOOK_ERRORS
from voicebot.telephony.onward import Onward
from voicebot.telephony.outlet import Socket
from voicebot.telephony.ports import CallFactory
from voicebot.telephony.prompts import Prompts
from voicebot.telephony.reader import ReaderThread
from voicebot.telephony.registry import LiveCalls
from voicebot.telephony.signature import REFUSALS, refusal
from voicebot.telephony.stream import Stream, StreamParts
from voicebot.telephony.transfer_prompts import TransferPrompts
from voicebot.telephony.transfer_routes import add_transfer_routes
from voicebot.telephony.transfer_webhooks import TransferWebhooks
from voicebot.telephony.trouble import place
from voicebot.telephony.webhooks import BadWebhook, Webhooks, call_sid
from voicebot.transfer.ports import HandoverDesk

log = logging.getLogger(__name__)


def make_blueprint(
    config: TelephonyConfig,
    book: CallBook,
    factory: CallFactory,
    synthesizer: Synthesizer,
    live_calls: LiveCalls | None = None,
    desk: HandoverDesk | None = None,
    reports: Reports | None = None,
) -> Blueprint:
    """All of `/twilio`: voice, after-stream, after-dial, status, prompt and the stream's WebSocket.

    ``live_calls`` is filled with the running calls, for whoever must end them all at shutdown. A blueprint
    serves one app, whose SOCK_SERVER_OPTIONS it sets. With a ``desk`` callers are put through to agents of
    the house, and the addresses of a transfer are there too (`transfer_routes`); with ``reports`` those of
    text messages (`message_routes`).
    """
    live_calls = LiveCalls() if live_calls is None else live_calls
    blueprint = Blueprint("twilio", __name__, url_prefix=PREFIX)
    prompts = Prompts(config, synthesizer)
    onward = Onward(config, book, prompts, desk)
    webhooks = Webhooks(config, book, onward, live_calls, desk)
    parts = StreamParts(config, book, factory, live_calls)
    of_transfers = TransferPrompts(config, synthesizer, desk) if desk else None

    def socket_options(state: BlueprintSetupState) -> None:
        state.app.config["SOCK_SERVER_OPTIONS"] = {
            "max_message_size": config.max_message_bytes,
            "ping_interval": config.ping_seconds,
            "thread_class": ReaderThread,
        }

    blueprint.record_once(socket_options)

    @blueprint.before_request
    def only_twilio() -> None:
        # flask-sock answers an upgrade with 101 before its handler runs: here is the last moment to refuse.
        reason = refusal(request, config)
        if reason:
            endpoint = (request.endpoint or "").rpartition(".")[2]
            REFUSED.labels(endpoint=endpoint, reason=reason).inc()
            log.warning("refused a request to %s: signature %s", endpoint, reason)
            abort(403, REFUSALS[reason])

    def answer(make: Callable[[], str], otherwise: Callable[[], str]) -> Response:
        """TwiML, whatever happens, and in time: a caller never hears the carrier's error for one of ours."""
        try:
            document = within(config.answer_seconds, make)
        except (BadWebhook, HTTPException):
            raise
        except Exception as error:  # noqa: BLE001 (there is a person on the line)
            endpoint = (request.endpoint or "").rpartition(".")[2]
            WEBHOOK_ERRORS.labels(endpoint=endpoint).inc()
            log.error(
                "webhook %s failed: %s", endpoint, error if isinstance(error, PartError) else place(error)
            )
            document = otherwise()
        return Response(document, mimetype="text/xml")

    @blueprint.post("/voice")
    def voice() -> Response:
        form = request.form
        return answer(lambda: webhooks.voice(form), webhooks.without_book)

    @blueprint.post("/after-stream")
    def after_stream() -> Response:
        form = request.form
        retry = "I-Twilio-Idempotency-Token" in request.headers  # sent with retries only
        return answer(lambda: webhooks.after_stream(form, retry=retry), webhooks.without_book)

    @blueprint.post("/after-dial")
    def after_dial() -> Response:
        form = request.form
        return answer(lambda: webhooks.after_dial(form), webhooks.sorry)

    @blueprint.post("/status")
    def status() -> Response:
        try:
            webhooks.status(request.form)
        except PartError as error:
            log.error("call %s: its status could not be stored: %s", call_sid(request.form), error)
        return Response(status=204)

    @blueprint.get("/prompt/<token>.wav")
    def prompt(token: str) -> Response:
        try:
            text = prompts.find(token)
            sound = of_transfers.sound(token) if text is None and of_transfers else None
            sound = prompts.speak(text) if text is not None else sound
        except (PartError, WavError) as error:
            log.error("a prompt could not be spoken: %s", error)
            abort(503, "Speech does not work at the moment.")
        if sound is None:
            abort(404, "This prompt does not exist or its address has expired.")
        return Response(sound, mimetype="audio/wav")

    @blueprint.errorhandler(BadWebhook)
    def bad_webhook(error: BadWebhook) -> Response:
        return Response(f"{error}\n", status=400, mimetype="text/plain")

    def stream(socket: Socket) -> None:
        Stream(socket, parts).run()

    Sock().route("/stream", bp=blueprint)(stream)
    if desk and of_transfers:
        transfers = TransferWebhooks(config, desk, onward, of_transfers)
        add_transfer_routes(blueprint, transfers, answer, webhooks.without_book, config.answer_seconds)
    if reports:
        add_message_routes(blueprint, reports, config.answer_seconds)
    return blueprint

"""The addresses of a transfer on the carrier's blueprint, which checks every request before it comes here."""

from __future__ import annotations

import logging
from collections.abc import Callable

from flask import Blueprint, Response, abort, request

from voicebot.call.ports import PartError
from voicebot.telephony import hold_music
from voicebot.telephony.deadline import within
from voicebot.telephony.metrics import WEBHOOK_ERRORS
from voicebot.telephony.transfer_webhooks import TransferWebhooks
from voicebot.telephony.trouble import place
from voicebot.telephony.webhooks import BadWebhook

log = logging.getLogger(__name__)

Answer = Callable[[Callable[[], str], Callable[[], str]], Response]
_DAY = 86400


def add_transfer_routes(
    blueprint: Blueprint,
    webhooks: TransferWebhooks,
    answer: Answer,
    without_book: Callable[[], str],
    seconds: float,
) -> None:
    """Add them. ``answer``, ``without_book``: as the blueprint's own; ``seconds``: the longest answer."""

    def note(tell: Callable[[], None]) -> Response:
        """Nothing to hear; the carrier does not say it again, so a failure is only noted."""
        try:
            within(seconds, tell)
        except BadWebhook:
            raise
        except Exception as error:  # noqa: BLE001 (the carrier can do nothing about it)
            endpoint = (request.endpoint or "").rpartition(".")[2]
            WEBHOOK_ERRORS.labels(endpoint=endpoint).inc()
            log.error(
                "webhook %s failed: %s", endpoint, error if isinstance(error, PartError) else place(error)
            )
        return Response(status=204)

    @blueprint.post("/agent/<offer_id>", endpoint="agent")
    @blueprint.post("/customer/<offer_id>", endpoint="customer")
    def leg(offer_id: str) -> Response:
        form = request.form
        return answer(lambda: webhooks.leg_answered(offer_id, form), webhooks.leg_broken)

    @blueprint.post("/agent-key/<offer_id>")
    def agent_key(offer_id: str) -> Response:
        form = request.form
        return answer(lambda: webhooks.agent_key(offer_id, form), webhooks.leg_broken)

    @blueprint.post("/leg-status/<offer_id>", endpoint="leg_status")
    @blueprint.post("/leg-machine/<offer_id>", endpoint="leg_machine")
    def leg_status(offer_id: str) -> Response:
        form = request.form
        return note(lambda: webhooks.leg_status(offer_id, form))

    @blueprint.post("/conference/<name>")
    def conference(name: str) -> Response:
        form = request.form
        return note(lambda: webhooks.conference(name, form))

    @blueprint.post("/wait/<call_id>/<int:turn>")
    def wait(call_id: str, turn: int) -> Response:
        return answer(lambda: webhooks.wait(call_id, turn), lambda: webhooks.music(f"wait/{call_id}", turn))

    @blueprint.post("/leg-wait/<int:turn>")
    def leg_wait(turn: int) -> Response:
        return answer(lambda: webhooks.leg_wait(turn), lambda: webhooks.music("leg-wait", turn))

    @blueprint.post("/caller-done")
    def caller_done() -> Response:
        form = request.form
        return answer(lambda: webhooks.caller_done(form), without_book)

    @blueprint.post("/resume")
    def resume() -> Response:
        form = request.form
        return answer(lambda: webhooks.resume(form), without_book)

    @blueprint.get("/hold/<name>.wav")
    def hold(name: str) -> Response:
        if name != hold_music.NAME:
            abort(404, "There is no such music.")
        sound = Response(hold_music.music_file(), mimetype="audio/wav")
        sound.cache_control.public, sound.cache_control.max_age = True, _DAY
        return sound

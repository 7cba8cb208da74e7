"""What the carrier tells of text messages: what became of ours, and STOP and START from those who got them.

On the carrier's blueprint, which checks every request before it comes here. Everything may be told twice,
late and in any order; what is told of a message goes to `voicebot.delivery.ports.Reports`.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping

from flask import Blueprint, Response, request

from voicebot.delivery.ports import Reports
from voicebot.phone_numbers import can_be_called
from voicebot.telephony.deadline import within
from voicebot.telephony.metrics import MESSAGE_REPORTS, WEBHOOK_ERRORS
from voicebot.telephony.trouble import place
from voicebot.telephony.webhooks import BadWebhook

log = logging.getLogger(__name__)

_ID = re.compile(r"[A-Za-z0-9]{1,64}", re.ASCII)
_STATUS = re.compile(r"[a-z_]{1,16}", re.ASCII)
_NOTHING = '<?xml version="1.0" encoding="UTF-8"?><Response/>'  # Twilio itself answers STOP and START
# Twilio's own words (https://help.twilio.com/articles/223134027), and what people here write.
STOP = frozenset(
    {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout",
     "stoppen", "afmelden", "uitschrijven"}
)  # fmt: skip
START = frozenset({"start", "unstop", "yes", "aanmelden"})


def add_message_routes(blueprint: Blueprint, reports: Reports, seconds: float) -> None:
    """Add /message-status/<attempt> and /message. seconds: the longest answer."""

    def noted(tell: Callable[[], None]) -> bool:
        try:
            within(seconds, tell)
        except BadWebhook:
            raise
        except Exception as error:  # noqa: BLE001 (the worker asks the carrier for what is missing)
            endpoint = (request.endpoint or "").rpartition(".")[2]
            WEBHOOK_ERRORS.labels(endpoint=endpoint).inc()
            log.error("webhook %s failed: %s", endpoint, place(error))
            return False
        return True

    @blueprint.post("/message-status/<int:attempt_id>")
    def message_status(attempt_id: int) -> Response:
        form = request.form
        told = noted(lambda: tell_status(reports, attempt_id, form))
        return Response(status=204 if told else 503)

    @blueprint.post("/message")
    def message() -> Response:
        form = request.form
        told = noted(lambda: tell_message(reports, form))
        return Response(_NOTHING, status=200 if told else 503, mimetype="text/xml")


def tell_status(reports: Reports, attempt_id: int, form: Mapping[str, str]) -> None:
    """Pass on what became of a message. Raises BadWebhook."""
    message_id = form.get("MessageSid") or form.get("SmsSid", "")
    status = form.get("MessageStatus") or form.get("SmsStatus", "")
    if not _ID.fullmatch(message_id) or not _STATUS.fullmatch(status):
        raise BadWebhook(
            "The form fields MessageSid and MessageStatus are needed. Is this a status callback?"
        )
    error = form.get("ErrorCode", "")
    known = reports.report(attempt_id, message_id, status, int(error) if _is_code(error) else None)
    MESSAGE_REPORTS.labels(status=status if known else "unknown").inc()
    if not known:
        log.warning("the carrier reports on attempt %d, which is none of ours", attempt_id)


def tell_message(reports: Reports, form: Mapping[str, str]) -> None:
    """Heed STOP and START; other words are nobody's to read here. Raises BadWebhook."""
    number = form.get("From", "")
    if not can_be_called(number):
        raise BadWebhook("The form field From is no number. Is this an incoming message?")
    word = (form.get("OptOutType") or form.get("Body", "")).strip().strip(".!").lower()
    if word in STOP:
        reports.opt_out(number)
        MESSAGE_REPORTS.labels(status="stop").inc()
    elif word in START:
        reports.opt_in(number)
        MESSAGE_REPORTS.labels(status="start").inc()


def _is_code(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < len(text) <= 6

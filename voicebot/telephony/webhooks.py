"""What the carrier asks by HTTP in the course of a call, and which TwiML answers it.

A caller who does not get on with the assistant reaches a person; with nobody there, a callback; with the
database gone too, an honest word. Every answer may be asked for twice.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping

from voicebot.call.events import StopReason
from voicebot.call.handover import TABLE
from voicebot.call.outcome import Outcome
from voicebot.call.ports import CallBook, CallStatus, Conclusion
from voicebot.telephony import twiml
from voicebot.telephony.config import TelephonyConfig
from voicebot.telephony.onward import RULE_NOBODY, Onward
from voicebot.telephony.registry import LiveCalls
from voicebot.telephony.trouble import place
from voicebot.transfer.ports import HandoverDesk

log = logging.getLogger(__name__)

RULE_LEFT = "O-02"  # as the core's own: the caller hung up before an answer
# By these rules the core took the carrier's `stop` for a hang-up: with the call in progress it was none.
HUNG_UP_RULES = frozenset({"O-01", RULE_LEFT})
IN_PROGRESS = "in-progress"
FINAL = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
REACHED = frozenset({"completed", "answered"})  # DialCallStatus; 'answered' after a conference
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


class BadWebhook(Exception):
    """The carrier's request lacks something; the message says what."""


def call_sid(form: Mapping[str, str]) -> str:
    """The call's id. Raises BadWebhook."""
    value = form.get("CallSid", "")
    if not _ID.fullmatch(value):
        raise BadWebhook(
            "The form field CallSid is missing or not an id. Is this address a Twilio voice webhook?"
        )
    return value


def checked_id(value: str) -> str:
    """An id out of an address. Raises BadWebhook."""
    if not _ID.fullmatch(value):
        raise BadWebhook("The id in this address is none of ours.")
    return value


class Webhooks:
    """One method a webhook; each takes the form's fields and returns TwiML."""

    def __init__(
        self,
        config: TelephonyConfig,
        book: CallBook,
        onward: Onward,
        live_calls: LiveCalls,
        desk: HandoverDesk | None = None,
    ) -> None:
        self._config = config
        self._book = book
        self._onward = onward
        self._live_calls = live_calls
        self._desk = desk

    def voice(self, form: Mapping[str, str]) -> str:
        """A call comes in. Raises PartError when the book is gone."""
        token = self._book.open_call(call_sid(form), form.get("From", ""), form.get("To", ""))
        return twiml.connect_stream(self._config, token)

    def after_stream(self, form: Mapping[str, str], *, retry: bool = False) -> str:
        """The stream is over: a person, unless all was said. Raises PartError when the book is gone."""
        call_id = call_sid(form)
        status = self._settled(call_id, form)
        if status.outcome is Outcome.CALLBACK:
            if retry and status.ticket and status.rule_id == RULE_NOBODY:
                # Our first answer was lost on its way.
                return self._onward.announce(status.ticket, form.get("From", ""))
            return twiml.hang_up()
        if status.outcome in (Outcome.SOLVED, Outcome.CALLER_LEFT) and not _still_there(status, form):
            return twiml.hang_up()
        return self._onward.person(call_id, form)

    def after_dial(self, form: Mapping[str, str]) -> str:
        """The person's telephone rang. Raises PartError when the book is gone."""
        call_id = call_sid(form)
        if form.get("DialCallStatus") in REACHED:
            return twiml.hang_up()
        self._known(call_id, form)
        return self._onward.callback(call_id, form)

    def status(self, form: Mapping[str, str]) -> None:
        """The call's state changed; a call that is over needs no stream and no agent. Raises PartError."""
        call_id = call_sid(form)
        if form.get("CallStatus") not in FINAL:
            return
        self._tell_desk(call_id)
        live = self._live_calls.get(call_id)
        if live:
            live.stop(StopReason.HUNG_UP)
            return
        known = self._book.status(call_id)
        if known and known.outcome is None and not known.streamed:
            # Hung up before the stream came: nobody else would ever store how this call ended. One that had
            # its stream was cut off by a crash: its caller is called back (`store.book.fail_unfinished`).
            if self._waited_in_vain(known):
                self._book.to_callback(call_id, RULE_NOBODY)
            else:
                self._book.conclude(call_id, Conclusion(Outcome.CALLER_LEFT, RULE_LEFT))

    def without_book(self) -> str:
        """The house is in trouble: a person, or an honest word."""
        return twiml.dial_person(self._config) if self._config.person_number else self.sorry()

    def sorry(self) -> str:
        """Nobody can be reached and nothing can be promised."""
        return self._onward.announce(None)

    def _tell_desk(self, call_id: str) -> None:
        if self._desk is None:
            return
        try:
            self._desk.caller_left(call_id)
        except Exception as error:  # noqa: BLE001 (the stream must be stopped all the same)
            log.error("call %s: that the caller left could not be told: %s", call_id, place(error))

    def _waited_in_vain(self, known: CallStatus) -> bool:
        """Whether the caller was on the way back to the assistant, because no person had come."""
        return self._desk is not None and (known.rule_id is not None or self._book.disclosed(known.call_id))

    def _settled(self, call_id: str, form: Mapping[str, str]) -> CallStatus:
        live = self._live_calls.get(call_id)
        half = self._config.outcome_seconds / 2
        if live and not live.wait_closed(half):
            # The carrier moved on, so this stream is dead, whether its socket knows or not.
            live.stop(StopReason.LOST)
            live.wait_closed(half)
        status = self._known(call_id, form)
        if status.outcome is not None:
            return status
        row = TABLE["stream_failed"]
        log.warning("call %s: its stream ended without an outcome (%s)", call_id, row.rule_id)
        self._book.conclude(
            call_id,
            Conclusion(Outcome.FAILED_TO_HUMAN, row.rule_id, row.queue, row.priority, row.summary),
        )
        return self._book.status(call_id) or status

    def _known(self, call_id: str, form: Mapping[str, str]) -> CallStatus:
        """The call's state; a call that came in while the book was gone is entered now."""
        status = self._book.status(call_id)
        if status is None:
            self._book.open_call(call_id, form.get("From", ""), form.get("To", ""))
            status = CallStatus(call_id, None, None, None)
        return status


def _still_there(status: CallStatus, form: Mapping[str, str]) -> bool:
    """Whether the caller is on the line of a call that ended because they seemed to have hung up."""
    return status.rule_id in HUNG_UP_RULES and form.get("CallStatus") == IN_PROGRESS

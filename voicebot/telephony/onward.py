"""Where a caller goes whom the assistant leaves: to an agent of the house, out of the house, back, or home.

The desk decides. Without one, or when it fails, the number outside is rung; with nobody there a callback is
promised; with the database gone too, an honest word.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from voicebot.call.handover import ROWS, TABLE
from voicebot.call.outcome import Outcome
from voicebot.call.ports import CallBook, PartError
from voicebot.phone_numbers import can_be_called
from voicebot.telephony import transfer_twiml, twiml
from voicebot.telephony.config import TelephonyConfig
from voicebot.telephony.deadline import within
from voicebot.telephony.metrics import DESK_ERRORS
from voicebot.telephony.prompts import Prompts
from voicebot.telephony.trouble import place
from voicebot.transfer.ports import HandoverDesk, Placement, Where

log = logging.getLogger(__name__)

RULE_NOBODY = "H-95"  # no person could be reached, or no person's number is set: the caller is called back
RULE_RETURNED = "W-05"  # no person came: the caller is back at the assistant
FAILURES = frozenset(row.rule_id for row in ROWS if row.failure)
NOBODY_FREE = "nobody_free"  # why a caller comes back, if nothing else is known

Form = Mapping[str, str]


class Onward:
    """Finds the next document for a caller on the line; ``form``: the carrier's question."""

    def __init__(
        self, config: TelephonyConfig, book: CallBook, prompts: Prompts, desk: HandoverDesk | None = None
    ) -> None:
        self._config = config
        self._book = book
        self._prompts = prompts
        self._desk = desk

    def person(self, call_id: str, form: Form) -> str:
        """The assistant's stream is over and a person is needed. Raises PartError when the book is gone."""
        if self._desk is None:
            return self.outside(call_id, form)
        desk = self._desk
        return self.placed(call_id, form, lambda: desk.caller_arrived(call_id))

    def placed(self, call_id: str, form: Form, ask: Callable[[], Placement]) -> str:
        """Follow the desk's answer; go outside when there is none, or it cannot be followed."""
        try:
            return self._follow(within(self._config.desk_seconds, ask), call_id, form)
        except Exception as error:  # noqa: BLE001 (there is a person on the line)
            DESK_ERRORS.inc()
            log.error(
                "call %s: the desk could not place the caller: %s",
                call_id, error if isinstance(error, PartError) else place(error),
            )  # fmt: skip
            return self.outside(call_id, form)

    def outside(self, call_id: str, form: Form) -> str:
        """The person's number outside of the house; without one a callback. Raises PartError."""
        if not self._config.person_number:
            return self.callback(call_id, form)
        self._note_rung(call_id)
        return twiml.dial_person(self._config)

    def assistant(self, call_id: str, form: Form) -> str:
        """Nobody came: back to the assistant, who knows why. Raises PartError.

        Not to one that does not work: those callers get their callback at once.
        """
        status = self._book.status(call_id)
        if status and status.outcome is Outcome.CALLBACK:
            return twiml.hang_up()  # promised already: the carrier repeats itself
        if status and status.rule_id in FAILURES:
            return self.callback(call_id, form)
        reason = self._reason(call_id)
        return twiml.connect_stream(self._config, self._book.reopen(call_id, RULE_RETURNED), resume=reason)

    def callback(self, call_id: str, form: Form) -> str:
        """A callback is promised and its number spoken. Raises PartError."""
        return self.announce(self._book.to_callback(call_id, RULE_NOBODY), form.get("From", ""))

    def announce(self, ticket: str | None, caller: str = "") -> str:
        """Speak a callback's number, or without one an apology, and hang up."""
        we_call = can_be_called(caller)
        text = self._prompts.text(ticket, we_call=we_call)
        try:
            self._prompts.speak(text)  # the carrier will ask for it in a moment: know now whether it works
        except Exception as error:  # noqa: BLE001 (whatever broke, the caller must hear it)
            log.error("a prompt could not be spoken (%s): the carrier's voice says it", place(error))
            return twiml.say_and_hang_up(self._prompts.text_for_carrier(ticket, we_call=we_call))
        return twiml.play_and_hang_up(self._prompts.address(ticket, we_call=we_call))

    def _follow(self, placement: Placement, call_id: str, form: Form) -> str:
        match placement.where:
            case Where.CONFERENCE:
                document = transfer_twiml.caller_into(self._config, placement.conference, call_id)
            case Where.BLIND:
                document = transfer_twiml.blind(self._config, placement.address, placement.context)
            case Where.ASSISTANT:
                return self.assistant(call_id, form)
            case Where.OVER:
                return twiml.hang_up()
        self._note_rung(call_id)
        return document

    def _note_rung(self, call_id: str) -> None:
        try:
            self._book.to_person(call_id, TABLE["stream_failed"].rule_id)
        except PartError as error:  # the caller must not wait for the evidence
            log.error("call %s: that a person is rung could not be noted: %s", call_id, error)

    def _reason(self, call_id: str) -> str:
        if self._desk is None:
            return NOBODY_FREE
        desk = self._desk
        try:
            return within(self._config.standing_seconds, lambda: desk.standing(call_id)).reason or NOBODY_FREE
        except Exception as error:  # noqa: BLE001 (the caller goes back all the same)
            log.error("call %s: why nobody came is not known: %s", call_id, place(error))
            return NOBODY_FREE

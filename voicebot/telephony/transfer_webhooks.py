"""What the carrier asks and tells by HTTP in the course of a transfer. Every request may come twice, or late.

An offer's id, a callback's id, a call's id and a conference's name stand in the address: the carrier does not
give the first two back, and the others not everywhere.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping

from voicebot.telephony import hold_music, transfer_twiml, twiml
from voicebot.telephony.config import TelephonyConfig
from voicebot.telephony.deadline import within
from voicebot.telephony.onward import Onward
from voicebot.telephony.transfer_prompts import TransferPrompts
from voicebot.telephony.transfer_twiml import Spoken
from voicebot.telephony.trouble import place
from voicebot.telephony.webhooks import IN_PROGRESS, call_sid, checked_id
from voicebot.transfer.ports import HandoverDesk, LegTurn, Standing

log = logging.getLogger(__name__)

# CallStatus of a leg; 'queued' is where 'initiated' begins.
LEG_STATUSES = frozenset(
    {"initiated", "ringing", IN_PROGRESS, "busy", "no-answer", "failed", "canceled", "completed"}
)
EVENTS = {
    "conference-start": "start",
    "conference-end": "end",
    "participant-join": "join",
    "participant-leave": "leave",
}
MACHINES = ("machine", "fax")  # how AnsweredBy begins when nobody listens
_BROKEN = "Er is een storing. Dit gesprek kan nu niet worden doorverbonden."
_KEYS = frozenset("0123456789*#ABCD")

Form = Mapping[str, str]


class TransferWebhooks:
    """One method a webhook; each takes the form's fields, those with TwiML return it."""

    def __init__(
        self, config: TelephonyConfig, desk: HandoverDesk, onward: Onward, prompts: TransferPrompts
    ) -> None:
        self._config = config
        self._desk = desk
        self._onward = onward
        self._prompts = prompts

    # ── legs of ours ──────────────────────────────────────────────────────────────────────────────────────

    def leg_answered(self, offer_id: str, form: Form) -> str:
        """An agent's telephone, or that of a customer who is called back, was answered."""
        offer_id, leg = checked_id(offer_id), call_sid(form)
        if _machine(form):
            self._desk.leg_status(offer_id, leg, IN_PROGRESS, machine=True)
            return transfer_twiml.bye()
        return self._turn(offer_id, leg, self._desk.leg_answered(offer_id, leg))

    def agent_key(self, offer_id: str, form: Form) -> str:
        """The agent pressed a key, or none in time."""
        offer_id, leg = checked_id(offer_id), call_sid(form)
        key = form.get("Digits", "")[:1]
        return self._turn(offer_id, leg, self._desk.leg_key(offer_id, leg, key if key in _KEYS else ""))

    def leg_broken(self) -> str:
        """The desk does not answer: the agent hears that from the carrier's voice, and the call is over."""
        return twiml.say_and_hang_up(_BROKEN)

    def leg_status(self, offer_id: str, form: Form) -> None:
        """A leg rings, was answered, is over; or the carrier found out who answered."""
        offer_id, leg, machine = checked_id(offer_id), call_sid(form), _machine(form)
        status = form.get("CallStatus", "")
        if "AnsweredBy" in form and not status:  # of detection in the background, which gives no status
            if not machine:
                return
            status = IN_PROGRESS
        status = "initiated" if status == "queued" else status
        if status not in LEG_STATUSES:
            log.warning("a leg's status is none that is known")
            return
        self._desk.leg_status(offer_id, leg, status, machine=machine)

    # ── the conference ────────────────────────────────────────────────────────────────────────────────────

    def conference(self, name: str, form: Form) -> None:
        """A conference began or ended, somebody came or went."""
        event = EVENTS.get(form.get("StatusCallbackEvent", ""))
        if event is None:
            return
        leg = call_sid(form) if form.get("CallSid") else ""
        self._desk.conference_event(checked_id(name), event, leg)

    def wait(self, call_id: str, turn: int) -> str:
        """What the caller hears for 40 seconds: from the second time on, first how long it will be."""
        call_id = checked_id(call_id)
        said = self._standing(call_id) if turn else transfer_twiml.SILENT
        return self.music(f"wait/{call_id}", turn, said)

    def leg_wait(self, turn: int) -> str:
        """What an agent hears who is there before the caller."""
        return self.music(
            "leg-wait", turn, transfer_twiml.SILENT if turn else self._prompts.for_leg_waiting()
        )

    # ── the caller, after it ──────────────────────────────────────────────────────────────────────────────

    def caller_done(self, form: Form) -> str:
        """The caller's part of the conference is over. Raises PartError when desk and book are gone."""
        call_id, on_line = call_sid(form), form.get("CallStatus") == IN_PROGRESS
        if not on_line:
            try:
                self._desk.caller_done(call_id, on_line=False)
            except Exception as error:  # noqa: BLE001 (nobody is there to hear it; the call's status comes too)
                log.error("call %s: that the caller left could not be told: %s", call_id, place(error))
            return twiml.hang_up()
        return self._onward.placed(call_id, form, lambda: self._desk.caller_done(call_id, on_line=True))

    def resume(self, form: Form) -> str:
        """The carrier fetched the caller out of the conference for us: back to the assistant.

        Raises PartError when the book is gone.
        """
        return self._onward.assistant(call_sid(form), form)

    # ── helpers ───────────────────────────────────────────────────────────────────────────────────────────

    def _turn(self, offer_id: str, leg: str, turn: LegTurn) -> str:
        say = self._prompts.for_leg(offer_id, leg, turn.say)
        match turn.then:
            case "choose":
                return transfer_twiml.choose(self._config, offer_id, say)
            case "join":
                return transfer_twiml.leg_into(self._config, turn.conference, say)
        return transfer_twiml.bye(say)

    def _standing(self, call_id: str) -> Spoken:
        def ask() -> Standing:
            return self._desk.standing(call_id)

        try:
            return self._prompts.for_waiting(within(self._config.standing_seconds, ask))
        except Exception as error:  # noqa: BLE001 (then only music is heard)
            log.error("call %s: how long it takes is not known: %s", call_id, place(error))
            return transfer_twiml.SILENT

    def music(self, path: str, turn: int, said: Spoken = transfer_twiml.SILENT) -> str:
        """Something said, the music, and then ``path`` is asked for its next turn."""
        music = self._config.url(f"hold/{hold_music.NAME}.wav")
        sounds = [said.url, music] if said.url else [music]
        return transfer_twiml.waiting(sounds, self._config.url(f"{path}/{turn + 1}"))


def _machine(form: Form) -> bool:
    return form.get("AnsweredBy", "").startswith(MACHINES)

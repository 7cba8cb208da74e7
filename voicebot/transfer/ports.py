"""What a warm transfer needs of the outside, and what the rest of the house asks of it. Small Protocols.

Times are UTC. An offer is one attempt to give one transfer to one agent; a leg is the carrier's call to an
agent or to a customer who is called back.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class LegOutcome(StrEnum):
    """How a leg ended that nobody accepted, or that was over."""

    BUSY = "busy"
    NO_ANSWER = "no_answer"
    DECLINED = "declined"
    NO_KEY = "no_key"  # answered, but no key was pressed: a voicemail that did not show itself, or a pocket
    MACHINE = "machine"
    FAILED = "failed"  # the carrier could not, or would not, call the number
    CANCELED = "canceled"  # by us: the caller left, or time was up
    HUNG_UP = "hung_up"  # answered and ended without a choice
    COMPLETED = "completed"  # was joined, and the talk is over


class CarrierError(Exception):
    """The carrier refused or did not answer. The message is for the log and holds no personal data.

    gone: the call it was about is over, so nothing need be done to it. final: asking again will not help.
    """

    def __init__(self, message: str, *, gone: bool = False, final: bool = False) -> None:
        super().__init__(message)
        self.gone = gone
        self.final = final


class Carrier(Protocol):
    """The carrier's call control. Thread-safe.

    Every method may raise CarrierError, and may have worked nonetheless.
    """

    def ring_agent(self, offer_id: str, to: str, *, seconds: int) -> str:
        """Call an agent's telephone (E.164 or sip:) for an offer; returns the leg's id."""
        ...

    def ring_customer(self, callback_id: str, to: str, *, seconds: int) -> str:
        """Call a customer back; the carrier tells a voicemail from a person. Returns the leg's id."""
        ...

    def join(self, leg: str, conference: str) -> None:
        """Put a leg that is answered into the conference, at once, whatever it hears now."""
        ...

    def end_leg(self, leg: str) -> None:
        """End a leg, ringing or answered."""
        ...

    def return_caller(self, call_id: str) -> None:
        """Take the caller out of the conference and back to the assistant."""
        ...

    def end_conference(self, conference: str) -> None:
        """End a conference; its callers go on with the verb after it."""
        ...

    def is_over(self, call_id: str) -> bool:
        """Whether a call, a leg's or a caller's, is over; one that the carrier does not know is."""
        ...


class Where(StrEnum):
    """Where a caller goes when the assistant's stream is over."""

    CONFERENCE = "conference"
    BLIND = "blind"  # an address outside of the house
    ASSISTANT = "assistant"  # back to the assistant: nobody can come
    OVER = "over"  # hang up: all was said


@dataclass(frozen=True, slots=True)
class Placement:
    """conference: its name, no personal data. address: E.164 number or sip: URI of a blind transfer.

    context: what a blind transfer tells the other side, as short names and values (no personal data but a
    signed link).
    """

    where: Where
    conference: str = ""
    address: str = ""
    context: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """How a caller stands in the queue. open: somebody could come. position: 1 is next, 0 when unknown.

    wait: expected seconds, None when nothing is known of it. patience: seconds until the caller is back with
    the assistant if nobody comes, None when that is not due. reason: why nobody can come, 'closed' or
    'nobody_free'; '' when open.
    """

    open: bool
    position: int = 0
    wait: float | None = None
    reason: str = ""
    patience: float | None = None


@dataclass(frozen=True, slots=True)
class LegTurn:
    """What an agent who answered hears next. say: Dutch, '' for nothing. Then, by ``then``:

    'choose': press 1, 2 or 3; 'join': into ``conference``; 'bye': hang up.
    """

    say: str
    then: str
    conference: str = ""


class HandoverDesk(Protocol):
    """What the rest of the house asks and tells about transfers. Thread- and process-safe, every method
    idempotent.

    Raises PartError when the database is gone.
    """

    def request(self, call_id: str, *, queue: str, priority: int, rule_id: str, summary: str) -> Standing:
        """A person is needed, as just decided; the assistant still speaks.

        Agents are offered the call from now on.
        """
        ...

    def caller_arrived(self, call_id: str) -> Placement:
        """The assistant's stream is over and the caller is on the line."""
        ...

    def standing(self, call_id: str) -> Standing:
        """For the voice between the music, so the caller hears it: no agent is in yet."""
        ...

    def caller_done(self, call_id: str, *, on_line: bool) -> Placement:
        """The caller's part of the conference is over. ``on_line``: the caller did not hang up."""
        ...

    def caller_left(self, call_id: str) -> None:
        """The caller's call is over."""
        ...

    def leg_answered(self, offer_id: str, leg: str) -> LegTurn:
        """An agent (or a machine) answered."""
        ...

    def leg_key(self, offer_id: str, leg: str, key: str) -> LegTurn:
        """A key, or '' when none was pressed in time: 1 accept, 2 decline, 3 hear it again."""
        ...

    def leg_status(self, offer_id: str, leg: str, status: str, *, machine: bool = False) -> None:
        """The carrier's word on a leg, in its own spelling: initiated, ringing, in-progress, busy, no-answer,
        failed, canceled or completed. Out of order and doubled ones do no harm.
        """
        ...

    def conference_event(self, conference: str, event: str, leg: str) -> None:
        """The carrier's word on a conference: 'start', 'end', 'join' or 'leave', and whose leg or call id."""
        ...

    def accept(self, offer_id: str, agent_id: int) -> bool:
        """An agent accepts on the screen; False when the offer is not theirs any more."""
        ...

    def decline(self, offer_id: str, agent_id: int) -> bool:
        """An agent declines on the screen; False when the offer is not theirs any more."""
        ...

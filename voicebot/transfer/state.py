"""The picture of one transfer: all that the machine knows of it. Frozen; every change makes a new one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from voicebot.transfer.hours import Hours


class Kind(StrEnum):
    """How a transfer came to be."""

    LIVE = "live"  # a caller who is on the line
    CALLBACK = "callback"  # a customer who was promised a call: one try


class State(StrEnum):
    """Where a transfer stands. Names fit the store's column (16 characters)."""

    SEARCHING = "searching"  # nobody is rung
    RINGING = "ringing"  # an agent is asked: the telephone rings, or the summary is read out
    ACCEPTED = "accepted"  # the agent said yes, and is on the way into the conference
    DIALLING = "dialling"  # callback: the agent is there, the customer is rung
    JOINED = "joined"  # they talk
    RETURNING = "returning"  # nobody came: the caller is fetched out of the conference
    FINISHED = "finished"  # they talked, and it is over
    RETURNED = "returned"  # back at the assistant
    LEFT = "left"  # hung up before anybody came
    BLIND = "blind"  # sent on to an address outside of the house
    MISSED = "missed"  # callback: the customer did not answer
    AGENTLESS = "agentless"  # callback: no agent came, or the agent went away while the customer was rung


FINAL = frozenset({State.FINISHED, State.RETURNED, State.LEFT, State.BLIND, State.MISSED, State.AGENTLESS})
WAITING = frozenset({State.SEARCHING, State.RINGING})


@dataclass(frozen=True, slots=True)
class OpenOffer:
    """The agent who is asked, or who has the caller. At most one of a transfer.

    leg: the carrier's id of the agent's call, '' until it is known. unclear_at: the carrier did not say
    whether it rings. told: the leg was told to go into the conference by what it heard last, so nobody must
    push it there. inside: it is in the conference.
    """

    id: str
    agent_id: int
    made_at: datetime
    leg: str = ""
    unclear_at: datetime | None = None
    answered_at: datetime | None = None
    accepted_at: datetime | None = None
    told: bool = False
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """One transfer. Times are UTC.

    arrived_at: since when the caller waits, None while the assistant still speaks (and for callbacks).
    overflow: the queue whose agents may take it too, by now. asked: agents who were asked in vain. agent_id:
    who has it, or had it. customer_leg, dialled_at, dial_unclear: of a callback. returning_since: the first
    try to fetch the caller; alarmed_at: the last alarm about it; out_at: since when the conference is without
    the caller meanwhile. tries: how often the customer was rung in vain before.
    """

    id: str
    call_id: str
    kind: Kind
    queue: str
    priority: int
    rule_id: str
    summary: str
    created_at: datetime
    changed_at: datetime
    state: State = State.SEARCHING
    arrived_at: datetime | None = None
    overflow: str = ""
    offer: OpenOffer | None = None
    asked: tuple[int, ...] = ()
    agent_id: int | None = None
    blind: str = ""
    customer_leg: str = ""
    dialled_at: datetime | None = None
    dial_unclear: bool = False
    joined_at: datetime | None = None
    returning_since: datetime | None = None
    alarmed_at: datetime | None = None
    out_at: datetime | None = None
    tries: int = 0

    @property
    def final(self) -> bool:
        """Whether nothing more happens to it."""
        return self.state in FINAL

    @property
    def queues(self) -> tuple[str, ...]:
        """The queues whose agents may take it."""
        return (self.queue, self.overflow) if self.overflow else (self.queue,)

    @property
    def conference(self) -> str:
        """The name of its conference: no personal data."""
        return f"{CONFERENCE}{self.id}"


CONFERENCE = "xfer-"


@dataclass(frozen=True, slots=True)
class Limits:
    """How long each thing may take, in seconds. The first six are the owner's, by queue (`queues`)."""

    patience: float = 120.0  # a caller waits, then goes back to the assistant
    ring: float = 20.0  # an agent's telephone rings
    wrap_up: float = 60.0  # an agent rests after a talk
    overflow_after: float | None = None  # then agents of ``overflow_to`` may take it too
    overflow_to: str = ""
    hours: Hours = field(default_factory=Hours)
    arrival: float = 120.0  # from the decision until the caller is on the line; the assistant says a sentence
    unclear: float = 6.0  # a telephone that may ring or not shows itself by then
    grace: float = 8.0  # the carrier's word on a ring that is over may be that late
    choose: float = 75.0  # the summary, heard twice, and a choice
    join: float = 30.0  # from yes until in the conference
    brief: float = 6.0  # a shorter talk is none; the carrier's word that a caller left may be that late
    dial: float = 25.0  # a customer's telephone rings, the carrier's machine detection included
    back: float = 10.0  # between alarms about a caller who cannot be fetched
    talk: float = 4 * 3600.0  # the longest talk: the carrier ends calls after that (Twilio)

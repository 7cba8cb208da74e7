"""What can happen to a transfer. Every event carries ``at``: UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from voicebot.transfer.ports import LegOutcome


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events."""

    at: datetime


@dataclass(frozen=True, slots=True)
class OfferEvent(Event):
    """Something about one offer, perhaps not the open one. ``leg``: the agent's call, '' when not known."""

    offer_id: str
    leg: str = ""


@dataclass(frozen=True, slots=True)
class CustomerEvent(Event):
    """Something about the call to the customer of a callback."""

    leg: str = ""


# The caller


@dataclass(frozen=True, slots=True)
class CallerArrived(Event):
    """The assistant's stream is over and the caller is on the line.

    somebody: an agent of the house may come. blind: an address outside that takes the call, '' for none.
    """

    somebody: bool = True
    blind: str = ""


@dataclass(frozen=True, slots=True)
class CallerDone(Event):
    """The caller's part of the conference is over. ``on_line``: the caller did not hang up."""

    on_line: bool = False


@dataclass(frozen=True, slots=True)
class CallerLeft(Event):
    """The caller's call is over."""


@dataclass(frozen=True, slots=True)
class CallerStillWaits(Event):
    """The caller hears the waiting room, which is over as soon as an agent comes in."""


@dataclass(frozen=True, slots=True)
class CallerOut(Event):
    """The conference lost the caller, for whatever reason."""


# The agent


@dataclass(frozen=True, slots=True)
class Offered(OfferEvent):
    """An agent was chosen."""

    agent_id: int = 0


@dataclass(frozen=True, slots=True)
class LegRinging(OfferEvent):
    """A sign of life of the agent's call, before it is answered."""


@dataclass(frozen=True, slots=True)
class LegUnclear(OfferEvent):
    """The carrier was asked to ring the agent and did not say whether it does."""


@dataclass(frozen=True, slots=True)
class LegAnswered(OfferEvent):
    """Somebody, or something, took the call and asks what to hear."""


@dataclass(frozen=True, slots=True)
class MachineAnswered(OfferEvent):
    """It was a machine."""


@dataclass(frozen=True, slots=True)
class Accepted(OfferEvent):
    """The agent said yes, by a key of the telephone or (``screen``) on the screen."""

    screen: bool = False


@dataclass(frozen=True, slots=True)
class Declined(OfferEvent):
    """The agent said no, or nothing (NO_KEY)."""

    outcome: LegOutcome = LegOutcome.DECLINED


@dataclass(frozen=True, slots=True)
class LegOver(OfferEvent):
    """The agent's call is over, or never began."""

    outcome: LegOutcome = LegOutcome.HUNG_UP


@dataclass(frozen=True, slots=True)
class LegTold(OfferEvent):
    """The carrier took the order to put the agent's call into the conference."""


@dataclass(frozen=True, slots=True)
class LegJoined(OfferEvent):
    """The agent's call is in the conference."""


@dataclass(frozen=True, slots=True)
class LegOut(OfferEvent):
    """The agent's call is in the conference no more."""


@dataclass(frozen=True, slots=True)
class JoinFailed(OfferEvent):
    """The carrier will not put the agent's call into the conference."""


# The customer of a callback


@dataclass(frozen=True, slots=True)
class CustomerRinging(CustomerEvent):
    """A sign of life of the call to the customer."""


@dataclass(frozen=True, slots=True)
class CustomerUnclear(CustomerEvent):
    """The carrier was asked to ring the customer and did not say whether it does."""


@dataclass(frozen=True, slots=True)
class CustomerAnswered(CustomerEvent):
    """The customer took the call."""


@dataclass(frozen=True, slots=True)
class CustomerMachine(CustomerEvent):
    """A voicemail took the call."""


@dataclass(frozen=True, slots=True)
class CustomerOver(CustomerEvent):
    """The call to the customer is over, or never began."""

    outcome: LegOutcome = LegOutcome.HUNG_UP


# The carrier and the house


@dataclass(frozen=True, slots=True)
class ConferenceEnded(Event):
    """The conference is over."""


@dataclass(frozen=True, slots=True)
class CallerFetched(Event):
    """The carrier says that it took the caller back to the assistant."""


@dataclass(frozen=True, slots=True)
class FetchFailed(Event):
    """The carrier did not, or did not say so. ``gone``: the caller's call is over."""

    gone: bool = False


@dataclass(frozen=True, slots=True)
class Overflowed(Event):
    """Agents of ``queue`` may take it too."""

    queue: str = ""


@dataclass(frozen=True, slots=True)
class NobodyLeft(Event):
    """No agent who could take it is at work any more."""


@dataclass(frozen=True, slots=True)
class QueueClosed(Event):
    """The queue's opening hours are over."""


# Time


@dataclass(frozen=True, slots=True)
class PatienceOver(Event):
    """The caller waited as long as callers of this queue wait."""


@dataclass(frozen=True, slots=True)
class ArrivalOverdue(Event):
    """The caller should have come long ago."""


@dataclass(frozen=True, slots=True)
class OfferOverdue(OfferEvent):
    """The agent's answer should have come."""


@dataclass(frozen=True, slots=True)
class JoinOverdue(OfferEvent):
    """The agent should be in the conference by now."""


@dataclass(frozen=True, slots=True)
class DialOverdue(Event):
    """The customer should have answered."""


@dataclass(frozen=True, slots=True)
class FetchOverdue(Event):
    """The caller should be back at the assistant by now."""


@dataclass(frozen=True, slots=True)
class TalkOverdue(Event):
    """No talk takes that long: the carrier's word that it is over was lost."""

"""What a transfer asks its surroundings to do. Pure data.

Errands go to the carrier or the book, through the outbox: they are written down with the change that asks for
them and carried out later. The others are changes in the store, made in the same transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from voicebot.transfer.ports import LegOutcome


@dataclass(frozen=True, slots=True)
class Command:
    """Base of all commands."""


@dataclass(frozen=True, slots=True)
class Errand(Command):
    """Base of those that leave the house."""


@dataclass(frozen=True, slots=True)
class RingAgent(Errand):
    """Ring the agent's telephone; at most once an offer."""

    offer_id: str
    agent_id: int
    seconds: int


@dataclass(frozen=True, slots=True)
class RingCustomer(Errand):
    """Ring the customer; at most once a transfer."""

    seconds: int


@dataclass(frozen=True, slots=True)
class JoinLeg(Errand):
    """Put the agent's call into the conference."""

    offer_id: str
    leg: str


@dataclass(frozen=True, slots=True)
class EndLeg(Errand):
    """End a call of ours."""

    leg: str


@dataclass(frozen=True, slots=True)
class FetchCaller(Errand):
    """Take the caller out of the conference, back to the assistant. Tried until it has worked."""


@dataclass(frozen=True, slots=True)
class EndConference(Errand):
    """End the conference: whoever is in it goes on with what comes after it."""


@dataclass(frozen=True, slots=True)
class PromiseCallback(Errand):
    """Promise the caller in writing that we call back."""


@dataclass(frozen=True, slots=True)
class OpenAnOffer(Command):
    """The agent is asked: only if available, and asked or kept by no other transfer."""

    offer_id: str
    agent_id: int


@dataclass(frozen=True, slots=True)
class CloseOffer(Command):
    """The offer is over."""

    offer_id: str
    outcome: LegOutcome


@dataclass(frozen=True, slots=True)
class OccupyAgent(Command):
    """The agent is busy now."""

    agent_id: int


@dataclass(frozen=True, slots=True)
class FreeAgent(Command):
    """The agent is free again; ``rest_until``: after a rest to write things down, None for at once."""

    agent_id: int
    rest_until: datetime | None


@dataclass(frozen=True, slots=True)
class SettleCallback(Command):
    """What became of this try of a callback.

    state: 'done', 'open' (again at ``again``, UTC) or 'dead'. tries: how often the customer was rung in vain.
    outcome: None when they talked.
    """

    state: str
    tries: int
    outcome: LegOutcome | None = None
    again: datetime | None = None


@dataclass(frozen=True, slots=True)
class Alarm(Command):
    """Somebody should look: logged as an error. ``what`` names no person."""

    what: str

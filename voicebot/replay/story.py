"""What is known of a replayed call: the line's side from the carrier, the house's side from its ledger."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from voicebot.call.ledger import Kind
from voicebot.call.ports import CallStatus
from voicebot.replay.player import Said
from voicebot.replay.scenario import Does
from voicebot.replay.timeline import Timeline

Value = str | int | float | bool | None


class Entry(Protocol):
    """One ledger entry, as stored; ``kind`` is a value of `voicebot.call.ledger.Kind`."""

    @property
    def at(self) -> float:
        """Stream seconds."""
        ...

    @property
    def kind(self) -> str:
        """What it tells."""
        ...

    @property
    def rule_id(self) -> str:
        """Why."""
        ...

    @property
    def model(self) -> str:
        """Which model made it, '' for none."""
        ...

    @property
    def data(self) -> Mapping[str, Value]:
        """Its inputs; keys as in `voicebot.call.evidence`."""
        ...


class Confirmation(Protocol):
    """A written confirmation, as stored."""

    @property
    def state(self) -> str:
        """'pending', 'sending', 'sent' or 'failed'."""
        ...

    @property
    def channel(self) -> str | None:
        """How it went; None until it was written."""
        ...

    @property
    def text(self) -> str | None:
        """What the caller reads; None until it was written."""
        ...


class LedgerReader(Protocol):
    """Where the replay reads what the house stored. `voicebot.store.book.SqlCallBook` is one."""

    def status(self, call_id: str) -> CallStatus | None:
        """The call's state, or None for an unknown call."""
        ...

    def ledger(self, call_id: str) -> Sequence[Entry]:
        """All entries, in order."""
        ...

    def confirmations(self, call_id: str) -> Sequence[Confirmation]:
        """All confirmations that are owed."""
        ...


@dataclass(frozen=True, slots=True)
class Story:
    """One replayed call. ``said``: what the caller said and keyed, in order. ``problem``: why the scenario
    was not played to its end.
    """

    timeline: Timeline
    said: Sequence[Said]
    entries: Sequence[Entry]
    confirmations: Sequence[Confirmation]
    status: CallStatus | None
    problem: str | None = None

    def of(self, *kinds: Kind) -> list[Entry]:
        """The ledger's entries of these kinds."""
        return [entry for entry in self.entries if entry.kind in kinds]

    def heard_of(self, said: Said) -> list[Entry]:
        """The caller's turns that lie over one utterance, refused ones too."""
        began, ended = said.moment.at, said.moment.until or said.moment.at
        turns = (turn for turn in self.of(Kind.CALLER_TURN) if turn.data.get("source") == "voice")
        return [
            turn
            for turn in turns
            if number(turn.data.get("started_at")) < ended + 0.3
            and number(turn.data.get("ended_at")) > began - 0.3
        ]

    def turns_of(self, index: int) -> list[Entry]:
        """The caller's turns that come from one thing said or keyed."""
        said = self.said[index]
        if said.step.does is Does.SAY:
            return self.heard_of(said)
        start, end = self.until_next(index)
        keyed = (turn for turn in self.of(Kind.CALLER_TURN) if turn.data.get("source") == "keys")
        return [turn for turn in keyed if start <= turn.at < end]

    def until_next(self, index: int) -> tuple[float, float]:
        """From the beginning of one thing said or keyed to that of the next, in stream seconds."""
        after = self.said[index + 1].moment.at if index + 1 < len(self.said) else math.inf
        return self.said[index].moment.at, after


def rules_of(entry: Entry) -> list[str]:
    """The rule ids of an entry; an answer made of two says both: 'D-17+D-10'."""
    return entry.rule_id.split("+")


def number(value: Value) -> float:
    """A stored number; 0.0 for anything else."""
    return float(value) if isinstance(value, int | float) else 0.0

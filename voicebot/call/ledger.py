"""What happened in a call, as it will be stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What an entry tells."""

    DISCLOSURE = "disclosure"  # text, version; ``heard`` true once the carrier played past its mark
    CALLER_TURN = "caller_turn"  # text, confidence, source, started_at, ended_at
    BOT_TURN = "bot_turn"  # text; written when its mark came back, or with heard=false when cleared
    UNDERSTOOD = "understood"  # intent, confidence, slots
    DECISION = "decision"  # rule id, inputs
    TIMING = "timing"  # where the time went between the caller's last sound and the bot's first, in seconds
    HANDOVER = "handover"
    CONFIRMATION = "confirmation"
    ERROR = "error"
    OUTCOME = "outcome"


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One line of evidence: stream time in seconds, kind, rule id, model version and the inputs used."""

    at: float
    kind: Kind
    rule_id: str
    data: Mapping[str, str | int | float | bool | None] = field(default_factory=dict)
    model: str = ""

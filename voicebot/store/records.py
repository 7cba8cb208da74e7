"""What the store tells of a call: plain values for the replay and the console."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from voicebot.call.outcome import Outcome
from voicebot.call.replies import Agreement


@dataclass(frozen=True, slots=True)
class StoredCall:
    """One call; times are UTC. ``ticket`` is set for callbacks, ``reference`` once something was owed."""

    call_id: str
    caller: str
    called: str
    started_at: datetime
    ended_at: datetime | None
    outcome: Outcome | None
    rule_id: str | None
    queue: str | None
    priority: int | None
    summary: str
    reference: str | None
    ticket: str | None


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """What one side said; ``started_at`` and ``ended_at`` in stream seconds.

    speaker: 'caller' or 'bot'. confidence, source and intent: of callers only. heard: of the bot only.
    """

    seq: int
    speaker: str
    started_at: float
    ended_at: float
    text: str
    confidence: float | None
    source: str | None
    intent: str | None
    heard: bool | None


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """One ledger entry as it was recorded; ``at`` in stream seconds."""

    seq: int
    at: float
    kind: str
    rule_id: str
    model: str
    data: Mapping[str, str | int | float | bool | None]


@dataclass(frozen=True, slots=True)
class StoredConfirmation:
    """A written confirmation. state: 'pending', 'sending', 'sent' or 'failed'; times are UTC.

    reason: 'conclusion' or 'callback'. channel, address and text are None until it was written.
    """

    job_id: int
    reason: str
    state: str
    agreements: tuple[Agreement, ...]
    channel: str | None
    address: str | None
    text: str | None
    message_id: str | None
    error: str | None
    created_at: datetime
    finished_at: datetime | None

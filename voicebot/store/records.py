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
    contact_email: str | None = None  # on file, of a caller who was identified


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
    """A written confirmation. state: see `voicebot.delivery.states.State`; times are UTC.

    reason: 'conclusion' or 'callback', or 'agent-…' and 'resend-…' for an agent's. channel, address, masked
    (the address, for showing) and the texts are None until it was written, address and texts again once
    they are erased. alarm: see `voicebot.store.confirmations`. attempts: how often it was tried.
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
    call_id: str = ""
    masked: str | None = None
    subject: str | None = None
    html: str | None = None
    wish_channel: str = ""
    wish_address: str = ""
    language: str = "nl"
    written_at: datetime | None = None
    erased_at: datetime | None = None
    alarm: str | None = None
    handled_by: int | None = None
    handled_at: datetime | None = None
    agent_id: int | None = None
    resend_of: int | None = None
    attempts: int = 0

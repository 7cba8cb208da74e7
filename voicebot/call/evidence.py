"""Ledger entries as data: what is written down of a turn, a speech, the disclosure (invariant 8)."""

from __future__ import annotations

from voicebot.call.ledger import Kind, LedgerEntry
from voicebot.call.playback import Speech
from voicebot.call.replies import Reply
from voicebot.call.rules import CallRules
from voicebot.call.turns.inbox import Turn

Value = str | int | float | bool | None

_TURN_RULES = {None: "T-03", "no_speech": "T-01", "backchannel": "T-05"}  # others: not understood


def caller_turn(at: float, turn: Turn) -> LedgerEntry:
    """What was heard, how surely, and whether it goes to the dialogue."""
    return LedgerEntry(
        at,
        Kind.CALLER_TURN,
        _TURN_RULES.get(turn.rejected, "T-02"),
        {
            "turn": turn.turn_id,
            "text": turn.text,
            "confidence": round(turn.confidence, 3),
            "source": turn.source,
            "started_at": round(turn.started_at, 2),
            "ended_at": round(turn.ended_at, 2),
            "drafts": turn.draft,
            "rejected": turn.rejected,
        },
        turn.model,
    )


def understood(at: float, turn_id: int, reply: Reply) -> LedgerEntry:
    """What the dialogue made of a turn, and the rule by which it answers."""
    data: dict[str, Value] = {
        "turn": turn_id,
        "intent": reply.intent,
        "confidence": round(reply.intent_confidence, 3),
        "asks": reply.asks,
    }
    data |= {f"slot.{name}": value for name, value in reply.slots.items()}
    return LedgerEntry(at, Kind.UNDERSTOOD, reply.rule_id, data, reply.model)


def bot_turn(at: float, speech: Speech, *, heard: bool) -> LedgerEntry:
    """What the bot said, and whether the carrier proved that it was played to its end.

    ``heard_text``: as much of it as was heard; of what was cut off, the words before that.
    """
    ended = at if speech.play_ends is None else min(at, speech.play_ends)
    return LedgerEntry(
        at,
        Kind.BOT_TURN,
        "B-01" if heard else "B-02",
        {
            "text": speech.text,
            "heard": heard,
            "heard_text": speech.text if heard else speech.heard,
            "started_at": round(speech.play_starts, 2),
            "ended_at": round(ended, 2),
        },
    )


def disclosure(at: float, rule_id: str, rules: CallRules, *, heard: bool) -> LedgerEntry:
    """The disclosure's text and version, and whether the carrier's mark confirmed it at this time."""
    data: dict[str, Value] = {"text": rules.disclosure, "version": rules.disclosure_version, "heard": heard}
    return LedgerEntry(at, Kind.DISCLOSURE, rule_id, data)

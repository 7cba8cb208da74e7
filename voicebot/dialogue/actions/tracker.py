"""Reading Rasa's tracker: what was asked and said before, counted from events, not kept in slots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rasa_sdk import Tracker


def _payloads(tracker: Tracker) -> Iterator[Mapping[str, Any]]:
    """Custom payloads of everything the bot said in this conversation, in order."""
    for event in tracker.events:
        if event.get("event") == "bot":
            custom = (event.get("data") or {}).get("custom")
            if isinstance(custom, dict):
                yield custom


def times_asked(tracker: Tracker, slot: str) -> int:
    """How often a slot was asked since a wish was last answered, as the core's Repetition counts."""
    times = 0
    for payload in _payloads(tracker):
        if payload.get("solved"):
            times = 0
        if payload.get("asks") == slot:
            times += 1
    return times


def times_ruled(tracker: Tracker, rule_id: str) -> int:
    """How often a rule spoke in the whole call."""
    return sum(payload.get("rule_id") == rule_id for payload in _payloads(tracker))


def was_solved(tracker: Tracker) -> bool:
    """Whether a wish of this call was answered."""
    return any(payload.get("solved") for payload in _payloads(tracker))


def last_answer(tracker: Tracker) -> list[Mapping[str, Any]]:
    """The bot's events of its previous turn: what the caller has just reacted to."""
    answer: list[Mapping[str, Any]] = []
    turns = 0
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            turns += 1
            if turns == 2:
                break
        elif event.get("event") == "bot" and turns == 1:
            answer.insert(0, event)
    return answer


def last_payload(tracker: Tracker) -> dict[str, Any]:
    """The payloads of the bot's previous turn as one dict; later ones win."""
    merged: dict[str, Any] = {}
    for event in last_answer(tracker):
        merged |= (event.get("data") or {}).get("custom") or {}
    return merged


def intent_of(tracker: Tracker) -> str:
    """The caller's latest intent, '' when there is none."""
    return str(((tracker.latest_message or {}).get("intent") or {}).get("name") or "")


def text_of(tracker: Tracker) -> str:
    """What the caller said last."""
    return str((tracker.latest_message or {}).get("text") or "")


def was_keyed(tracker: Tracker) -> bool:
    """Whether the latest message came from the keypad (metadata set by `voicebot.dialogue.client`)."""
    return ((tracker.latest_message or {}).get("metadata") or {}).get("source") == "keys"

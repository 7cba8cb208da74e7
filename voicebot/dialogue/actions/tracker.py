"""Reading Rasa's tracker: what was asked and said before, counted from events, not kept in slots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from rasa_sdk import Tracker

from voicebot.call.replies import Agreement

GAVE_TIME = "D-46"  # told to take the time
ASKS_WHERE = "D-71"  # asks whether an SMS is wanted
CHECKS = "D-40"  # asks whether the intent was meant
NOT_UNDERSTOOD = ("D-07", "D-41", "D-42")
_NO_ANSWER = ("action_listen", "action_extract_slots", "task_form", "validate_task_form")


def _payloads(tracker: Tracker) -> Iterator[Mapping[str, Any]]:
    """Custom payloads of everything the bot said in this conversation, in order."""
    for event in tracker.events:
        if event.get("event") == "bot":
            custom = (event.get("data") or {}).get("custom")
            if isinstance(custom, dict):
                yield custom


def times_asked(tracker: Tracker) -> Counter[str]:
    """How often each slot was asked since a wish was last answered, as the core's Repetition counts.

    An answer after which the open question was put again does not start the count anew; nor does what has
    been said in the present turn.
    """
    times: Counter[str] = Counter()
    for answer in reversed(list(_answers(tracker))):
        said = [(event.get("data") or {}).get("custom") or {} for event in answer]
        asks = next((payload["asks"] for payload in reversed(said) if payload.get("asks")), None)
        if asks:
            times[str(asks)] += 1
        elif any(payload.get("solved") for payload in said):
            times.clear()
    return times


def times_ruled(tracker: Tracker) -> Counter[str]:
    """How often each rule spoke in the whole call."""
    return Counter(str(payload.get("rule_id")) for payload in _payloads(tracker))


def told_where(tracker: Tracker) -> bool:
    """Whether the caller heard where the confirmation goes, was asked for it, or chose."""
    return any(
        payload.get("notice") or payload.get("written") or payload.get("rule_id") == ASKS_WHERE
        for payload in _payloads(tracker)
    )


def email_on_file(tracker: Tracker) -> str:
    """The e-mail address of whoever was identified last in this call, '' when none is known."""
    known = [str(payload["contact_email"]) for payload in _payloads(tracker) if payload.get("contact_email")]
    return known[-1] if known else ""


def agreed(tracker: Tracker) -> tuple[Agreement, ...]:
    """Everything agreed in this call, in order."""
    return tuple(
        Agreement(str(each.get("kind")), str(each.get("text")), each.get("reference"))
        for payload in _payloads(tracker)
        for each in payload.get("agreements") or ()
    )


def was_solved(tracker: Tracker) -> bool:
    """Whether a wish of this call was answered."""
    return any(payload.get("solved") for payload in _payloads(tracker))


def _answers(tracker: Tracker) -> Iterator[list[Mapping[str, Any]]]:
    """The bot's events of each turn before the present one, the latest turn first."""
    answer: list[Mapping[str, Any]] = []
    seen = 0
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            seen += 1
            if seen > 1:
                yield answer
            answer = []
        elif event.get("event") == "bot" and seen:
            answer.insert(0, event)
    if seen:
        yield answer


def payload_of(answer: list[Mapping[str, Any]]) -> dict[str, Any]:
    """The payloads of one answer as one dict; later ones win."""
    merged: dict[str, Any] = {}
    for event in answer:
        merged |= (event.get("data") or {}).get("custom") or {}
    return merged


def last_answer(tracker: Tracker) -> list[Mapping[str, Any]]:
    """The bot's events of its previous turn: what the caller has just reacted to."""
    return next(_answers(tracker), [])


def answer_to_repeat(tracker: Tracker) -> list[Mapping[str, Any]]:
    """The latest answer that said something besides giving time."""
    answers = (answer for answer in _answers(tracker) if payload_of(answer).get("rule_id") != GAVE_TIME)
    return next((answer for answer in answers if answer), [])


def last_payload(tracker: Tracker) -> dict[str, Any]:
    """The payloads of the bot's previous turn as one dict; later ones win."""
    return payload_of(last_answer(tracker))


def failures_in_a_row(tracker: Tracker) -> int:
    """How often the caller was not understood since something last was; a check in between is no success."""
    failures = 0
    for payload in reversed(list(_payloads(tracker))):
        rule_id = payload.get("rule_id")
        if rule_id in NOT_UNDERSTOOD:
            failures += 1
        elif rule_id != CHECKS:
            break
    return failures


def turns(tracker: Tracker) -> list[Mapping[str, Any]]:
    """The caller's events, in order."""
    return [event for event in tracker.events if event.get("event") == "user"]


def open_check(tracker: Tracker) -> Mapping[str, Any] | None:
    """The turn whose intent the last question asked about ('klopt dat?'), None when it asked otherwise."""
    asked = [(event.get("data") or {}).get("custom") or {} for event in last_answer(tracker)]
    before = turns(tracker)
    if len(before) < 2 or not any(payload.get("rule_id") == CHECKS for payload in asked):
        return None
    return before[-2]


def checked_intent(turn: Mapping[str, Any]) -> str | None:
    """The intent that the confidence gate doubts in a turn (`rasa_project/components`)."""
    checked = (turn.get("parse_data") or {}).get("checked_intent")
    return checked if isinstance(checked, str) and checked else None


def rules_of_mood(turn: Mapping[str, Any]) -> tuple[str, ...]:
    """Rules of annoyance that were found in the words of a turn."""
    found = (turn.get("parse_data") or {}).get("frustration")
    rules = found.get("rules") if isinstance(found, dict) else None
    return tuple(str(rule) for rule in rules) if isinstance(rules, list) else ()


def was_answered(tracker: Tracker) -> bool:
    """Whether a rule has already done something about the caller's latest turn."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return False
        if event.get("event") == "action" and event.get("name") not in _NO_ANSWER:
            return True
    return False


def intent_of(tracker: Tracker) -> str:
    """The caller's latest intent, '' when there is none."""
    return str(((tracker.latest_message or {}).get("intent") or {}).get("name") or "")


def text_of(tracker: Tracker) -> str:
    """What the caller said last."""
    return str((tracker.latest_message or {}).get("text") or "")


def was_keyed(tracker: Tracker) -> bool:
    """Whether the latest message came from the keypad (metadata set by `voicebot.dialogue.client`)."""
    return _metadata(tracker).get("source") == "keys"


def queue_of(tracker: Tracker) -> str:
    """The queue whose people would call back, '' when none in particular (metadata as in `was_keyed`)."""
    return str(_metadata(tracker).get("queue") or "")


def _metadata(tracker: Tracker) -> Mapping[str, Any]:
    return (tracker.latest_message or {}).get("metadata") or {}

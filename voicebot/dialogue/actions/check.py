"""Asking whether an intent was meant ('klopt dat?'), and going on as if it had been said plainly."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from rasa_sdk import Tracker
from rasa_sdk.events import ActionExecuted, UserUttered
from rasa_sdk.executor import CollectingDispatcher

from voicebot.call.replies import Expects
from voicebot.dialogue import intents
from voicebot.dialogue.actions.base import Events, HouseAction, hand_over, say
from voicebot.dialogue.actions.tracker import (
    CHECKS,
    GAVE_TIME,
    checked_intent,
    failures_in_a_row,
    intent_of,
    open_check,
    text_of,
    turns,
    was_keyed,
)
from voicebot.dialogue.payload import Payload
from voicebot.dialogue.tasks.asking import YES_NO_KEYS
from voicebot.dialogue.tasks.engine import FAILURES, OTHER_WORDS
from voicebot.dialogue.tasks.yes_no import yes_or_no

FILE = Path(__file__).with_name("checks.yaml")
HESITATIONS = ("eh", "uh", "ehm", "uhm", "euh", "hm", "hmm", "tja", "nou", "eens kijken", "even kijken")
TAKE_YOUR_TIME = "Neem rustig de tijd."
NOT_UNDERSTOOD = "Dat begreep ik niet. Kunt u het met andere woorden zeggen?"
OUT_OF_SCOPE = "Daar kan ik u niet mee helpen. Hebt u een vraag over een bestelling of een verzekering?"


@cache
def questions(path: Path = FILE) -> Mapping[str, str]:
    """Intent to the clause that is asked. Raises ValueError naming the file and the intent of a bad line."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(raw, dict):
        raise ValueError(f"{path.name}: must be lines of an intent and its question")
    for intent, clause in raw.items():
        if not isinstance(clause, str) or not clause.strip() or clause.strip()[-1] in ".?!,":
            raise ValueError(f"{path.name}: {intent} must be a clause without its last mark")
    return dict(raw)


def accept(doubted: Mapping[str, Any]) -> Events:
    """Events that put the doubted turn again, now with its intent, as Rasa's own two-stage fallback does."""
    parsed = dict(doubted.get("parse_data") or {})
    parsed["intent"] = {"name": parsed.pop("checked_intent", None), "confidence": 1.0}
    again = UserUttered(str(doubted.get("text") or ""), parsed, input_channel=doubted.get("input_channel"))
    return [ActionExecuted("action_listen"), again | {"metadata": doubted.get("metadata")}]


def answer_to_check(dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """What follows from yes or no to 'klopt dat?'; None when that was not asked, or not answered."""
    doubted = open_check(tracker)
    verdict = yes_or_no(text_of(tracker), intent=intent_of(tracker), keyed=was_keyed(tracker))
    if doubted is None or verdict is None:
        return None
    if verdict:
        return accept(doubted)
    not_understood(dispatcher, tracker, OTHER_WORDS, Payload("D-41", asks="wish", rejected=True))
    return []


def not_understood(dispatcher: CollectingDispatcher, tracker: Tracker, text: str, payload: Payload) -> None:
    """Ask for other words; the second time in a row a person takes over."""
    if failures_in_a_row(tracker) + 1 >= FAILURES:
        hand_over(dispatcher, "not_understood", "D-23")
    else:
        say(dispatcher, text, payload)


class AfterCheck(HouseAction):
    """An action for turns that may answer 'klopt dat?'; only when they do not, its own answer follows."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Take yes or no to the check, else answer."""
        answered = answer_to_check(dispatcher, tracker)
        return self.answer(dispatcher, tracker) if answered is None else answered

    @abstractmethod
    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """What is said when nothing was checked."""


class Check(AfterCheck):
    """The confidence gate doubts what was meant: asks, unless it is too plain or too grave for that."""

    action_name = "action_check"

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Ask, or go on."""
        latest = turns(tracker)[-1] if turns(tracker) else {}
        intent = checked_intent(latest)
        if intent in intents.PLAIN or intent in intents.NEVER_CHECKED:
            return accept(latest)
        clause = questions().get(intent or "")
        if clause is None:
            not_understood(dispatcher, tracker, NOT_UNDERSTOOD, Payload("D-07", asks="wish"))
        else:
            asks = Payload(CHECKS, asks=f"check_{intent}", expects=Expects.YES_NO, digits=YES_NO_KEYS)
            say(dispatcher, f"{clause}, klopt dat?", asks)
        return []


class NotUnderstood(AfterCheck):
    """Nothing that the assistant knows; or a yes or no to 'klopt dat?' that was heard badly."""

    action_name = "action_not_understood"

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Ask for other words, or hand over."""
        if text_of(tracker) in HESITATIONS:
            say(dispatcher, TAKE_YOUR_TIME, Payload(GAVE_TIME))
        elif intent_of(tracker) == "out_of_scope":
            not_understood(dispatcher, tracker, OUT_OF_SCOPE, Payload("D-42", asks="wish"))
        else:
            not_understood(dispatcher, tracker, NOT_UNDERSTOOD, Payload("D-07", asks="wish"))
        return []

"""The story of a call as an agent hears it on the telephone: a few Dutch sentences without personal data."""

from __future__ import annotations

import logging

from voicebot.call.ports import PartError
from voicebot.console.pop import Pop, pop
from voicebot.console.texts import texts
from voicebot.store.reader import CallReader

log = logging.getLogger(__name__)

# What the hand-over's own rule says already, before this story.
_SAID = frozenset(
    {
        "ask_advice", "ask_callback", "ask_person", "change_bank_account", "complain", "danger",
        "legal_threat", "other_language", "report_accident", "report_bereavement", "report_burglary",
        "report_claim", "report_fire", "report_illness", "vulnerable",
    }
)  # fmt: skip
_MOST = 3  # wishes that an ear keeps
_MOODS = {"irritated": "De klant is geïrriteerd.", "angry": "De klant is boos."}


class Telling:
    """Tells a call's story, '' when the database does not. Thread-safe."""

    def __init__(self, calls: CallReader) -> None:
        self._calls = calls

    def __call__(self, call_id: str) -> str:
        """The sentences for this call."""
        try:
            return told(pop(self._calls.ledger(call_id), ()))
        except PartError as error:
            log.warning("call %s: its story cannot be told: %s", call_id, error)
            return ""


def told(story: Pop) -> str:
    """What else the caller asked about, whether that was answered, who it is to us, and the mood."""
    named = texts("nl")
    wishes = [wish for wish in story.wishes if wish not in _SAID][-_MOST:]
    answered = {each.intent for each in story.tried if each.key in ("told", "done")}
    sentences = []
    if wishes:
        names = [named.named("intent", wish).lower() for wish in wishes]
        sentences.append(f"Het ging ook over: {_listed(names)}.")
        if answered >= set(wishes):
            sentences.append("Daar is al antwoord op gegeven.")
    if story.identified:
        sentences.append("De klant is herkend.")
    if mood := _MOODS.get(story.mood.level):
        sentences.append(mood)
    return " ".join(sentences)


def _listed(names: list[str]) -> str:
    return " en ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)

"""What the assistant makes of one turn, asked as the house asks it: its own client, its own call rules.

`/model/parse` alone would not do: it drops the metadata (source, confidence) on which the pipeline decides,
and the client takes sentences apart first. So each sentence is the first turn of a call of its own.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from voicebot.call.policies.answering import Answering
from voicebot.call.ports import PartError
from voicebot.call.replies import Reply
from voicebot.call.story import Story
from voicebot.dialogue.client import RasaDialogue
from voicebot.dialogue.intents import CHECK, FALLBACK

TIMEOUT = 30.0  # seconds; on a busy machine the question is what is answered, not how fast


@dataclass(frozen=True, slots=True)
class Understood:
    """intent: what Rasa acts on ('nlu_check', 'nlu_fallback' too). guess: the best real intent.

    confidence: of the guess. rules: frustration rules found in the words. condition: of `handover.TABLE`,
    when the reply or the caller's mood brings a person at once.
    """

    intent: str
    guess: str
    confidence: float
    rules: tuple[str, ...] = ()
    condition: str | None = None

    @property
    def recognised(self) -> str:
        """The intent to judge by: the one acted on, or the one that is checked with a question first."""
        return self.guess if self.intent == CHECK else self.intent


def read(parsed: object, reply: Reply) -> Understood:
    """Out of Rasa's parse data and the client's reply. Raises PartError when the parse holds no intent."""
    intent = parsed.get("intent") if isinstance(parsed, dict) else None
    if (
        not isinstance(parsed, dict)
        or not isinstance(intent, dict)
        or not isinstance(intent.get("name"), str)
    ):
        raise PartError("Rasa's parse holds no intent")
    ranking = [one for one in parsed.get("intent_ranking") or [intent] if isinstance(one, dict)]
    real = [one for one in ranking if one.get("name") not in (CHECK, FALLBACK, None)]
    best: dict[str, Any] = real[0] if real else intent
    return Understood(
        intent["name"],
        str(best["name"]),
        float(best.get("confidence") or 0.0),
        reply.mood,
        Answering(Story()).to(reply).condition,
    )


class Assistant(RasaDialogue):
    """A running Rasa server with its actions; remembers the parse behind the last reply. Not thread-safe."""

    def __init__(self, base_url: str, token: str) -> None:
        super().__init__(base_url, token, timeout=TIMEOUT)
        self._tracker: object = None

    def hear(self, text: str, *, source: str = "voice", confidence: float = 1.0) -> Understood:
        """What is understood of the first turn of a call. Raises PartError."""
        reply = self.ask(f"eval-{uuid.uuid4().hex}", text, source=source, confidence=confidence)
        return read(last_parse(self._tracker), reply)

    def _call(self, method: str, path: str, **options: Any) -> object:
        answer = super()._call(method, path, **options)
        if path.endswith("/tracker"):
            self._tracker = answer
        return answer


def last_parse(tracker: object) -> object:
    """The parse of the latest turn in a tracker, None when there is none."""
    events = tracker.get("events") if isinstance(tracker, dict) else None
    turns = [event for event in events or [] if isinstance(event, dict) and event.get("event") == "user"]
    return turns[-1].get("parse_data") if turns else None

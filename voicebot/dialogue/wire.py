"""What goes over the wire to Rasa and comes back: cleaning, and strict reading of its JSON."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from voicebot.call.ports import PartError
from voicebot.call.replies import Expects, Reply
from voicebot.dialogue.intents import HOUSE, WISHES
from voicebot.dialogue.payload import Payload, PayloadError, merge, parse
from voicebot.dialogue.two_wishes import Understood

MAX_TEXT = 1000
MAX_ANSWER_TEXTS = 10
NOTHING_SAID = "eh"  # a turn of punctuation only: Rasa needs a word, and this one means nothing


def clean(text: str) -> str:
    """A transcript as Rasa was trained on: NFC, lower case, no punctuation, one line, bounded by MAX_TEXT.

    Rasa takes a message that begins with '/' as an intent command ('/restart', '/inform{"order_number": …}'),
    so slashes and braces never pass. Digits stay apart where punctuation parted them ('4.2' becomes '4 2').
    """
    text = unicodedata.normalize("NFC", text[: 4 * MAX_TEXT]).lower()
    text = re.sub(r"[^\w' ]|_", " ", text)
    return " ".join(text.split())[:MAX_TEXT].strip() or NOTHING_SAID


def command(name: str) -> str:
    """What the house itself tells the dialogue, as Rasa takes it: past the classifier, straight to its rules.

    Callers cannot say it: `clean` takes the slash away. Raises ValueError for a name that is not the house's.
    """
    if name not in HOUSE:
        raise ValueError(f"the house tells the dialogue {sorted(HOUSE)}, not {name!r}")
    return f"/{HOUSE[name]}"


@dataclass(frozen=True, slots=True)
class Understanding:
    """What the tracker tells of the latest turn."""

    intent: str | None = None
    confidence: float = 0.0
    slots: Mapping[str, str] = field(default_factory=dict)
    mood: tuple[str, ...] = ()


def read_answer(raw: object) -> tuple[tuple[str, ...], Payload | None]:
    """Texts and merged payload of a REST answer. Raises PartError for anything that is not an answer."""
    if not isinstance(raw, list) or not all(isinstance(item, dict) for item in raw):
        raise PartError("Rasa's answer is not a list of messages")
    texts: list[str] = []
    payloads = []
    for item in raw:
        text = item.get("text")
        if isinstance(text, str) and text.strip():
            texts.append(" ".join(text.split())[:MAX_TEXT])
        if item.get("custom") is not None:
            try:
                payloads.append(parse(item["custom"]))
            except PayloadError as error:
                raise PartError(f"Rasa's answer has a bad custom payload: {error}") from error
    payload = merge(payloads)
    if not texts and not (payload and payload.handover):
        raise PartError("Rasa gave no answer; is the action server running?")
    if len(texts) > MAX_ANSWER_TEXTS:
        raise PartError(f"Rasa's answer has {len(texts)} texts, more than {MAX_ANSWER_TEXTS}")
    return tuple(texts), payload


def read_tracker(raw: object) -> Understanding:
    """Intent, confidence and slots out of `GET /conversations/{id}/tracker`. Raises PartError.

    The intent is the last user event's: `latest_message` is out of date while a form is open, because Rasa
    leaves out a form's own turns when it reads a conversation back from its store.
    """
    if not isinstance(raw, dict):
        raise PartError("Rasa's tracker is not an object")
    events, slots = raw.get("events"), raw.get("slots")
    if not isinstance(events, list) or not isinstance(slots, dict):
        raise PartError("Rasa's tracker lacks events or slots")
    turns = [event for event in events if isinstance(event, dict) and event.get("event") == "user"]
    parsed = turns[-1].get("parse_data") if turns else None
    intent = parsed.get("intent") if isinstance(parsed, dict) else None
    if not isinstance(intent, dict):
        raise PartError("Rasa's tracker holds no turn with an intent")
    name = intent.get("name")
    return Understanding(
        intent=name if isinstance(name, str) and name else None,
        confidence=_confidence(intent),
        slots={
            str(slot): value
            for slot, value in slots.items()
            if isinstance(value, str) and slot not in ("requested_slot", "session_started_metadata")
        },
        mood=_mood(parsed),
    )


def read_parse(raw: object) -> Understood:
    """Intent, confidence and completeness of `POST /model/parse`. Raises PartError."""
    intent = raw.get("intent") if isinstance(raw, dict) else None
    if not isinstance(intent, dict):
        raise PartError("Rasa's parse holds no intent")
    name = intent.get("name")
    return Understood(
        name if isinstance(name, str) and name else None, _confidence(intent), _completeness(raw)
    )


def _completeness(raw: object) -> float | None:
    value = raw.get("completeness") if isinstance(raw, dict) else None
    known = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
    return float(value) if known and isinstance(value, int | float) else None


def _confidence(intent: Mapping[str, object]) -> float:
    value = intent.get("confidence")
    known = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
    return float(value) if known and isinstance(value, int | float) else 0.0


def _mood(parsed: object) -> tuple[str, ...]:
    """Rules of annoyance that Rasa found in the words; none when it looks for none."""
    found = parsed.get("frustration") if isinstance(parsed, dict) else None
    rules = found.get("rules") if isinstance(found, dict) else None
    if not isinstance(rules, list):
        return ()
    return tuple(rule for rule in rules if isinstance(rule, str) and rule)


def to_reply(
    texts: tuple[str, ...],
    payload: Payload | None,
    understood: Understanding,
    model: str = "",
    *,
    also: str | None = None,
    corrects: bool = False,
) -> Reply:
    """Everything of one turn in the call's own words.

    also: the second wish of the sentence. corrects: the sentence took back a part of itself.
    """
    meaning = payload or Payload("D-00")
    return Reply(
        texts=texts,
        intent=understood.intent,
        intent_confidence=understood.confidence,
        asks=meaning.asks,
        expects=meaning.expects or Expects.OPEN,
        digits=meaning.digits,
        handover=meaning.handover,
        agreements=meaning.agreements,
        solved=meaning.solved,
        ends_call=meaning.ends_call,
        slots=understood.slots,
        contact_email=meaning.contact_email,
        rule_id=meaning.rule_id,
        model=model,
        offer=meaning.offer,
        wish=understood.intent if understood.intent in WISHES else None,
        also=also,
        manner=meaning.manner,
        wait=float(meaning.wait),
        corrects=corrects or understood.intent == "correction",
        rejected=meaning.rejected,
        mood=understood.mood,
        notice=meaning.notice,
        written=meaning.written,
    )

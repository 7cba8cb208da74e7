"""The test sets that are spoken: which texts, what Whisper expects, and how the results are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from voicebot.call.hints import HINTS
from voicebot.call.replies import Expects
from voicebot.dialogue.training import PROJECT
from voicebot.evaluation.conditions import ConditionSet
from voicebot.evaluation.ear import Heard
from voicebot.evaluation.nlu_files import FileError
from voicebot.evaluation.variants import EXPECTED

TESTS = PROJECT / "tests"

# What a number is an answer to, and so what Whisper is told to expect.
NUMBER_HINTS = {
    "order_number": Expects.DIGITS,
    "policy_number": Expects.DIGITS,
    "phone": Expects.DIGITS,
    "house_number": Expects.DIGITS,
    "postcode": Expects.POSTCODE,
    "birth_date": Expects.DATE,
    "day": Expects.OPEN,
    "email": Expects.SPELLING,
}


def _by_intent(entry: dict[str, Any]) -> str:
    return HINTS.get(EXPECTED.get(entry["intent"], Expects.OPEN), "")


def _by_kind(entry: dict[str, Any]) -> str:
    return HINTS.get(NUMBER_HINTS[entry["kind"]], "")


def _none(_: dict[str, Any]) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class SpokenSet:
    """One set: its texts, where the results go, what Whisper expects of an entry."""

    texts: str
    results: str
    hint: Callable[[dict[str, Any]], str]
    conditions: str = "test"


SETS = {
    "intents": SpokenSet("spoken_texts.yml", "spoken.yml", _by_intent),
    "handover": SpokenSet("handover.yml", "spoken_handover.yml", _none),
    "frustration": SpokenSet("frustration.yml", "spoken_frustration.yml", _none),
    "numbers": SpokenSet("numbers.yml", "spoken_numbers.yml", _by_kind),
    "stress": SpokenSet("spoken_texts.yml", "spoken_stress.yml", _by_intent, "stress"),
}


def entries(path: Path) -> list[dict[str, Any]]:
    """The list `sentences` of a test set. Raises FileError."""
    raw: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(raw, dict) or not isinstance(raw.get("sentences"), list):
        raise FileError(f"{path.name}: no list 'sentences'")
    return list(raw["sentences"])


def head(path: Path) -> dict[str, Any]:
    """What stands beside the sentences of a test set, such as `today`."""
    raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {key: value for key, value in raw.items() if key != "sentences"}


def speak(
    which: SpokenSet,
    texts: Iterable[dict[str, Any]],
    conditions: ConditionSet,
    hear: Callable[..., Heard],
) -> Iterable[dict[str, Any]]:
    """Each entry with what was heard of it; ``hear`` takes text, condition and hint (`ear.Ear.hear`)."""
    for entry in texts:
        condition = conditions.pick(entry["say"])
        heard = hear(entry["say"], condition, which.hint(entry))
        yield entry | {
            "heard": heard.text,
            "confidence": round(heard.confidence, 3),
            "rejected": heard.rejected,
            "condition": str(condition),
        }


def write(path: Path, spoken: Iterable[dict[str, Any]], besides: dict[str, Any], texts: str) -> None:
    """Keep results; one entry a paragraph, so that a change can be read."""
    note = (
        f"# Made by `python -m voicebot.evaluation.make_spoken test` from {texts}: what Whisper base heard.\n"
        "# Held-out test set: never train on it, never tune to it.\n"
    )
    body = yaml.safe_dump(
        besides | {"sentences": list(spoken)}, allow_unicode=True, sort_keys=False, width=1000
    )
    path.write_text(note + body, encoding="utf-8")

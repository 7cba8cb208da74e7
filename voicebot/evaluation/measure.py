"""Sends every test set to an assistant and works out all figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from voicebot.dialogue.wire import clean
from voicebot.evaluation import judged, metrics, nlu_files, numbers, reach, spoken_sets
from voicebot.evaluation.judged import Judged
from voicebot.evaluation.spoken_sets import SETS, TESTS
from voicebot.evaluation.understood import Understood
from voicebot.evaluation.variants import word_errors

CLEAN = "clean.yml"


class Asks(Protocol):
    """The part of `understood.Assistant` that is needed here."""

    def hear(self, text: str, *, source: str = "voice", confidence: float = 1.0) -> Understood:
        """See `understood.Assistant`."""
        ...


@dataclass(slots=True)
class Measured:
    """All figures, as they are written to eval.json, and the sentences behind them by set."""

    figures: dict[str, Any] = field(default_factory=dict)
    sentences: dict[str, list[Judged]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Measurer:
    """Judges sentences. known: training sentences after `clean`."""

    assistant: Asks
    known: frozenset[str]

    def typed(self, text: str, *, intent: str = "", wanted: bool = False) -> Judged:
        """A sentence as it is written, as sure as Whisper can be."""
        found = self.assistant.hear(text)
        condition = reach.condition_of(text, None, found)
        return Judged(text, text, found, condition, intent, wanted, known=clean(text) in self.known)

    def spoken(self, entry: Mapping[str, Any], *, intent: str = "", wanted: bool = False) -> Judged:
        """A sentence of a spoken set, as the call treats it: refused texts never reach the dialogue."""
        heard, rejected = str(entry["heard"]), entry["rejected"]
        found = None if rejected else self.assistant.hear(heard, confidence=float(entry["confidence"]))
        condition = reach.condition_of(heard, rejected, found)
        line = str(entry["condition"]).rpartition(", ")[2].split(" ")[0]
        return Judged(
            entry["say"], heard, found, condition, intent, wanted, line, clean(entry["say"]) in self.known
        )


def measure(
    measurer: Measurer, say: Callable[[str], None] = print, tests: Path = TESTS, *, short: bool = False
) -> Measured:
    """Everything that the test sets hold. ``short``: intents and hand-overs only, for comparing models.

    Sets that were not spoken yet are left out. Raises PartError, FileError.
    """
    done = Measured()
    say("  typed intents")
    by_intent = nlu_files.read(tests / CLEAN)
    done.sentences["clean"] = [
        measurer.typed(text, intent=intent) for intent, texts in by_intent.items() for text in texts
    ]
    done.figures["clean"] = judged.intents(done.sentences["clean"])
    spoken = _figures_of_spoken(measurer, done, say, tests)
    hand = _both(measurer, "handover", "person", tests, say)
    done.sentences |= {f"handover_{kind}": found for kind, found in hand.items()}
    done.figures["handover"] = {kind: judged.handover(found) for kind, found in hand.items()}
    if spoken is not None and "spoken" in hand:
        spoken["handover_recall"] = done.figures["handover"]["spoken"]["recall"]
        spoken["false_handover_rate"] = done.figures["handover"]["spoken"]["false_rate"]
        spoken["handover_size"] = len(hand["spoken"])
    if short:
        return done
    mood = _both(measurer, "frustration", "frustrated", tests, say)
    done.sentences |= {f"frustration_{kind}": found for kind, found in mood.items()}
    kinds = {kind: judged.frustration(found) for kind, found in mood.items()}
    done.figures["frustration"] = kinds.get("spoken", kinds["clean"]) | kinds
    done.figures["numbers"] = _numbers(tests)
    if (tests / SETS["stress"].results).is_file():
        say("  other voices")
        done.figures["stress"] = dict(_stress(measurer, tests))
    return done


def _figures_of_spoken(
    measurer: Measurer, done: Measured, say: Callable[[str], None], tests: Path
) -> dict[str, Any] | None:
    path = tests / SETS["intents"].results
    if not path.is_file():
        return None
    say("  spoken intents")
    entries = spoken_sets.entries(path)
    done.sentences["spoken"] = [measurer.spoken(entry, intent=entry["intent"]) for entry in entries]
    figures = judged.intents(done.sentences["spoken"])
    figures["word_error_rate"] = _error_rate(entries)
    figures["refused"] = metrics.share(sum(bool(entry["rejected"]) for entry in entries), len(entries))
    figures["by_line"] = judged.lines(done.sentences["spoken"])
    done.figures["spoken"] = figures
    return figures


def _both(
    measurer: Measurer, name: str, label: str, tests: Path, say: Callable[[str], None]
) -> dict[str, list[Judged]]:
    """A labelled set, typed and (when it was made) spoken."""
    say(f"  {name}")
    texts = spoken_sets.entries(tests / SETS[name].texts)
    found = {"clean": [measurer.typed(entry["say"], wanted=entry[label]) for entry in texts]}
    if (path := tests / SETS[name].results).is_file():
        found["spoken"] = [measurer.spoken(entry, wanted=entry[label]) for entry in spoken_sets.entries(path)]
    return found


def _numbers(tests: Path) -> dict[str, Any]:
    typed = tests / SETS["numbers"].texts
    results = tests / SETS["numbers"].results
    spoken = spoken_sets.entries(results) if results.is_file() else []
    today = date.fromisoformat(spoken_sets.head(typed)["today"])
    return numbers.measure(spoken, spoken_sets.entries(typed), today)


def _stress(measurer: Measurer, tests: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each other voice: accuracy, how much was refused, word error rate."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for entry in spoken_sets.entries(tests / SETS["stress"].results):
        groups.setdefault(str(entry["condition"]).split(" ")[0], []).append(entry)
    for voice, entries in sorted(groups.items()):
        found = [measurer.spoken(entry, intent=entry["intent"]) for entry in entries]
        yield (
            voice,
            {
                "intent_accuracy": metrics.accuracy([one.pair for one in found]),
                "refused": metrics.share(sum(one.understood is None for one in found), len(found)),
                "word_error_rate": _error_rate(entries),
                "size": len(found),
            },
        )


def _error_rate(entries: Iterable[Mapping[str, Any]]) -> float:
    return metrics.mean(word_errors(entry["say"], entry["heard"]) for entry in entries)

"""Speaks training and test sentences through the line and keeps what Whisper base hears of them.

    python -m voicebot.evaluation.make_spoken train [--per-intent 60]  writes rasa_project/data/nlu/spoken.yml
    python -m voicebot.evaluation.make_spoken test [set …]             writes rasa_project/tests/spoken*.yml

Needs Debian's espeak-ng, mbrola and mbrola-nl2 (nl1 and nl3 too for the set 'stress'). The results are
committed, so nothing else needs them. What was heard before comes from the cache; a new clip takes a second.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from audio_fixtures.voice import VoiceError
from voicebot.call.ports import PartError
from voicebot.dialogue.training import PROJECT
from voicebot.dialogue.wire import clean
from voicebot.evaluation import nlu_files, spoken_sets
from voicebot.evaluation.conditions import load
from voicebot.evaluation.ear import Ear, Heard
from voicebot.evaluation.speak import tools_missing
from voicebot.evaluation.variants import Wanted, choose, keep, spoken

NLU = PROJECT / "data" / "nlu"
GENERATED = "spoken.yml"
PER_INTENT = 60
PAIRS = "spoken-pairs.jsonl"  # in the cache; scripts/cross_validate.py reads it

PROGRESS_SECONDS = 10.0
Item = TypeVar("Item")

COMMENT = """\
Made by `python -m voicebot.evaluation.make_spoken train`: what Whisper base hears when the sentences of the
other files are spoken through a telephone line (voicebot/evaluation/conditions.yaml, set 'train').
Do not edit.
"""


def shown(items: Iterable[Item], total: int, ear: Ear, what: str) -> Iterator[Item]:
    """The items, with a line of progress every few seconds."""
    last = started = time.monotonic()
    for done, item in enumerate(items, 1):
        yield item
        now = time.monotonic()
        if now - last > PROGRESS_SECONDS or done == total:
            last = now
            print(f"  {what}: {done} of {total}, {ear.new} new, {now - started:.0f} s", flush=True)


def train(ear: Ear, per_intent: int, pairs: Path) -> None:
    """Write the training variants, and what was said and heard as JSON lines to ``pairs``.

    Raises VoiceError, PartError, FileError, OSError.
    """
    typed = nlu_files.read_all(NLU, without=[GENERATED])
    wanted = list(choose(typed, load()["train"], per_intent))
    heard: list[tuple[Wanted, Heard]] = []
    for one in shown(wanted, len(wanted), ear, "training sentences"):
        heard.append((one, ear.hear(spoken(one.typed), one.condition, one.hint)))
    kept = keep(heard, typed)
    lines = [
        {"intent": one.intent, "typed": one.typed, "text": clean(made.text), "confidence": made.confidence}
        for one, made in heard
        if made.rejected is None
    ]
    pairs.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
    nlu_files.write(NLU / GENERATED, kept.sentences, COMMENT)
    made = sum(map(len, kept.sentences.values()))
    print(
        f"{made} variants of {len(wanted)} spoken sentences in {GENERATED}; "
        f"not used: {kept.same} heard as typed, {kept.refused} refused by the gate, {kept.lost} lost, "
        f"{kept.double} doubles, {kept.doubtful} known for another intent."
    )


def test(ear: Ear, names: list[str]) -> None:
    """Write the spoken test sets. Raises VoiceError, PartError, FileError."""
    conditions = load()
    for name in names:
        which = spoken_sets.SETS[name]
        path = spoken_sets.TESTS / which.texts
        texts = spoken_sets.entries(path)
        said = spoken_sets.speak(which, texts, conditions[which.conditions], ear.hear)
        results = list(shown(said, len(texts), ear, name))
        spoken_sets.write(spoken_sets.TESTS / which.results, results, spoken_sets.head(path), which.texts)
        refused = sum(result["rejected"] is not None for result in results)
        print(f"{len(results)} sentences in {which.results}, {refused} of them refused by the gate.")


def main() -> int:
    """Make what is asked for; 0 when it worked."""
    from voicebot.settings import Settings

    parser = argparse.ArgumentParser(prog="python -m voicebot.evaluation.make_spoken")
    kinds = parser.add_subparsers(dest="kind", required=True)
    training = kinds.add_parser("train", help="variants of the training sentences")
    training.add_argument("--per-intent", type=int, default=PER_INTENT, help="spoken sentences an intent")
    testing = kinds.add_parser("test", help="the spoken test sets")
    testing.add_argument("sets", nargs="*", help=f"of {', '.join(spoken_sets.SETS)}; all when none is named")
    asked = parser.parse_args()
    names = getattr(asked, "sets", None) or list(spoken_sets.SETS)
    if unknown := set(names) - spoken_sets.SETS.keys():
        parser.error(f"unknown set {', '.join(sorted(unknown))}; known are {', '.join(spoken_sets.SETS)}")
    voices = ("nl1", "nl2", "nl3") if asked.kind == "test" and "stress" in names else ("nl2",)
    if tools_missing(*voices):
        return 1
    cache = Settings().cache_dir.resolve()
    ear = Ear(cache)
    try:
        if asked.kind == "train":
            train(ear, asked.per_intent, cache / PAIRS)
        else:
            test(ear, names)
    except (VoiceError, PartError, ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

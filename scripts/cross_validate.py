"""How much sentences spoken through the line help, found without the test sets.

    rasa_project/.venv/bin/python scripts/cross_validate.py [build/development.csv]

Trains the intent classifier four times, each time without a quarter of the sentences that
`python -m voicebot.evaluation.make_spoken train` spoke, in their typed form too, and asks it what these are
in the form that Whisper heard. Prints the accuracy with none, half and all of the other spoken variants in
the training data; writes the judgements with all of them for scripts/calibrate_confidence.py. Takes 10 min.
The figures are far below those of the test sets: what is left out are also the only phrasings of their kind.
"""

from __future__ import annotations

import csv
import json
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "rasa_project")]

import yaml  # noqa: E402
from components.confidence_rules import Gate, Kind, Thresholds  # noqa: E402
from components.text_model import IntentModel  # noqa: E402

from voicebot.evaluation.nlu_files import read_all  # noqa: E402

PAIRS = ROOT / ".cache" / "spoken-pairs.jsonl"
NLU = ROOT / "rasa_project" / "data" / "nlu"
FOLDS = 4
SHARES = (0.0, 0.5, 1.0)

Pair = dict[str, Any]  # intent, typed, text (as heard), confidence


def typed_sentences() -> Iterator[tuple[str, str]]:
    """(sentence, intent) of all training files but the spoken one."""
    for intent, sentences in read_all(NLU, without=["spoken.yml"]).items():
        for sentence in sentences:
            yield sentence, intent


def folds(pairs: Sequence[Pair]) -> list[set[str]]:
    """The typed forms in FOLDS parts; all hearings of a sentence are in one of them."""
    said = sorted({pair["typed"] for pair in pairs})
    random.Random(1).shuffle(said)
    return [set(said[number::FOLDS]) for number in range(FOLDS)]


def left_out(
    pairs: Sequence[Pair], typed: Sequence[tuple[str, str]], share: float
) -> Iterator[tuple[Pair, list[tuple[str, float]]]]:
    """Every pair with the ranking of a model that never saw it; ``share`` of the others were trained on."""
    for held in folds(pairs):
        spoken = [pair for pair in pairs if pair["typed"] not in held]
        random.Random(2).shuffle(spoken)
        data = [one for one in typed if one[0] not in held]
        data += [(pair["text"], pair["intent"]) for pair in spoken[: round(share * len(spoken))]]
        texts, intents = [text for text, _ in data], [intent for _, intent in data]
        model = IntentModel()
        if share == SHARES[-1]:
            model.fit(texts, intents)
        else:  # without probabilities, which take five more trainings
            model.pipeline.fit(texts, intents)
        tested = [pair for pair in pairs if pair["typed"] in held]
        names = model.intents
        for pair, row in zip(tested, model.probabilities([pair["text"] for pair in tested]), strict=True):
            ranked = sorted(zip(names, row.tolist(), strict=True), key=lambda entry: -entry[1])
            yield pair, ranked[:10]


def gate() -> Gate:
    """The gate of config.yml."""
    pipeline = yaml.safe_load((ROOT / "rasa_project" / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    found = next(part for part in pipeline if part["name"].endswith("ConfidenceGate"))
    kinds = {"wishes": found["wishes"], "short": found["short_intents"], "persons": found["persons"]}
    return Gate(Thresholds(), **kinds)


def main() -> int:
    """Train, print, write; 1 with one clear line without the pairs."""
    if not PAIRS.is_file():
        print(f"{PAIRS.name} is missing: run `python -m voicebot.evaluation.make_spoken train` first.")
        return 1
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "development.csv"
    pairs = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    typed = list(typed_sentences())
    found: list[tuple[Pair, list[tuple[str, float]]]] = []
    for share in SHARES:
        found = list(left_out(pairs, typed, share))
        right = sum(pair["intent"] == ranking[0][0] for pair, ranking in found)
        print(f"{share:4.0%} of the spoken variants: {right / len(found):.3f} of {len(found)}", flush=True)
    judge = gate()
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["stt", "nlu", "margin", "right", "kind"])
        for pair, ranking in found:
            made = judge.judge(ranking, {"source": "voice", "confidence": pair["confidence"]})
            kind, wanted = judge.kind(made.intent), pair["intent"]
            right = judge.kind(wanted) is kind if kind is Kind.PERSON else wanted == made.intent
            figures = [f"{value:.3f}" for value in (made.stt, made.nlu, made.margin)]
            table.writerow([*figures, int(right), kind.value])
    print(f"Judgements for scripts/calibrate_confidence.py: {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

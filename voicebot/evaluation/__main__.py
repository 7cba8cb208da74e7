"""Measures the trained assistant on the held-out sets: `python -m voicebot.evaluation`, or `make eval`.

Needs neither a voice nor Whisper: what was heard of the spoken sets is committed. Writes build/eval.json and
build/eval.html and prints the figures against the bars.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from rich.console import Console

from voicebot.call.ports import PartError
from voicebot.dialogue.training import TrainingError, train
from voicebot.evaluation import ablation, nlu_files, page, rasa_test, table
from voicebot.evaluation.judged import known_words
from voicebot.evaluation.make_spoken import GENERATED, NLU
from voicebot.evaluation.measure import Measured, Measurer, measure
from voicebot.evaluation.running import HouseError, rasa
from voicebot.evaluation.understood import Assistant

OUT = Path("build")


def say(line: str) -> None:
    """A line of progress."""
    print(line, flush=True)


def measured_with(model: Path, logs: Path, *, short: bool = False) -> Measured:
    """All figures of one model. Raises HouseError, TrainingError, PartError, FileError."""
    typed = nlu_files.read_all(NLU, without=[GENERATED])
    known = known_words([text for texts in typed.values() for text in texts])
    with rasa(model, logs, actions=True) as server:
        assistant = Assistant(server.base_url, server.token)
        return measure(Measurer(assistant, known), say, short=short)


def evaluate(cache_dir: Path, out: Path, *, ablate: bool, own_tests: bool) -> dict[str, Any]:
    """Train if needed, measure, write both files. Raises as `measured_with`, and RasaTestError."""
    model = train(cache_dir, say)
    say("Asking the assistant")
    measured = measured_with(model, out / "eval-logs")
    figures = measured.figures
    figures["model"] = model.name.removesuffix(".tar.gz")
    if ablate:
        without = ablation.train_without(cache_dir, say)
        other = measured_with(without, out / "eval-logs" / "without-spoken", short=True)
        figures["ablation"] = ablation.compare(other.figures, figures)
    if own_tests:
        say("Rasa's own tests")
        figures["rasa_test"] = rasa_test.all_of(model, out / "rasa-test", say)
    out.mkdir(parents=True, exist_ok=True)
    (out / "eval.json").write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    (out / "eval.html").write_text(page.render(measured), encoding="utf-8")
    return figures


def main() -> int:
    """Measure and print; 0 when it worked, with --check only when every bar is met."""
    from voicebot.settings import Settings

    parser = argparse.ArgumentParser(prog="python -m voicebot.evaluation", description=main.__doc__)
    parser.add_argument(
        "--ablation", action="store_true", help="train a second model without spoken variants"
    )
    parser.add_argument("--no-rasa-test", action="store_true", help="leave out `rasa test`")
    parser.add_argument("--check", action="store_true", help="fail when a bar is not met")
    asked = parser.parse_args()
    try:
        figures = evaluate(
            Settings().cache_dir.resolve(), OUT, ablate=asked.ablation, own_tests=not asked.no_rasa_test
        )
    except (HouseError, TrainingError, PartError, rasa_test.RasaTestError, ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    table.show(Console(), figures)
    print(f"{OUT / 'eval.json'} and {OUT / 'eval.html'} hold all of it.")
    missed = [bar for bar, _, met in table.verdicts(figures) if not met]
    return 1 if asked.check and missed else 0


if __name__ == "__main__":
    sys.exit(main())

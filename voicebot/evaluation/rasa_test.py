"""Rasa's own tests: `rasa test nlu` on both intent sets, `rasa test core` on the end-to-end stories."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from voicebot.dialogue.training import PROJECT, rasa_environment, rasa_python
from voicebot.evaluation import nlu_files, spoken_sets
from voicebot.evaluation.measure import CLEAN
from voicebot.evaluation.spoken_sets import SETS, TESTS

STORIES = TESTS / "test_stories.yml"
LIMIT_SECONDS = 900.0


class RasaTestError(Exception):
    """Rasa's test could not run; the message names its log."""


def all_of(
    model: Path, out: Path, say: Callable[[str], None] = print, stories: Path = STORIES
) -> dict[str, Any]:
    """Run what there is to run; reports and mistakes stand in ``out``. Raises RasaTestError.

    Texts that Whisper's gate refused are not in the spoken set here: the house would not send them.
    """
    out = out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    sets = {"clean": nlu_files.read(TESTS / CLEAN)}
    if (path := TESTS / SETS["intents"].results).is_file():
        sets["spoken"] = heard_by_intent(spoken_sets.entries(path))
    found: dict[str, Any] = {}
    for name, sentences in sets.items():
        say(f"  rasa test nlu on {name}")
        file = out / f"{name}.yml"
        nlu_files.write(file, cleaned(sentences), f"The test set {name} as the client sends it.")
        _run(["nlu", "--model", str(model), "--nlu", str(file), "--domain", "domain"], out / name)
        report = json.loads((out / name / "intent_report.json").read_text(encoding="utf-8"))
        found[name] = {
            "accuracy": report.get("accuracy", report.get("micro avg", {}).get("f1-score", 0.0)),
            "macro_f1": report["macro avg"]["f1-score"],
            "size": report["macro avg"]["support"],
        }
    if stories.is_file():
        say("  rasa test core on the stories")
        _run(["core", "--model", str(model), "--stories", str(stories), "--e2e"], out / "stories")
        report = json.loads((out / "stories" / "story_report.json").read_text(encoding="utf-8"))
        found["stories"] = {
            "accuracy": report.get("conversation_accuracy", {}).get("accuracy", 0.0),
            "size": report.get("conversation_accuracy", {}).get("total", 0),
        }
    return found


def heard_by_intent(entries: list[dict[str, Any]]) -> dict[str, list[str]]:
    """The accepted transcripts of a spoken set by intent."""
    found: dict[str, list[str]] = {}
    for entry in entries:
        if not entry["rejected"]:
            found.setdefault(entry["intent"], []).append(entry["heard"])
    return found


def cleaned(sentences: dict[str, list[str]]) -> dict[str, list[str]]:
    """As the client sends them."""
    from voicebot.dialogue.wire import clean

    return {intent: [clean(text) for text in texts] for intent, texts in sentences.items()}


def _run(arguments: list[str], out: Path) -> None:
    log = out.with_suffix(".log")
    argv = [str(rasa_python()), "-m", "rasa", "test", *arguments, "--out", str(out), "--no-plot"]
    with log.open("wb") as file:
        try:
            code = subprocess.run(
                argv, cwd=PROJECT, env=rasa_environment(), stdin=subprocess.DEVNULL, stdout=file,
                stderr=subprocess.STDOUT, timeout=LIMIT_SECONDS, check=False,
            ).returncode  # fmt: skip
        except subprocess.TimeoutExpired:
            code = -1
    if code != 0:
        raise RasaTestError(f"`rasa test {arguments[0]}` failed ({code}). Read {log}.")

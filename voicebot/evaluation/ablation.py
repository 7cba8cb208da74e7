"""How much the spoken training variants help: the same assistant trained without them, on the same tests."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from voicebot.dialogue.training import PROJECT, TrainingError, inputs_hash, rasa_environment, rasa_python
from voicebot.evaluation.make_spoken import GENERATED
from voicebot.evaluation.table import at

LIMIT_SECONDS = 1800.0

COMPARED = (
    ("clean.intent_accuracy", "Intent, typed"),
    ("spoken.intent_accuracy", "Intent, spoken"),
    ("spoken.macro_f1", "Macro F1, spoken"),
    ("spoken.guess_accuracy", "Best guess, spoken"),
    ("spoken.answered_wrongly", "Answered wrongly, spoken"),
    ("spoken.handover_recall", "Needs a person and reaches one, spoken"),
    ("spoken.false_handover_rate", "Needs none and is sent to one, spoken"),
)


def train_without(cache_dir: Path, say: Callable[[str], None] = print) -> Path:
    """The model trained on everything but the generated file; cached by content. Raises TrainingError."""
    model = cache_dir / "rasa" / f"{inputs_hash()}-without-spoken.tar.gz"
    if model.exists():
        return model
    say("  training a second model, without the spoken variants")
    data = [path for path in sorted((PROJECT / "data").rglob("*.yml")) if path.name != GENERATED]
    model.parent.mkdir(parents=True, exist_ok=True)
    log_file = model.parent / "training-without-spoken.log"
    with tempfile.TemporaryDirectory(dir=model.parent, prefix="training-") as folder:
        argv = [
            str(rasa_python()), "-m", "rasa", "train", "--config", "config.yml", "--domain", "domain",
            "--data", *(str(path.relative_to(PROJECT)) for path in data),
            "--out", folder, "--fixed-model-name", "model",
        ]  # fmt: skip
        with log_file.open("wb") as log:
            try:
                subprocess.run(
                    argv, cwd=PROJECT, env=rasa_environment(), stdin=subprocess.DEVNULL, stdout=log,
                    stderr=subprocess.STDOUT, timeout=LIMIT_SECONDS, check=True,
                )  # fmt: skip
            except subprocess.SubprocessError as error:
                raise TrainingError(f"Training failed ({error}). Read {log_file}.") from error
        (Path(folder) / "model.tar.gz").replace(model)
    return model


def compare(without: Mapping[str, Any], with_them: Mapping[str, Any]) -> dict[str, Any]:
    """Both models side by side; what either has not measured is left out."""
    rows = []
    for key, what in COMPARED:
        before, after = at(without, key), at(with_them, key)
        if before is not None and after is not None:
            rows.append({"key": key, "what": what, "without": before, "with": after})
    return {"rows": rows}

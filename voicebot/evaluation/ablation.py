"""How much the spoken training variants help: the same assistant trained without them, on the same tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from voicebot.dialogue.training import PROJECT, inputs_hash, train_on
from voicebot.evaluation.make_spoken import GENERATED
from voicebot.evaluation.table import at

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
    names = [str(path.relative_to(PROJECT)) for path in data]
    train_on(names, model, model.parent / "training-without-spoken.log", say)
    return model


def compare(without: Mapping[str, Any], with_them: Mapping[str, Any]) -> dict[str, Any]:
    """Both models side by side; what either has not measured is left out."""
    rows = []
    for key, what in COMPARED:
        before, after = at(without, key), at(with_them, key)
        if before is not None and after is not None:
            rows.append({"key": key, "what": what, "without": before, "with": after})
    return {"rows": rows}

"""The figures against the bars, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Bar:
    """What a figure must reach: at least ``bar``, or at most when ``below``."""

    key: str
    what: str
    bar: float
    below: bool = False

    def met(self, value: float) -> bool:
        """Whether the value is good enough."""
        return value <= self.bar if self.below else value >= self.bar


BARS = (
    Bar("clean.intent_accuracy", "Intent, typed", 0.96),
    Bar("spoken.intent_accuracy", "Intent, spoken through the line", 0.90),
    Bar("spoken.handover_recall", "Needs a person and reaches one, spoken", 0.97),
    Bar("spoken.false_handover_rate", "Needs none and is sent to one, spoken", 0.05, below=True),
    Bar("numbers.keypad.all.exact", "Numbers by keypad", 1.0),
)

MORE = (
    ("clean.macro_f1", "Intent, typed: macro F1"),
    ("clean.answered_wrongly", "Intent, typed: answered wrongly, without a question"),
    ("clean.intent_accuracy_without_those", "Intent, typed: without sentences that are in the training data"),
    ("spoken.macro_f1", "Intent, spoken: macro F1"),
    ("spoken.guess_accuracy", "Intent, spoken: best guess, before the gates"),
    ("spoken.checked", "Intent, spoken: asked 'klopt dat?'"),
    ("spoken.asked_again", "Intent, spoken: asked to say it otherwise"),
    ("spoken.answered_wrongly", "Intent, spoken: answered wrongly, without a question"),
    ("spoken.word_error_rate", "Words that Whisper got wrong, spoken"),
    ("spoken.refused", "Refused by Whisper's gate, spoken"),
    ("handover.clean.recall", "Needs a person and reaches one, typed"),
    ("handover.clean.false_rate", "Needs none and is sent to one, typed"),
    ("handover.spoken.checked", "Needs a person, is asked 'klopt dat?' first, spoken"),
    ("handover.spoken.asked_again", "Needs a person, is asked to say it otherwise, spoken"),
    ("handover.spoken.missed", "Needs a person, gets an answer, spoken"),
    ("frustration.clean.precision", "Annoyance, typed: precision"),
    ("frustration.clean.recall", "Annoyance, typed: recall"),
    ("frustration.spoken.precision", "Annoyance, spoken: precision"),
    ("frustration.spoken.recall", "Annoyance, spoken: recall"),
    ("numbers.typed.all.exact", "Numbers, typed: read exactly"),
    ("numbers.typed.all.wrong", "Numbers, typed: read wrongly"),
    ("numbers.spoken.all.exact", "Numbers, spoken: read exactly"),
    ("numbers.spoken.all.wrong", "Numbers, spoken: read wrongly"),
)


def at(figures: Mapping[str, Any], key: str) -> float | None:
    """The number under a dotted key, None when it was not measured."""
    found: Any = figures
    for part in key.split("."):
        if not isinstance(found, Mapping) or part not in found:
            return None
        found = found[part]
    return float(found) if isinstance(found, int | float) else None


def verdicts(figures: Mapping[str, Any]) -> Iterator[tuple[Bar, float | None, bool]]:
    """Every bar with its value and whether it is met; what was not measured is not met."""
    for bar in BARS:
        value = at(figures, bar.key)
        yield bar, value, value is not None and bar.met(value)


def show(console: Console, figures: Mapping[str, Any]) -> None:
    """Print bars, further figures and, when they were compared, the models."""
    table = Table(title="Understanding", title_justify="left")
    for column in ("", "figure", "bar", "sentences"):
        table.add_column(column, justify="left" if not column else "right")
    for bar, value, met in verdicts(figures):
        style = "green" if met else "bold red"
        sign = "≤" if bar.below else "≥"
        size = _size(figures, bar.key)
        table.add_row(bar.what, f"[{style}]{_number(value)}[/]", f"{sign} {bar.bar:.2f}", size)
    table.add_section()
    for key, what in MORE:
        if (value := at(figures, key)) is not None:
            table.add_row(what, _number(value), "", _size(figures, key))
    for voice, found in figures.get("stress", {}).items():
        table.add_row(
            f"Intent, other voice {voice}", _number(found["intent_accuracy"]), "", str(found["size"])
        )
    for name, found in figures.get("rasa_test", {}).items():
        table.add_row(f"rasa test, {name}: accuracy", _number(found["accuracy"]), "", str(found["size"]))
    console.print(table)
    if ablation := figures.get("ablation"):
        compared = Table(title="What the spoken training variants bring", title_justify="left")
        for column in ("", "without", "with", "difference"):
            compared.add_column(column, justify="left" if not column else "right")
        for row in ablation["rows"]:
            compared.add_row(
                row["what"],
                _number(row["without"]),
                _number(row["with"]),
                f"{row['with'] - row['without']:+.3f}",
            )
        console.print(compared)


def _number(value: float | None) -> str:
    return "not measured" if value is None else f"{value:.3f}"


def _size(figures: Mapping[str, Any], key: str) -> str:
    parts = key.split(".")
    own = {"handover_recall": "handover_size", "false_handover_rate": "handover_size"}.get(parts[-1], "size")
    size = at(figures, ".".join([*parts[:-1], own]))
    return "" if size is None else f"{size:.0f}"

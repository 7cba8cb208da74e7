"""The printed figures and their bars."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from voicebot.evaluation import table
from voicebot.evaluation.ablation import compare
from voicebot.evaluation.measure import Measured


@pytest.mark.parametrize(
    ("key", "value"), [("a.b", 0.5), ("a", None), ("a.b.c", None), ("x", None), ("a.text", None), ("n", 3.0)]
)
def test_dotted_keys(key: str, value: float | None) -> None:
    assert table.at({"a": {"b": 0.5, "text": "x"}, "n": 3}, key) == value


def test_the_bars_of_the_assistant() -> None:
    bars = {bar.key: (bar.bar, bar.below) for bar in table.BARS}
    assert bars == {
        "clean.intent_accuracy": (0.96, False),
        "spoken.intent_accuracy": (0.90, False),
        "spoken.handover_recall": (0.97, False),
        "spoken.false_handover_rate": (0.05, True),
        "numbers.keypad.all.exact": (1.0, False),
    }


def test_a_bar_is_met_at_its_value_and_never_unmeasured() -> None:
    assert table.Bar("a", "", 0.9).met(0.9)
    assert not table.Bar("a", "", 0.9).met(0.899)
    assert table.Bar("a", "", 0.05, below=True).met(0.05)
    assert not table.Bar("a", "", 0.05, below=True).met(0.051)
    assert not any(met for _, _, met in table.verdicts({}))


def shown(figures: dict[str, object]) -> str:
    out = io.StringIO()
    table.show(Console(file=out, width=120), figures)
    return out.getvalue()


def test_all_figures_are_printed(measured: Measured) -> None:
    figures = measured.figures
    without = {"clean": {"intent_accuracy": 0.5}}
    figures["ablation"] = compare(without, figures)
    figures["rasa_test"] = {"clean": {"accuracy": 0.75, "size": 3}}
    text = shown(figures)
    assert "Intent, typed" in text
    assert "≥ 0.96" in text
    assert "≤ 0.05" in text
    assert "0.667" in text
    assert "+0.167" in text
    assert "rasa test, clean: accuracy" in text
    assert "nl1" in text


def test_what_was_not_measured_is_said() -> None:
    assert "not measured" in shown({})


def test_only_what_both_have_is_compared() -> None:
    rows = compare({"clean": {"intent_accuracy": 0.5}}, {"clean": {"intent_accuracy": 0.6}, "spoken": {}})[
        "rows"
    ]
    assert rows == [{"key": "clean.intent_accuracy", "what": "Intent, typed", "without": 0.5, "with": 0.6}]

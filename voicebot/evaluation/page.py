"""The figures and mistakes as one offline page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from voicebot.evaluation import metrics
from voicebot.evaluation.judged import Judged, annoyed
from voicebot.evaluation.measure import Measured
from voicebot.evaluation.table import MORE, at, verdicts

WORST = 60  # mistakes shown of each set


def render(measured: Measured) -> str:
    """The page; everything that callers said or Whisper heard is escaped. It loads nothing from anywhere."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
    )
    figures = measured.figures
    return environment.get_template("page.html.j2").render(
        bars=list(verdicts(figures)),
        more=[(what, value) for key, what in MORE if (value := at(figures, key)) is not None],
        figures=figures,
        intent_sets=[
            _intent_set(name, title, measured.sentences[name])
            for name, title in (("spoken", "Spoken through the line"), ("clean", "Typed"))
            if name in measured.sentences
        ],
        handovers=_labelled(measured, "handover", lambda one: one.condition is not None),
        moods=_labelled(measured, "frustration", annoyed),
    )


def _intent_set(name: str, title: str, judged: Sequence[Judged]) -> dict[str, Any]:
    pairs = [one.pair for one in judged]
    wrong = sorted((one for one in judged if not one.right), key=_certainty, reverse=True)
    return {
        "name": name,
        "title": title,
        "confusions": metrics.confusions(pairs),
        "classes": sorted(metrics.by_class(pairs).items(), key=lambda item: (item[1].f1, item[0])),
        "wrong": wrong[:WORST],
        "of": len(wrong),
    }


def _certainty(one: Judged) -> tuple[float, str]:
    """The surest mistakes are the worst; what was refused comes last."""
    return (one.understood.confidence if one.understood else 0.0), one.said


def _labelled(measured: Measured, name: str, found: Callable[[Judged], bool]) -> list[dict[str, Any]]:
    """The mistakes of a labelled set, typed and spoken."""
    sets = []
    for kind, title in (("spoken", "spoken"), ("clean", "typed")):
        judged = measured.sentences.get(f"{name}_{kind}")
        if judged is not None:
            wrong = [one for one in judged if found(one) != one.wanted]
            sets.append({"title": title, "wrong": wrong[:WORST], "of": len(wrong)})
    return sets

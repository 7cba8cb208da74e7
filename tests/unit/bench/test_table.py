"""What the terminal and the picture show."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from voicebot.bench import plot, results, table
from voicebot.bench.turns import Parts, TurnTime

TURN = TurnTime(
    "x", "Ja.", "ja", 5.0, 1005.0, 0.8, 0.9, 6.0, False, False, None, Parts(0.5, 0.2, 0.1, 0.05, 0.02, 2)
)
RUN: dict[str, Any] = {
    "revision": "abc", "date": "2026-11-24T23:15:00+00:00", "calls_at_once": None, "stock_ratio": 4.2,
    "machine": {"cores": 2, "processor": "AMD", "load_before": 0.1}, "settings": {"whisper_beam": 5},
    "turns": results.rows([TURN] * 5), **results.latencies("one_call", [TURN] * 5),
}  # fmt: skip


def shown(**more: Any) -> str:
    out = io.StringIO()
    table.show(Console(file=out, width=120, force_terminal=True, color_system="standard"), RUN | more)
    return out.getvalue()


def test_a_figure_that_misses_its_bar_is_red() -> None:
    assert "31m0.800" in shown() and "≤ 0.6" in shown()
    assert "32m0.800" in shown()  # p95, whose bar is 1.10


def test_what_was_not_measured_is_a_dash() -> None:
    assert "Calls at once" in shown() and "–" in shown()


def test_where_the_time_goes() -> None:
    assert "Where the time goes, one call" in shown() and "hearing" in shown()
    assert "Where the time goes, one call" not in shown(**{"one_call.parts": None})


@pytest.mark.parametrize(
    ("key", "value", "passed"),
    [
        ("one_call.p50_s", 0.6, True), ("one_call.p50_s", 0.61, False), ("one_call.p50_s", None, None),
        ("calls_at_once", 10, True), ("calls_at_once", 9, False), ("wer", 0.1, None),
    ],
)  # fmt: skip
def test_bars(key: str, value: float | None, passed: bool | None) -> None:
    assert table.passes(key, value) is passed


def test_two_runs_side_by_side() -> None:
    out = io.StringIO()
    older = RUN | {"one_call.p50_s": 1.6, "settings": {"whisper_beam": 2}, "one_call.parts": None}
    table.compare(Console(file=out, width=140), older, RUN)
    assert "1.600" in out.getvalue() and "0.500" in out.getvalue()
    assert "one call: silence" in out.getvalue()
    assert "settings: whisper_beam was 2, is 5" in out.getvalue()


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"turns": [], "one_call.p95_s": None},
        {"calls_at_once.levels": [{"callers": 1, "p95_s": 0.8}, {"callers": 2, "p95_s": None}]},
    ],
)
def test_the_picture(more: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "bench.png"
    plot.draw(RUN | more, path)
    assert path.read_bytes().startswith(b"\x89PNG")

"""The benchmark's parts that need no Rasa."""

from __future__ import annotations

import io
import os
from itertools import islice

import pytest
from rich.console import Console

from voicebot.evaluation import bench


def test_turns_come_in_calls_and_never_end() -> None:
    found = list(islice(bench.turns(), 500))
    calls = list(dict.fromkeys(call for call, _ in found))
    assert len(calls) == 500 / bench.TURNS_A_CALL
    assert len({text for _, text in found[:50]}) == 50


def test_memory_of_a_process_group() -> None:
    assert 5 < bench.resident_mb(os.getpgid(0)) < 50_000
    assert bench.resident_mb(-1) == 0


@pytest.mark.parametrize(("p95", "color"), [(80.0, "32"), (80.1, "31")])
def test_the_table_shows_what_misses_its_bar(p95: float, color: str) -> None:
    out = io.StringIO()
    found = {
        "train_seconds": 100.0, "answer_ms": {"p50": 20.0, "p95": p95, "turns": 200},
        "rasa_resident_mb": 900.0, "model_mb": 28.0,
    }  # fmt: skip
    bench.show(Console(file=out, width=100, force_terminal=True), found)
    assert f"{color}m{p95}" in out.getvalue()
    assert "≤ 360" in out.getvalue()

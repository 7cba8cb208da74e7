"""A run as a picture: how each part of the waiting is spread, and p95 over the number of callers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from voicebot.bench.results import BARS, HOLDS_P95_S, PARTS


def draw(found: Mapping[str, Any], path: Path) -> None:
    """Write a PNG. Raises OSError."""
    figure = Figure(figsize=(12, 5), layout="constrained")
    FigureCanvasAgg(figure)
    left, right = figure.subplots(1, 2)
    _spread(left, found.get("turns", ()))
    _callers(right, found)
    machine = found.get("machine", {})
    figure.suptitle(
        f"{found.get('revision') or ''} {str(found.get('date', ''))[:16]}, {machine.get('cores', '?')} cores "
        f"{machine.get('processor', '')}",
        fontsize=9,
    )
    figure.savefig(path, dpi=110)


def _spread(axes: Axes, turns: Sequence[Mapping[str, Any]]) -> None:
    told = [turn["parts"] for turn in turns if turn.get("parts")]
    rows = {part: [one[part] for one in told] for part in PARTS if told}
    rows["in all"] = [turn["latency"] for turn in turns if turn.get("latency") is not None]
    rows = {name: values for name, values in rows.items() if values}
    if rows:
        names = list(reversed(rows))
        axes.boxplot([rows[name] for name in names], orientation="horizontal", whis=(5, 95))
        axes.set_yticks(range(1, len(names) + 1), names)
    for key, style in (("one_call.p50_s", "--"), ("one_call.p95_s", ":")):
        axes.axvline(BARS[key][0], linestyle=style, color="grey", label=f"bar {key[9:12]}")
    axes.legend(loc="lower right", fontsize=8)
    axes.set_title(f"One call: {len(rows.get('in all', []))} turns; boxes 25–75 %, whiskers 5–95 %")
    axes.set_xlabel("seconds")


def _callers(axes: Axes, found: Mapping[str, Any]) -> None:
    levels = [one for one in found.get("calls_at_once.levels") or () if one["p95_s"] is not None]
    points = {one["callers"]: one["p95_s"] for one in levels}
    if not points:
        known = ((1, found.get("one_call.p95_s")), (10, found.get("ten_calls.p95_s")))
        points = {callers: p95 for callers, p95 in known if p95 is not None}
    axes.plot(list(points), list(points.values()), marker="o", label="p95")
    axes.axhline(HOLDS_P95_S, linestyle=":", color="grey", label=f"{HOLDS_P95_S:g} s")
    axes.set_ylim(bottom=0)
    axes.legend(loc="upper left", fontsize=8)
    axes.set_title("Last voiced frame sent → first audible frame played")
    axes.set_xlabel("callers at once")
    axes.set_ylabel("seconds, p95")

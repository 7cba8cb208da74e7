"""The run on the terminal, while it goes on and at its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console, Group
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from voicebot.bench.figures import spread
from voicebot.load.figures import LATE
from voicebot.load.seen import CallSeen


def progress(console: Console) -> Progress:
    """A bar of the seconds that are planned."""
    return Progress(
        TextColumn("[bold]{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn(),
        TextColumn("{task.fields[live]}"), console=console, transient=True,
    )  # fmt: skip


def live(calls: Sequence[CallSeen], on_the_line: int, mb: float | None) -> str:
    """One line about the run so far."""
    answers = spread(turn.latency for call in calls for turn in call.turns if turn.latency is not None)
    refused = sum(call.refused or call.turned_away for call in calls)
    bad = sum(call.problem is not None and not call.refused for call in calls)
    times = f"p50 {answers['p50_s']:.2f} p95 {answers['p95_s']:.2f} s" if answers["n"] else "no answer yet"
    memory = f", {mb:.0f} MB" if mb else ""
    return f"{on_the_line} on the line, {len(calls)} over, {times}, {refused} refused, {bad} errors{memory}"


def show(console: Console, found: Mapping[str, Any]) -> None:
    """Print the figures."""
    table = Table(title="The house under load, from outside", title_justify="left")
    for column in ("calls at once", "p50, s", "p95, s", "slowest, s", "answers", "never answered"):
        table.add_column(column, justify="right")
    bands = found["by_calls_at_once"]
    lows = [1, *(band["up_to"] + 1 for band in bands[:-1])]
    for low, band in zip(lows, bands, strict=False):
        name = f"{low}–{band['up_to']}" if low < band["up_to"] else str(band["up_to"])
        table.add_row(name, *_row(band), str(band["lost"] or ""))
    table.add_section()
    table.add_row("all", *_row(found["latency"]), str(found["lost"] or ""), style="bold")
    lines = [
        f"{found['calls']} calls in {found['seconds']:g} s, at most {found['most_at_once']} at once "
        f"(of {found['wanted_at_once']} wanted): {found['refused']} refused, "
        f"{found['turned_away']} turned away, {found['errors']} with errors, {found['stopped']} ended by us."
    ]
    if found["memory"]:
        memory = found["memory"]
        lines.append(
            f"Memory of the house: {memory['rest_mb']:g} MB before, at most {memory['most_mb']:g} MB."
        )
    for name in ("refusals", "problems"):
        lines += [f"  {count} × {problem}" for problem, count in found[name].items()]
    console.print(Group(table, *(Text(line) for line in lines)))
    if (found["own_lateness_p99_s"] or 0) > LATE:
        console.print(
            f"Our own frames were up to {found['own_lateness_p99_s']:g} s late: this machine could not speak "
            "for so many callers, and the times say little. Load from another machine.",
            style="yellow",
        )  # fmt: skip


def _row(one: Mapping[str, Any]) -> list[str]:
    return ["–" if one[key] is None else f"{one[key]:.2f}" for key in ("p50_s", "p95_s", "max_s")] + [
        str(one["n"])
    ]

"""A comparison and a bisection on the terminal: only what changed."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from voicebot.report.bisect import Found, Step
from voicebot.report.changes import CallChange
from voicebot.report.compare import Comparison, Rate, revision
from voicebot.report.revisions import History

_STYLES = {"broken": "bold red", "fixed": "bold green"}
_MOST_NAMES = 12
_MOST_CLASHES = 4
_NOTHING_SHARED = (
    "The runs have no call in common: calls are paired by name, and the `plain` versions of "
    "`voicebot degrade` with their originals. `voicebot compare --line` takes other versions."
)
_NO_ORIGINAL = "None of these versions has its original, or its `plain` version, in the other run."


def show(console: Console, found: Comparison) -> None:
    """Print what changed between two runs."""
    line = f": versions on '{found.line}' beside their originals" if found.line else ""
    console.print(Text(f"\nCompared with {found.before}{line}", style="bold"))
    for what, before, after in found.setup:
        console.print(Text(f"  {what}: {before} → {after}", style="dim"))
    for change in found.changes:
        if not change.only_latency:
            _call(console, change)
    later = [change.id for change in found.changes if change.only_latency]
    if later:
        names = ", ".join(later[:_MOST_NAMES]) + (" …" if len(later) > _MOST_NAMES else "")
        console.print(
            Text(f"Only some answers' time differs in {len(later)} call{'s' * (len(later) > 1)}: {names}")
        )
    console.print(Text(_shared(found)))
    if found.clashes:
        console.print(Text(_clashes(found), style="yellow"))
    if found.rates:
        console.print(_rates(found))
        whose = (
            "calls of one speaker" if found.clustering == "speaker" else "versions and repeats of one call"
        )
        console.print(
            Text(
                f"Paired by call; {whose} count as one. Rates: exact McNemar test; others: paired bootstrap, "
                f"95 % limits; p adjusted for {len(found.rates)} figures (Holm).",
                style="dim",
            )
        )


def _shared(found: Comparison) -> str:
    if not found.calls:
        return _NO_ORIGINAL if found.line else _NOTHING_SHARED
    if found.line:
        return f"{found.same} of {found.calls} versions went exactly as the call beside them."
    beside = (
        f" {found.besides} of them stand beside their original or its plain version." if found.besides else ""
    )
    return f"{found.same} of {found.calls} calls that both runs played went exactly as before.{beside}"


def _clashes(found: Comparison) -> str:
    told = "; ".join(map(str, found.clashes[:_MOST_CLASHES]))
    more = len(found.clashes) - _MOST_CLASHES
    return f"Not paired, for several would pair with one: {told}" + (f"; and {more} more" if more > 0 else "")


def _call(console: Console, change: CallChange) -> None:
    head = Text(f"{change.verdict:8}", style=_STYLES.get(change.verdict, "bold"))
    against = f"(beside {change.against})  " if change.against else ""
    console.print(head + Text(f"{change.id}  {against}") + Text(change.description, style="dim"))
    if change.other_scenario:
        console.print(
            Text("    the scenario itself says or expects something else than it did", style="yellow")
        )
    for flip in change.flips:
        mark = Text("    ✓ now met: " if flip.now else "    ✗ ", style="green" if flip.now else "red")
        detail = (
            f"  ({flip.before} → {flip.after})" if flip.before else f"  ({flip.after})" if flip.after else ""
        )
        console.print(mark + Text(flip.name) + Text(detail, style="dim"))
    for one in change.changes:
        where = f" of “{one.where}”" if one.where else ""
        console.print(Text(f"    {one.what}{where}: ", style="dim") + Text(f"{one.before} → {one.after}"))


def _rates(found: Comparison) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("figure")
    for name in ("before", "now", "difference", "95 % limits", "p"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("verdict")
    for rate in found.rates:
        table.add_row(*_cells(rate))
    return table


def _cells(rate: Rate) -> Iterator[Text]:
    of = rate.difference
    yield Text(rate.name) + Text(f"  {rate.count}", style="dim")
    yield Text(_value(of.before, rate))
    yield Text(_value(of.after, rate))
    yield Text(_signed(of.change, rate))
    yield Text(
        "–" if of.low is None or of.high is None else f"{_signed(of.low, rate)} to {_signed(of.high, rate)}"
    )
    yield Text("–" if rate.p is None else "< 0.001" if rate.p < 0.001 else f"{rate.p:.3f}")
    if rate.p is None:
        yield Text("too few calls to tell", style="dim")
    elif rate.news:
        yield Text("better", style="bold green") if rate.better else Text("worse", style="bold red")
    else:
        yield Text("may be chance", style="dim")


def _value(value: float, rate: Rate) -> str:
    return f"{value:.2f} s" if rate.unit == "seconds" else f"{100 * value:.1f} %"


def _signed(value: float, rate: Rate) -> str:
    return f"{value:+.2f} s" if rate.unit == "seconds" else f"{100 * value:+.1f}"


def show_bisection(
    console: Console, call_id: str, found: Found, history: History, out: Path, scenarios: str
) -> None:
    """Print between which revisions a call flipped. ``out``: the runs' folder; ``scenarios``: the calls'.

    Raises RevisionError.
    """
    console.print(Text(f"{call_id}: replayed at {len(found.points)} revisions", style="bold"))
    for step in found.steps:
        _step(console, call_id, step, history, out, scenarios)
    if not found.steps and len(found.points) > 1:
        console.print("Nothing flipped between them.")
    if len(found.points) < 2:
        console.print("It takes runs at two revisions: check an older one out, replay there, and ask again.")
    for of, name in found.unsteady:
        console.print(
            Text(
                f"Unsteady: {name!r} went both ways at {of[:10]}; a flip of it may be chance", style="yellow"
            )
        )
    if found.unknown:
        console.print(
            Text(
                f"Left out, their revision is not in this repository: {', '.join(found.unknown)}", style="dim"
            )
        )


def _step(console: Console, call_id: str, step: Step, history: History, out: Path, scenarios: str) -> None:
    old, new = step.older, step.newer
    console.print()
    for name in step.broken:
        console.print(Text("✗ broke: ", style="bold red") + Text(name))
    for name in step.fixed:
        console.print(Text("✓ was fixed: ", style="bold green") + Text(name))
    for what, one in (("before", old), ("after ", new)):
        subject = history.subject(one.revision)
        console.print(
            Text(f"  {what} {revision(one.of)}  {subject}") + Text(f"  (run {one.run})", style="dim")
        )
    for what, before, after in step.besides:
        console.print(
            Text(f"  not only the code: {what} {before} → {after}".replace("  →", " →"), style="yellow")
        )
    if step.try_next is None:
        console.print(Text(f"  No revision lies between: {new.revision[:10]} did it.", style="bold"))
        return
    count = len(step.between)
    lie = "1 revision lies between that was" if count == 1 else f"{count} revisions lie between that were"
    console.print(Text(f"  {lie} not replayed. To halve them:"))
    for line in commands(step.try_next, call_id, out, scenarios):
        console.print(Text(f"    {line}"), soft_wrap=True)


def commands(revision_id: str, call_id: str, out: Path, scenarios: str) -> tuple[str, ...]:
    """What replays a call at a revision, in a checkout of its own, into the folder of the runs."""
    folder = f"../voicebot-{revision_id[:10]}"
    words = ("-k", call_id.partition("#")[0], "--out", str(out.resolve()))
    return (
        f"git worktree add --detach {folder} {revision_id}",
        f"make -C {folder} setup",
        f"(cd {folder} && .venv/bin/python -m voicebot replay {shlex.join([scenarios, *words])})",
    )

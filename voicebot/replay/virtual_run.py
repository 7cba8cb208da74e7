"""A replay in virtual time: Rasa started once, a pool of workers, a result that is the same each time."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from voicebot.replay import never
from voicebot.replay.deciding import deciding
from voicebot.replay.models import machine, models
from voicebot.replay.outcome import broken, conclude, nothing_to_play
from voicebot.replay.plan import Chosen, Plan, common, plan
from voicebot.replay.pool import Finished, Setup, play_all
from voicebot.replay.results import FORMAT, CallResult, Run, Wall
from voicebot.replay.run_folder import RunFolder
from voicebot.replay.world import NOW, Worlds
from voicebot.settings import Settings


@dataclass(frozen=True, slots=True)
class Virtual:
    """How to play. workers, threads: processes, and processor threads of a transcription in each.

    rules: files of rules for all calls. now: the calls' time, with its zone. sound: keep recordings. fresh:
    do not go on with an interrupted run. verbose: show every call, not only those that failed.
    """

    workers: int = 2
    threads: int = 1
    rules: tuple[Path, ...] = (never.HOUSE,)
    now: datetime = NOW
    sound: bool = True
    fresh: bool = False
    verbose: bool = False


def run_virtual(
    settings: Settings, paths: Sequence[Path], chosen: Chosen, how: Virtual, out: Path, console: Console
) -> int:
    """Replay scenarios; returns an exit code (see `voicebot.replay.outcome`).

    Raises FileProblem for rules that cannot be read, HouseError, StoreError, WeightsError and PartError when
    the parts cannot start, and OSError when the results cannot be written.
    """
    rules = tuple(rule for file in how.rules for rule in never.load(file))
    with_what = models(settings, how.threads)
    todo = plan(paths, chosen, common=common(with_what, how.now.isoformat(), how.rules))
    if not todo.jobs:
        return nothing_to_play(todo, console)
    for skipped in todo.skipped:
        console.print(f"Skipped: {skipped.problem}", style="yellow", markup=False, soft_wrap=True)
    began, started = time.monotonic(), datetime.now(UTC)
    folder, calls = _resumed(out, todo, how, console)
    left = [job for job in todo.jobs if job.id not in calls]
    seconds = 0.0
    if left:
        with TemporaryDirectory(prefix="voicebot-replay-") as scratch:
            worlds = Worlds(Path(scratch), how.now)
            worlds.prepare()
            console.print("Starting Rasa and its actions (about half a minute) …", style="dim")
            with deciding(worlds, folder.path / "logs") as where:
                setup = Setup(settings, worlds, where, rules, folder, how.sound, how.threads)
                first = time.monotonic()
                with _progress(console, len(todo.jobs), len(calls)) as bar:
                    for done in play_all(left, setup, min(how.workers, len(left))):
                        call = folder.kept(done.job) if not done.problem else None
                        calls[done.job.id] = call or broken(done.job, done.problem or "its result is lost")
                        bar.advance(bar.task_ids[0])
                        _tell(console, done, calls[done.job.id], verbose=how.verbose)
                seconds = time.monotonic() - first
    run = Run(
        FORMAT, "virtual", 1.0, how.now.isoformat(), with_what, tuple(rule.name for rule in rules),
        tuple(calls[job.id] for job in todo.jobs), todo.skipped, " ".join(map(str, paths)),
    )  # fmt: skip
    wall = Wall(
        FORMAT, started.isoformat(timespec="seconds"), datetime.now(UTC).isoformat(timespec="seconds"),
        round(seconds, 3), round(time.monotonic() - began, 3), how.workers, machine(), folder.walls(),
    )  # fmt: skip
    return conclude(run, wall, folder, console, {job.id for job in left})


def _resumed(
    out: Path, todo: Plan, how: Virtual, console: Console
) -> tuple[RunFolder, dict[str, CallResult]]:
    folder = None if how.fresh else RunFolder.unfinished(out, todo)
    if folder is None:
        return RunFolder.begin(out, todo), {}
    kept = ((job.id, folder.kept(job)) for job in todo.jobs)
    calls = {name: call for name, call in kept if call is not None}
    console.print(
        f"Going on with {folder.path}: {len(calls)} of {len(todo.jobs)} calls are there "
        "(--fresh begins anew).",
        soft_wrap=True,  # a path that is broken in two cannot be opened
    )
    return folder, calls


def _progress(console: Console, calls: int, done: int) -> Progress:
    bar = Progress(
        TextColumn("Calls"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("left"),
        TimeRemainingColumn(), console=console, transient=True, disable=not console.is_terminal,
    )  # fmt: skip
    bar.add_task("", total=calls, completed=done)
    return bar


def _tell(console: Console, done: Finished, call: CallResult, *, verbose: bool) -> None:
    if done.text and (verbose or not call.passed):
        console.print(done.text, markup=False, highlight=False)
    elif done.problem:
        console.print(f"{call.id}: {done.problem}", style="red", markup=False, soft_wrap=True)

"""How a replay ends: its files, what is said of it, and its exit code.

0  every call went as it must
1  an expectation was not met
2  the replay could not run: wrong options, nothing to play, a part that does not start
3  some input could not be used and was skipped; every call that was played went as it must
4  both: input was skipped, and an expectation was not met
128 + N  stopped by signal N
"""

from __future__ import annotations

from collections.abc import Collection

from rich.console import Console

from voicebot.replay import junit, result_file
from voicebot.replay.plan import Job, Plan
from voicebot.replay.results import CallResult, Checked, Run, ScenarioFacts, Wall
from voicebot.replay.run_folder import RunFolder

OK, FAILED, UNUSABLE, SKIPPED, BOTH = 0, 1, 2, 3, 4


def conclude(run: Run, wall: Wall, folder: RunFolder, console: Console, played: Collection[str]) -> int:
    """Write all that a finished run leaves, say how it went, and return the exit code. Raises OSError.

    ``played``: the ids of the calls that ``wall.seconds`` is the time of; others were finished before.
    """
    file = result_file.save(run, folder.path)
    result_file.save_wall(wall, folder.path)
    junit.write(run, wall, folder.path / "junit.xml")
    folder.tidy()
    tell(run.calls, console)
    if run.skipped:
        console.print(f"{len(run.skipped)} inputs were skipped; see above and in the result.", style="yellow")
    length = sum(call.seconds for call in run.calls if call.id in played)
    if played and wall.seconds > 0:
        console.print(
            f"{length:.0f} s of calls in {wall.seconds:.0f} s "
            f"({length / wall.seconds:.1f} times real time), "
            f"{wall.whole:.0f} s with the start of the parts.",
            style="dim",
        )
    console.print(f"Result: {file}")
    return exit_code(run)


def tell(calls: Collection[CallResult], console: Console) -> None:
    """How many calls went as they must, and of each other one the expectations that were not met."""
    failed = [call for call in calls if not call.passed]
    console.print()
    for call in failed:
        wrong = "; ".join(
            f"{check.name} ({check.detail})" if check.detail else check.name
            for check in call.checks
            if not check.passed
        )
        console.print(f"✗ {call.id}: {wrong}", style="red", markup=False, soft_wrap=True)
    console.print(f"{len(calls) - len(failed)} of {len(calls)} calls went as they must.", style="bold")


def nothing_to_play(todo: Plan, console: Console) -> int:
    """Say so; returns the exit code."""
    for skipped in todo.skipped:
        console.print(f"Skipped: {skipped.problem}", style="yellow", markup=False, soft_wrap=True)
    console.print("There is no scenario (*.yaml) to replay" + (" but these." if todo.skipped else "."))
    return SKIPPED if todo.skipped else UNUSABLE


def exit_code(run: Run) -> int:
    """See above."""
    failed = not all(call.passed for call in run.calls)
    if run.skipped:
        return BOTH if failed else SKIPPED
    return FAILED if failed else OK


def broken(job: Job, problem: str) -> CallResult:
    """The result of a call that the house's own code broke off."""
    check = Checked("line", "the call could be played", False, problem)
    return CallResult(
        id=job.id, key=job.key, scenario=ScenarioFacts(job.name, job.file, "", nth=job.nth), seconds=0.0,
        said=(), vad=(), turns=(), spoken=(), marks=(), cleared=(), line=(), ledger=(), outcome=None,
        rule=None, queue=None, ticket=None, written=(), checks=(check,), problem=problem,
    )  # fmt: skip

"""`python -m voicebot.bench`, which `make bench` runs: the house measured in real time, from outside.

Starts a whole house on free ports, calls it with the simulated carrier, and writes build/bench.json and
build/bench.png. Nothing else should work on the machine meanwhile.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError

from voicebot.bench import listening, measure, results, stock, table
from voicebot.bench.house import bench_house
from voicebot.bench.machine import about
from voicebot.bench.neighbours import Neighbours
from voicebot.call.ports import PartError
from voicebot.evaluation.metrics import percentile
from voicebot.replay.fields import ScenarioError
from voicebot.runtime.processes import HouseError
from voicebot.runtime.signals import Stopped, stopped_by_signals
from voicebot.settings import Settings
from voicebot.settings_errors import load_settings
from voicebot.speech.weights import WeightsError
from voicebot.start_error import StartError

OUT = Path("build/bench.json")


def run(settings: Settings, found: dict[str, Any], console: Console, *, quick: bool) -> None:
    """Fill ``found`` with all figures, as they come. Raises what the parts raise."""

    def say(text: str) -> None:
        console.print(text, style="dim", markup=False, soft_wrap=True)

    found |= about(settings) | dict.fromkeys(results.LACKING)
    calls = measure.scenarios()
    say("Starting the house (about half a minute) …")
    with bench_house(settings, OUT.parent / "bench-logs") as house:
        rest = house.web_mb()
        neighbours = Neighbours(house.groups)
        say("One call after another (about nine minutes) …")
        seen = measure.one_call(house, calls, say)
        found["one_call.others_share"] = neighbours.share()
        turns = [turn for one in seen for turn in one.turns]
        found |= results.latencies("one_call", turns) | results.barge_in(turns)
        found["one_call.failures"] = [f"{one.played.name}: {one.failure}" for one in seen if one.failure]
        found |= {"wer": results.heard(turns), "turns": results.rows(turns)}
        late = [seconds for one in seen for seconds in one.played.lateness]

        say("Ten calls at once (two minutes) …")
        warm = house.web_mb()
        neighbours = Neighbours(house.groups)
        ten = measure.ten_calls(house, calls, say)
        found["ten_calls.others_share"] = neighbours.share()
        found |= results.latencies("ten_calls", ten.turns)
        found["ten_calls.calls"] = len(ten.seen)
        found["ten_calls.refused"] = sum(one.played.refused for one in ten.seen)
        found["ten_calls.failures"] = [f"{one.played.name}: {one.failure}" for one in ten.seen if one.failure]
        found["ten_calls.failed"] = len(found["ten_calls.failures"]) - found["ten_calls.refused"]
        found["ten_calls.turns"] = results.rows(ten.turns)
        found["memory.rest_mb"], found["memory.after_one_call_mb"] = round(rest, 1), round(warm, 1)
        found["memory.ten_calls_mb"] = round(ten.peak_mb, 1)
        found["memory.mb_a_call"] = round((ten.peak_mb - warm) / measure.TEN, 2)
        late_ten = [seconds for one in ten.seen for seconds in one.played.lateness]
        found["carrier_late_p99_s"] = round(percentile(late, 99), 4)
        found["ten_calls.carrier_late_p99_s"] = round(percentile(late_ten, 99), 4)
        if not quick:
            say("More and more callers (at most eight minutes) …")
            levels = [results.level(1, turns, 0, len(found["one_call.failures"]))]
            levels += measure.ramp(house, calls, say)
            found["calls_at_once"] = results.most(levels)
            found["calls_at_once.levels"] = [asdict(one) | {"holds": one.holds} for one in levels]

    say("Our transcriber and a stock one, in turn …")
    found |= stock.compare(settings, list(stock.utterances(calls)))
    say("Cut-offs and false interruptions …")
    found |= listening.measure(say=say)


def against(old: Path, new: Path, console: Console) -> int:
    """Print two runs side by side; 0, or 2 when one cannot be read."""
    try:
        runs = [json.loads(path.read_text(encoding="utf-8")) for path in (old, new)]
    except (OSError, ValueError) as error:
        print(f"cannot compare: {error}; name two files that `make bench` wrote", file=sys.stderr)
        return 2
    table.compare(console, *runs)
    return 0


@contextmanager
def _kept(found: dict[str, Any], out: Path) -> Iterator[None]:
    """Write what was found even when the run breaks off."""
    try:
        yield
    finally:
        if found:
            out.parent.mkdir(parents=True, exist_ok=True)
            out.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> int:
    """Measure, print, write, draw; 0 when it worked, whether or not the bars are met."""
    parser = argparse.ArgumentParser(prog="python -m voicebot.bench", description=main.__doc__)
    parser.add_argument("--quick", action="store_true", help="without looking for the most calls at once")
    parser.add_argument("--out", type=Path, default=OUT, help="where the figures go; the plot lies beside")
    parser.add_argument(
        "--against", type=Path, metavar="OLD.json", help="measure nothing: print --out beside an older run"
    )
    asked = parser.parse_args()
    console = Console(highlight=False)
    if asked.against:
        return against(asked.against, asked.out, console)
    found: dict[str, Any] = {}
    try:
        with stopped_by_signals(), _kept(found, asked.out):
            run(load_settings(), found, console, quick=asked.quick)
    except (
        HouseError,
        StartError,
        PartError,
        ScenarioError,
        WeightsError,
        SQLAlchemyError,
        OSError,
    ) as error:
        print(f"The benchmark could not run: {error}", file=sys.stderr)
        return 1
    except Stopped as stopped:
        with suppress(OSError):
            console.print("Stopped.")
        return stopped.exit_code
    table.show(console, found)
    from voicebot.bench.plot import draw  # late: matplotlib takes a second to load

    draw(found, asked.out.with_suffix(".png"))
    console.print(f"{asked.out} and {asked.out.with_suffix('.png')}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

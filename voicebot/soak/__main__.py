"""`python -m voicebot.soak`, which `make soak` runs: random transfers, and confirmations under fire.

Writes build/soak.json: transfer.sequences (callers) and transfer.stranded (what must never be, counted),
confirmation.runs, confirmation.lost and confirmation.doubled (what must never be) and confirmation.alarmed
(where a person must look), among others. Ends with 1 when anything was stranded, lost or doubled, or when
time was up before all was run.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from pathlib import Path
from typing import Any

from rich.console import Console

from voicebot.soak import confirmations
from voicebot.soak.carrier import FAITHFUL, TERRIBLE, Faults
from voicebot.soak.world import Outcome, World

OUT = Path("build/soak.json")
_EACH = 25  # callers of one world
_SHOWN = 20  # problems that are printed


def one_world(seed: int) -> Outcome:
    """Run one world, in a process of its own."""
    logging.disable(logging.CRITICAL)  # what goes wrong is meant to
    faults = TERRIBLE if seed % 5 == 0 else FAITHFUL if seed % 5 == 1 else Faults()
    return World(seed, callers=_EACH, faults=faults).run()


def outcomes(seeds: range, workers: int, deadline: float) -> Iterator[Outcome]:
    """The worlds' outcomes as they come, until all are run or time is up."""
    left = iter(seeds)
    with ProcessPoolExecutor(workers) as pool:
        running: set[Future[Outcome]] = set()
        while True:
            while len(running) < workers and time.monotonic() < deadline:
                seed = next(left, None)
                if seed is None:
                    break
                running.add(pool.submit(one_world, seed))
            if not running:
                return
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()


def written(found: dict[str, Any]) -> None:
    """Write the figures; those of other parts stay."""
    OUT.parent.mkdir(parents=True, exist_ok=True)
    try:
        known = json.loads(OUT.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        known = {}
    OUT.write_text(json.dumps(known | found, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def transfers(options: argparse.Namespace, console: Console) -> bool:
    """Run random transfers; whether all was well."""
    started, sequences = time.monotonic(), 0
    ends: Counter[str] = Counter()
    problems: list[str] = []
    seeds = range(options.seed, options.seed + -(-options.sequences // _EACH))
    for outcome in outcomes(seeds, options.workers, started + options.seconds):
        sequences += outcome.sequences
        ends += outcome.ends
        problems += outcome.problems
        if sequences % 500 < _EACH:
            took = time.monotonic() - started
            console.print(f"{sequences} transfers, {len(problems)} problems, {took:.0f} s", markup=False)
    written(
        {
            "transfer.sequences": sequences,
            "transfer.stranded": len(problems),
            "transfer.ends": dict(sorted(ends.items())),
            "transfer.seed": options.seed,
            "transfer.seconds": round(time.monotonic() - started, 1),
        }
    )
    for problem in problems[:_SHOWN]:
        console.print(problem, style="red", markup=False, soft_wrap=True)
    console.print(f"{sequences} transfers, {len(problems)} problems: {OUT}", markup=False)
    return not problems and sequences >= options.sequences


def confirming(options: argparse.Namespace, console: Console) -> bool:
    """Run confirmations under fire; whether none was lost or doubled."""
    started = time.monotonic()
    found = confirmations.run(
        options.confirmations, seed=options.seed, database=options.database, seconds=options.seconds
    )
    written(
        {
            "confirmation.runs": found.runs,
            "confirmation.lost": found.lost,
            "confirmation.doubled": found.doubled,
            "confirmation.alarmed": found.alarmed,
            "confirmation.ends": dict(sorted(found.ends.items())),
            "confirmation.kills": dict(sorted(found.kills.items())),
            "confirmation.faults": dict(sorted(found.faults.items())),
            "confirmation.seed": options.seed,
            "confirmation.seconds": round(time.monotonic() - started, 1),
        }
    )
    for problem in found.problems[:_SHOWN]:
        console.print(problem, style="red", markup=False, soft_wrap=True)
    console.print(
        f"{found.runs} confirmations, {sum(found.kills.values())} workers killed: {found.lost} lost, "
        f"{found.doubled} doubled, {found.alarmed} alarmed: {OUT}",
        markup=False,
    )
    return not found.problems and found.runs >= options.confirmations


def main() -> int:
    """Run it; 0 when nobody was stranded, nothing lost and nothing doubled."""
    parser = argparse.ArgumentParser(prog="python -m voicebot.soak", description=(__doc__ or "").strip())
    parser.add_argument("--sequences", type=int, default=10_000, help="callers in all")
    parser.add_argument("--seconds", type=float, default=3600, help="no world begins after that")
    parser.add_argument("--seed", type=int, default=1, help="of the first world; the others count on")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--confirmations", type=int, default=2000, help="confirmations in all")
    parser.add_argument("--database", default="", help="URL of an empty database for them  [default: SQLite]")
    parser.add_argument("--only", choices=("transfers", "confirmations"), help="[default: both]")
    options = parser.parse_args()
    console, well = Console(), True
    if options.only != "confirmations":
        well = transfers(options, console)
    if options.only != "transfers":
        well = confirming(options, console) and well
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())

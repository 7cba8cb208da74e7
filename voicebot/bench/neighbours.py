"""Who else worked on the machine while we measured: a run beside a compiler says little about the house."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

STAT = Path("/proc/stat")
_BUSY = (
    0,
    1,
    2,
    5,
    6,
    7,
)  # user, nice, system, irq, softirq, and steal: what the host gave to other machines


@dataclass(frozen=True, slots=True)
class _Reading:
    """Seconds: of our clock, of work on all processors, of our own work."""

    at: float
    busy: float
    own: float


class Neighbours:
    """Counts from its making on. ``groups``: process groups that are ours, beside this very process."""

    def __init__(self, groups: Collection[int]) -> None:
        self._groups = frozenset(groups)
        self._began = self._read()

    def share(self) -> float:
        """Of all processors the share, 0 to 1, that others had. Coarse: whole seconds of each process."""
        now = self._read()
        there = (now.at - self._began.at) * (os.cpu_count() or 1)
        others = (now.busy - self._began.busy) - (now.own - self._began.own)
        return round(min(1.0, max(0.0, others / there)), 3) if there > 0 else 0.0

    def _read(self) -> _Reading:
        return _Reading(time.monotonic(), busy(STAT.read_text()), time.process_time() + self._of_groups())

    def _of_groups(self) -> float:
        listed = subprocess.run(["ps", "-eo", "pgid=,times="], capture_output=True, text=True, check=True)
        rows = (line.split() for line in listed.stdout.splitlines())
        return float(sum(int(row[1]) for row in rows if len(row) == 2 and int(row[0]) in self._groups))


def busy(stat: str) -> float:
    """Seconds that all processors worked since the machine started, as the text of /proc/stat tells."""
    ticks = [int(field) for field in stat.splitlines()[0].split()[1:]]
    return sum(ticks[index] for index in _BUSY) / os.sysconf("SC_CLK_TCK")

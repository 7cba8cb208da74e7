"""The line before Whisper: who is heard next, and whom nobody waits for any more. No threads, no clock.

A call's turn comes as drafts: speculation while the caller may still go on, final when the turn is over. The
newest draft takes the place of the earlier ones. Finals go before speculation; among each the call goes first
that was heard longest ago, and of one call the oldest: nobody who talks much keeps the others waiting.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from voicebot.call.ports import Transcript


class Fate(StrEnum):
    """What became of a job."""

    USED = "used"  # its text was given to the call
    REPLACED = "replaced"  # a newer draft came while it waited
    DROPPED = "dropped"  # nobody wanted it any more while it waited
    CANCELLED = "cancelled"  # the same after a worker had taken it: what the worker did is wasted
    FAILED = "failed"
    REFUSED = "refused"  # too many were waiting, or the house is closing


@dataclass(slots=True, eq=False)
class Job:
    """One draft of a turn. Times: seconds of the owner's clock. The line sets what follows ``window``."""

    call_id: str
    turn_id: int
    draft: int
    audio: bytes = field(repr=False)
    hint: str
    final: bool
    done: Callable[[Transcript], None] = field(repr=False)
    failed: Callable[[str], None] = field(repr=False)
    window: float = 0.0  # jobs of one window and hint may be heard together
    wanted: bool = True
    came: float = 0.0  # when it was submitted, or became final
    since: float | None = None  # since when a worker should be through with it; None for speculation
    age: int = 0  # the order of `came`
    take: int = 0  # which of the line's takes it was part of


Left = list[tuple[Job, Fate]]


class HearingLine:
    """Jobs in line and jobs that a worker has. Not thread-safe: its owner holds a lock."""

    def __init__(self, *, workers: int, waiting: int, batch: int = 1) -> None:
        """``waiting``: finals that may be in line beyond those that an idle worker will take at once.

        ``batch``: the most jobs that a worker takes together. Raises ValueError for what is below its least.
        """
        if workers < 1 or waiting < 0 or batch < 1:
            raise ValueError(f"{workers} workers, {waiting} waiting, batches of {batch}: too few")
        self._workers = workers
        self._room = waiting
        self._batch = batch
        self._waiting: dict[tuple[str, int], Job] = {}  # the newest draft of each turn
        self._taken: set[Job] = set()
        self._heard: dict[str, int] = {}  # call: the take it was part of last
        self._ages = 0
        self._takes = 0

    def submit(self, job: Job, now: float) -> Left:
        """Put a job in line; what left the line for it, itself if there is no room for one more final."""
        newest = self._newest(job.call_id, job.turn_id)
        if newest is not None and newest.draft > job.draft:  # overtaken on its way here
            left = self.hurry(job.call_id, job.turn_id, now) if job.final else []
            return [(job, Fate.REPLACED), *left]
        left = self._remove(lambda other: _same_turn(other, job), Fate.REPLACED)
        self._disown(lambda other: _same_turn(other, job), now)
        if not job.final:  # one speculation a call
            left += self._remove(
                lambda other: other.call_id == job.call_id and not other.final, Fate.REPLACED
            )
        elif not self._has_room():
            return [*left, (job, Fate.REFUSED)]
        self._stamp(job, now)
        self._waiting[job.call_id, job.turn_id] = job
        return left

    def hurry(self, call_id: str, turn_id: int, now: float) -> Left:
        """The turn is over: its speculation becomes final now, or has to leave for it as in `submit`."""
        job = self._newest(call_id, turn_id)
        if job is None or job.final:
            return []
        if job not in self._taken and not self._has_room():
            return self._remove(lambda other: other is job, Fate.REFUSED)
        job.final = True
        self._stamp(job, now)
        return []

    def drop(self, call_id: str, turn_id: int | None, now: float) -> Left:
        """Nobody waits for the turn, or for the whole call (None), which is forgotten; what left the line."""

        def meant(job: Job) -> bool:
            return job.call_id == call_id and turn_id in (None, job.turn_id)

        if turn_id is None:
            self._heard.pop(call_id, None)
        self._disown(meant, now)
        return self._remove(meant, Fate.DROPPED)

    def take(self) -> list[Job]:
        """What a worker hears next: one job and such as can go with it; empty when none waits."""
        order = sorted(
            self._waiting.values(), key=lambda job: (not job.final, self._heard.get(job.call_id, 0), job.age)
        )
        taken = [job for job in order if (job.hint, job.window) == (order[0].hint, order[0].window)]
        del taken[self._batch :]
        self._takes += 1
        for job in taken:
            job.take = self._takes
            self._heard[job.call_id] = self._takes
            self._taken.add(self._waiting.pop((job.call_id, job.turn_id)))
        return taken

    def settle(self, job: Job) -> bool:
        """A worker is through with a job; whether its result is wanted."""
        self._taken.discard(job)
        return job.wanted

    def close(self) -> Left:
        """Empty the line; what workers have they may finish."""
        return self._remove(lambda _: True, Fate.REFUSED)

    def oldest(self, now: float) -> float:
        """Seconds since the oldest final came that no worker is through with; 0 when there is none.

        A job that was given up while a worker had it counts from then: a worker that is stuck in it shows.
        """
        jobs = (*self._waiting.values(), *self._taken)
        return max((now - job.since for job in jobs if job.since is not None), default=0.0)

    def _newest(self, call_id: str, turn_id: int) -> Job | None:
        taken = (
            job for job in self._taken if job.wanted and (job.call_id, job.turn_id) == (call_id, turn_id)
        )
        return self._waiting.get((call_id, turn_id)) or next(taken, None)

    def _has_room(self) -> bool:
        idle = self._workers - len({job.take for job in self._taken})
        return sum(job.final for job in self._waiting.values()) < self._room + idle

    def _stamp(self, job: Job, now: float) -> None:
        self._ages += 1
        job.age = self._ages
        job.came = now
        job.since = now if job.final else None

    def _remove(self, meant: Callable[[Job], bool], fate: Fate) -> Left:
        gone = [job for job in self._waiting.values() if meant(job)]
        for job in gone:
            job.wanted = False
            del self._waiting[job.call_id, job.turn_id]
        return [(job, fate) for job in gone]

    def _disown(self, meant: Callable[[Job], bool], now: float) -> None:
        for job in self._taken:
            if job.wanted and meant(job):
                job.wanted = False
                job.since = now if job.since is None else job.since


def _same_turn(job: Job, other: Job) -> bool:
    return (job.call_id, job.turn_id) == (other.call_id, other.turn_id)

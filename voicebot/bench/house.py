"""A house of its own to measure: started on free ports, called by the simulated carrier, its ledger read."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from voicebot.bench.callers import Played
from voicebot.bench.turns import TurnTime, errors, turn_times
from voicebot.bootstrap import open_book, starting
from voicebot.call.outcome import Outcome
from voicebot.evaluation.bench import resident_mb
from voicebot.replay.carrier import Carrier
from voicebot.replay.command import DEMO_PERSON
from voicebot.replay.story import LedgerReader, Story
from voicebot.runtime.house import on_free_ports, running
from voicebot.runtime.processes import Processes
from voicebot.settings import ROOT, Settings

MOST_CALLS = "200"  # more than the ramp reaches: the bench looks for the machine's limit, not the owner's
SETTLE_SECONDS = 20.0  # how long a call's outcome may take to be stored


@dataclass(frozen=True, slots=True)
class Seen:
    """What one call showed: its turns, and why it failed (None when it did not)."""

    played: Played
    turns: tuple[TurnTime, ...]
    failure: str | None


class BenchHouse:
    """A running house."""

    def __init__(self, base_url: str, token: str, reader: LedgerReader, processes: Processes) -> None:
        self._base_url = base_url
        self._token = token
        self._reader = reader
        self._processes = processes

    def carrier(self) -> Carrier:
        """A line to it, in real time."""
        return Carrier(self._base_url, self._token)

    def check(self) -> None:
        """Raises HouseError when a process has ended."""
        self._processes.check()

    @property
    def groups(self) -> list[int]:
        """The process groups of its parts."""
        return self._processes.pids()  # each leads one of its own

    def web_mb(self) -> float:
        """Resident memory of the web process and its children, in MB (10^6 bytes)."""
        return resident_mb(self.groups[0])  # the Procfile's first

    def look(self, played: Played) -> Seen:
        """Read what the house wrote of a call that is over. Raises PartError when its book cannot be read."""
        if not played.call_id:
            return Seen(played, (), played.problem)
        deadline = time.monotonic() + SETTLE_SECONDS
        status = self._reader.status(played.call_id)
        while not (status and status.outcome) and time.monotonic() < deadline:
            time.sleep(0.1)
            status = self._reader.status(played.call_id)
        entries = self._reader.ledger(played.call_id)
        story = Story(played.timeline, played.said, entries, (), status, played.problem)
        failure = played.problem or "; ".join(errors(story)) or None
        if failure is None and (status is None or status.outcome in (None, Outcome.FAILED_TO_HUMAN)):
            failure = "the call has no ending" if status is None else f"ended as {status.outcome}"
        return Seen(played, tuple(turn_times(played.name, story, played.sent, played.bot)), failure)


@contextmanager
def bench_house(settings: Settings, logs: Path) -> Iterator[BenchHouse]:
    """The house as this checkout is, with the settings' database replaced by an empty one.

    Raises HouseError when it does not start, StartError when its database cannot be opened.
    """
    with TemporaryDirectory(prefix="voicebot-bench-") as folder:
        env = {"VOICEBOT_PERSON_NUMBER": DEMO_PERSON, "VOICEBOT_MAX_CALLS": MOST_CALLS}
        plan = on_free_ports(ROOT, Path(folder), env, logs)
        with running(plan, quiet=True) as processes:
            own = settings.model_copy(update={"database_url": plan.env["VOICEBOT_DATABASE_URL"]})
            with starting():
                book = open_book(own)
            yield BenchHouse(plan.base_url, plan.env["VOICEBOT_TWILIO_AUTH_TOKEN"], book, processes)

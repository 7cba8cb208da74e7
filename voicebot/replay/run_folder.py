"""One run's folder: what is finished is kept there at once, so that an interrupted run goes on where it was.

<out>/<UTC time>/plan.json        what is to be played
                /calls/KEY.json   calls that are finished, until the run is
                /walls.jsonl      how long each took
                /audio/ID.wav     both sides of each call
                /result.json …    see `voicebot.replay.results`
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from voicebot.replay import result_file
from voicebot.replay.plan import Job, Plan
from voicebot.replay.result_file import RESULT, ResultError
from voicebot.replay.results import CallResult

_PLAN, _CALLS, _WALLS = "plan.json", "calls", "walls.jsonl"


class RunFolder:
    """The folder of a run under way."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def begin(cls, out: Path, plan: Plan, now: datetime | None = None) -> RunFolder:
        """A new folder in ``out``, named by the time. Raises OSError."""
        name = f"{now or datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        path, count = out / name, 1
        while path.exists():
            count += 1
            path = out / f"{name}-{count}"
        (path / _CALLS).mkdir(parents=True)
        (path / _PLAN).write_text(json.dumps({"plan": plan.digest, "calls": len(plan.jobs)}) + "\n")
        return cls(path)

    @classmethod
    def unfinished(cls, out: Path, plan: Plan) -> RunFolder | None:
        """The newest run of the same plan that was interrupted."""
        for file in sorted(out.glob(f"*/{_PLAN}"), reverse=True):
            try:
                same = json.loads(file.read_text()).get("plan") == plan.digest
            except (OSError, ValueError, AttributeError):
                continue
            if same and not (file.parent / RESULT).exists():
                return cls(file.parent)
        return None

    def recording(self, job: Job) -> str:
        """Where the recording of a call goes, relative to the folder."""
        return f"audio/{job.id.replace('#', '-')}.wav"

    def keep(self, call: CallResult) -> None:
        """A call is finished. Raises OSError."""
        file = self._call(call.key)
        file.parent.mkdir(parents=True, exist_ok=True)
        scratch = file.with_suffix(".new")
        scratch.write_bytes(result_file.dump_call(call))
        scratch.replace(file)

    def kept(self, job: Job) -> CallResult | None:
        """The call if it is finished; what cannot be read was not."""
        file = self._call(job.key)
        try:
            return result_file.read_call(file.read_bytes(), file)
        except (OSError, ResultError):
            return None

    def took(self, call: str, seconds: float) -> None:
        """Write down how long a call took. Raises OSError."""
        with (self.path / _WALLS).open("a") as file:
            file.write(json.dumps([call, round(seconds, 3)]) + "\n")

    def walls(self) -> dict[str, float]:
        """How long the calls took, by id."""
        try:
            lines = (self.path / _WALLS).read_text().splitlines()
        except OSError:
            return {}
        walls = {}
        for line in lines:
            try:
                call, seconds = json.loads(line)
            except ValueError:  # cut off by the interruption
                continue
            walls[str(call)] = float(seconds)
        return walls

    def tidy(self) -> None:
        """The run is finished: what was only for going on goes."""
        shutil.rmtree(self.path / _CALLS, ignore_errors=True)
        (self.path / _WALLS).unlink(missing_ok=True)

    def _call(self, key: str) -> Path:
        return self.path / _CALLS / f"{key}.json"


def last_failed(out: Path) -> tuple[Path, frozenset[str]] | None:
    """The newest finished run in ``out`` and the calls that failed in it; None when there is none.

    Raises ResultError.
    """
    finished = result_file.runs(out)
    if not finished:
        return None
    run = result_file.load(finished[-1])
    return finished[-1], failed(run.calls)


def failed(calls: Iterable[CallResult]) -> frozenset[str]:
    """Ids of the calls that failed."""
    return frozenset(call.id for call in calls if not call.passed)

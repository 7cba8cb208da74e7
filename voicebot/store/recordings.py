"""The sound of calls that is kept: only of callers who agreed, under the call's id, for some days.

A file only its owner may read. When it goes is counted from its last change, which is the call's end.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from voicebot.audio.frames import SAMPLE_RATE
from voicebot.store.clock import utc_now
from voicebot.store.records import StoredEntry

log = logging.getLogger(__name__)
RULE = "R-01"  # in the ledger: recorded, because the caller had agreed
_DAY = 86400.0


def path_of(folder: Path, call_id: str) -> Path | None:
    """Where the sound of the carrier's ``call_id`` is kept; None for what cannot be such an id."""
    return folder / f"{call_id}.wav" if call_id.isascii() and call_id.isalnum() else None


@dataclass(frozen=True, slots=True)
class Streams:
    """The streams of a call that its recording holds, one behind the other; none when it was not recorded.

    begins: the number of each one's first ledger entry, and where it begins in the sound, in seconds.
    """

    begins: tuple[tuple[int, float], ...]

    def place(self, seq: int) -> float | None:
        """Where in the sound the stream of the ledger's entry begins; None when its sound was not kept."""
        return next((at for first, at in reversed(self.begins) if seq > first), None)


def streams_of(ledger: Iterable[StoredEntry]) -> Streams:
    """What the ledger tells of a call's recording. A caller who comes back from a queue has a new stream."""
    begins: list[tuple[int, float]] = []
    for entry in ledger:
        if entry.rule_id == RULE:
            at = float(entry.data.get("from") or 0.0)
            # From the beginning: of what was before nothing was kept.
            begins = [*(begins if at else ()), (entry.seq, at)]
    return Streams(tuple(begins))


def seconds(path: Path) -> float:
    """How long the sound is. Raises OSError."""
    # Two channels of a byte each; the file's head is too short to count.
    return path.stat().st_size / (2 * SAMPLE_RATE)


@dataclass(frozen=True, slots=True)
class Kept:
    """A recording that is there. seconds: its length; until: when it goes."""

    path: Path
    seconds: float
    until: datetime


class Recordings:
    """What is kept in ``folder``, for ``days``. Whether the caller agreed is to be asked of the ledger."""

    def __init__(self, folder: Path, days: int, now: Callable[[], datetime] = utc_now) -> None:
        self._folder = folder.absolute()
        self.days = days
        self._now = now

    def of(self, call_id: str) -> Kept | None:
        """The call's recording; None when there is none, or when its days are over."""
        path = path_of(self._folder, call_id)
        if path is None:
            return None
        try:
            until = datetime.fromtimestamp(path.stat().st_mtime, UTC) + timedelta(days=self.days)
            return Kept(path, seconds(path), until) if self._now() <= until else None
        except OSError:
            return None


def delete_old(folder: Path, days: int, now: Callable[[], float] = time.time) -> int:
    """Delete recordings older than ``days``; how many. What cannot be deleted is logged and tried again
    later.
    """
    gone = 0
    for path in [*folder.glob("*.wav"), *folder.glob("*.part")] if folder.is_dir() else []:
        try:
            if now() - path.stat().st_mtime > days * _DAY:
                path.unlink()
                gone += 1
        except OSError as error:
            log.warning("a recording could not be deleted (%s)", error.strerror)
    return gone

"""Bounded workers for model work: what does not fit is refused at once instead of slowing every caller."""

from __future__ import annotations

import itertools
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import TypeVar

from voicebot.call.ports import PartError

log = logging.getLogger(__name__)
T = TypeVar("T")


class WorkPool:
    """``workers`` threads, and at most ``waiting`` more jobs in line."""

    def __init__(self, name: str, workers: int, waiting: int) -> None:
        self._name = name
        self._room = BoundedSemaphore(workers + waiting)
        self._executor = ThreadPoolExecutor(workers, thread_name_prefix=name)
        self._numbers = itertools.count()
        # When the jobs that are not done yet came; single steps on it are atomic.
        self._since: dict[int, float] = {}

    def submit(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[str], None],
        wanted: Callable[[], bool] = lambda: True,
    ) -> None:
        """Run ``work``; its result goes to ``done``, or a reason to ``failed``, on the worker's thread.

        ``failed('busy')`` is called at once when there is no room. Work no longer ``wanted`` is skipped.
        """
        if not self._room.acquire(blocking=False):
            failed("busy")
            return
        number = next(self._numbers)
        self._since[number] = time.monotonic()

        def leave() -> None:
            del self._since[number]
            self._room.release()

        def run() -> None:
            try:
                if not wanted():
                    return
                try:
                    result = work()
                except PartError as error:
                    log.warning("%s failed: %s", self._name, error)
                    failed(str(error))
                except Exception:
                    log.exception("%s crashed", self._name)
                    failed("crashed")
                else:
                    done(result)
            finally:
                leave()

        try:
            self._executor.submit(run)
        except RuntimeError:  # the house is shutting down
            leave()
            failed("stopped")

    def oldest(self) -> float:
        """Seconds since the oldest job came that is not done, running or waiting; 0 when there is none."""
        return max((time.monotonic() - since for since in list(self._since.values())), default=0.0)

    def close(self) -> None:
        """Take no more work and let the running work end."""
        self._executor.shutdown(wait=False, cancel_futures=True)

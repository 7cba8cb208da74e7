"""An orderly end of the web process: nobody who is on the line is dropped.

A caller whose stream we end is still ours: the carrier comes back for that call and must be told whom to
ring. So the process goes on answering until all have been, and only then stops to listen.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

log = logging.getLogger(__name__)

DRAIN_SECONDS = 8.0  # longest wait for all of it
BACK_SECONDS = 5.0  # the carrier comes back for a call within a second; one that does not has lost its caller
POLL_SECONDS = 0.1


class Drain:
    """Knows what the carrier is still to be answered. Thread-safe."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._busy = 0
        self._expected: dict[str, float] = {}  # until when
        self._begun = False

    @property
    def begun(self) -> bool:
        """Whether the process is about to end: new callers go to a person."""
        return self._begun

    def enter(self) -> None:
        """A request of the carrier's begins; a stream is one that takes as long as its call."""
        with self._lock:
            self._busy += 1

    def leave(self) -> None:
        """It is over."""
        with self._lock:
            self._busy -= 1

    def expect(self, what: str) -> None:
        """The carrier will come for this soon: a call's id, or a prompt that it was told to play."""
        now = self._clock()
        with self._lock:
            self._expected = {each: until for each, until in self._expected.items() if until > now}
            self._expected[what] = now + BACK_SECONDS

    def came(self, what: str) -> None:
        """It came, or nothing more is to come."""
        with self._lock:
            self._expected.pop(what, None)

    def done(self) -> bool:
        """Whether nobody waits for an answer."""
        now = self._clock()
        with self._lock:
            return self._busy == 0 and not any(until > now for until in self._expected.values())

    def run(self, end_calls: Callable[[], None]) -> bool:
        """End the calls and wait until their callers are with a person, at most DRAIN_SECONDS.

        ``end_calls`` is asked again and again: the stream of a call may open while we wait. False when the
        time was too short.
        """
        self._begun = True
        deadline = self._clock() + DRAIN_SECONDS
        while self._clock() < deadline:
            end_calls()
            if self.done():
                return True
            time.sleep(POLL_SECONDS)
        log.error("stopping, although the carrier was not answered for every call in %.0f s", DRAIN_SECONDS)
        return False

"""A call that echoes, for tests. Fakes of the other ports stand beside them in `voicebot.call.fakes`."""

from __future__ import annotations

import threading

from voicebot.call.events import StopReason
from voicebot.call.outcome import Outcome
from voicebot.call.ports import CallBook, Conclusion, MediaOutlet


class FakeLiveCall:
    """Implements `LiveCall`: keeps what it is told; echoes audio, with a mark after ``mark_every`` messages.

    Key '#' hangs up, key '*' clears.
    """

    def __init__(self, call_id: str, outlet: MediaOutlet, book: CallBook | None = None, mark_every: int = 10):
        self.call_id = call_id
        self.outlet = outlet
        self.book = book
        self.mark_every = mark_every
        self.heard: list[tuple[float, bytes]] = []
        self.keys: list[str] = []
        self.marks: list[str] = []
        self.reasons: list[StopReason] = []
        self.started = False
        self.closed = threading.Event()
        self._rest = b""

    def start(self) -> None:
        """Begin."""
        self.started = True

    def media(self, mulaw: bytes, at: float) -> None:
        """Echo whole frames."""
        self.heard.append((at, mulaw))
        data = self._rest + mulaw
        whole = len(data) - len(data) % 160
        self._rest = data[whole:]
        if whole:
            self.outlet.send_audio(data[:whole])
        if len(self.heard) % self.mark_every == 0:
            self.outlet.send_mark(f"echo-{len(self.heard) // self.mark_every}")

    def key(self, key: str) -> None:
        """Keep a key; '#' ends the call, '*' clears."""
        self.keys.append(key)
        if key == "*":
            self.outlet.send_clear()
        if key == "#":
            self._end(Outcome.SOLVED, "O-03")
            self.outlet.close()

    def mark(self, name: str) -> None:
        """Keep a mark."""
        self.marks.append(name)

    def stop(self, reason: StopReason) -> None:
        """End; the first reason counts."""
        if not self.closed.is_set():
            self.reasons.append(reason)
            hung_up = reason is StopReason.HUNG_UP
            self._end(
                Outcome.CALLER_LEFT if hung_up else Outcome.FAILED_TO_HUMAN, "O-02" if hung_up else "H-94"
            )

    def wait_closed(self, timeout: float) -> bool:
        """Whether it ended."""
        return self.closed.wait(timeout)

    def _end(self, outcome: Outcome, rule_id: str) -> None:
        if self.book:
            self.book.conclude(self.call_id, Conclusion(outcome, rule_id))
        self.closed.set()

"""What must still reach the database although it failed, in order for each call.

No I/O, no thread, no lock: `writer.BackgroundBook` holds its own lock around every use.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass

from voicebot.call.ports import Conclusion

# Waits after one failure, two, and so on, in seconds: it is the database that fails, not the one write.
WAITS = (0.5, 1.0, 2.0, 5.0)


@dataclass(slots=True, eq=False)
class Late:
    """One write. ``what``: for the log. conclusion: the outcome it stores, None for other writes.

    held: somebody is trying it already. tries: how often it failed.
    """

    call_id: str
    what: str
    write: Callable[[], object]
    conclusion: Conclusion | None = None
    held: bool = False
    tries: int = 0


class LateWrites:
    """Up to ``size`` writes. The clock is the caller's, in seconds."""

    def __init__(self, size: int, waits: tuple[float, ...] = WAITS) -> None:
        self._size = size
        self._waits = waits
        self._calls: OrderedDict[str, deque[Late]] = OrderedDict()
        self._failures = 0
        self._due = 0.0

    def __len__(self) -> int:
        return sum(map(len, self._calls.values()))

    def add(self, late: Late) -> bool:
        """Keep a write; False when there is no room."""
        if len(self) >= self._size:
            return False
        self._calls.setdefault(late.call_id, deque()).append(late)
        return True

    def of(self, call_id: str) -> bool:
        """Whether anything of this call waits."""
        return call_id in self._calls

    def conclusion(self, call_id: str) -> Conclusion | None:
        """The outcome that waits to be stored for a call."""
        waiting = self._calls.get(call_id, ())
        return next((late.conclusion for late in waiting if late.conclusion), None)

    def next(self, free: Callable[[str], bool]) -> Late | None:
        """The write whose turn it is, among the calls that are ``free`` to be written for."""
        heads = ((call_id, waiting[0]) for call_id, waiting in self._calls.items())
        return next((late for call_id, late in heads if not late.held and free(call_id)), None)

    def wait(self, now: float) -> float:
        """Seconds until the database should be tried again; 0.0 when at once."""
        return max(0.0, self._due - now)

    def hurry(self) -> None:
        """Try again at once, and soon after that: the database answers, or there is not much time left."""
        self._failures, self._due = 0, 0.0

    def failed(self, late: Late, now: float) -> None:
        """It waits on, behind those of other calls."""
        late.held, late.tries = False, late.tries + 1
        self._due = now + self._waits[min(self._failures, len(self._waits) - 1)]
        self._failures += 1
        self._calls.move_to_end(late.call_id)

    def done(self, late: Late) -> None:
        """It was written, or never will be."""
        waiting = self._calls[late.call_id]
        waiting.remove(late)
        if not waiting:
            del self._calls[late.call_id]

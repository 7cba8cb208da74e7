"""What ends a command: Ctrl-C, SIGTERM and a closed terminal (SIGHUP), all in the same way."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """A signal asks the command to end. Like KeyboardInterrupt it is no Exception, so nobody swallows it.

    exit_code: what a shell expects of a command that a signal ended, 128 and the signal's number.
    """

    def __init__(self, number: int) -> None:
        super().__init__(f"stopped by {signal.Signals(number).name}")
        self.exit_code = 128 + number


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Within the block the first such signal raises Stopped in the main thread, so that `with` tidies up.

    Later ones do nothing: whoever is impatient must not interrupt the tidying. A signal that was ignored
    before (as by nohup) stays ignored. To be used in the main thread only.
    """
    stopping = False

    def stop(number: int, _: FrameType | None) -> None:
        nonlocal stopping
        if not stopping:
            stopping = True
            raise Stopped(number)

    heeded = [number for number in SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, stop) for number in heeded}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

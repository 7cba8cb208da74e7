"""An answer in time, or none: the carrier gives a voice webhook 15 seconds."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from voicebot.call.ports import PartError

T = TypeVar("T")


def within(seconds: float, make: Callable[[], T]) -> T:
    """What ``make`` returns, or raises; PartError when that takes longer.

    It then goes on in its thread, so it must do no harm late. It runs outside of Flask's request.
    """
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(make())
        except BaseException as error:  # noqa: BLE001 (raised again where it is waited for)
            future.set_exception(error)

    threading.Thread(target=run, name="webhook", daemon=True).start()
    try:
        return future.result(timeout=seconds)
    except TimeoutError:
        if future.done():  # its own, not ours
            raise
        raise PartError(f"no answer in {seconds:g} s") from None

"""How gunicorn serves the web process: one process (one warm model), a thread for every call."""

from __future__ import annotations

import queue
import signal
import sys
import threading
from types import FrameType
from typing import Any

from voicebot.runtime.drain import DRAIN_SECONDS
from voicebot.settings_errors import load_settings
from voicebot.start_error import StartError

try:
    _settings = load_settings()
except StartError as error:
    print(f"voicebot web: {error}", file=sys.stderr)
    sys.exit(1)

bind = f"{_settings.host}:{_settings.port}"
workers = 1  # Whisper is loaded once; more calls need more threads, not more processes
worker_class = "gthread"
threads = _settings.threads
worker_connections = max(1000, 2 * _settings.threads)
timeout = 120  # loading the model may take a while on a slow disk
graceful_timeout = int(DRAIN_SECONDS) + 4  # gunicorn itself lets kept-alive connections linger for 2 s
keepalive = 5
accesslog = None  # addresses and numbers do not belong in logs
control_socket_disable = True  # it would be one file for all houses of a user, and nobody needs it
loglevel = _settings.log_level.lower()


def post_worker_init(worker: Any) -> None:
    """On SIGTERM end the calls first, each with its outcome, and go on serving until their callers are told.

    gunicorn's own handler stops accepting at once: the carrier's question what comes after a stream would
    find a closed door, and the call would end. The worker's copy of the listening socket stays open
    meanwhile, though gunicorn's master has closed its own.
    """
    drain = worker.wsgi.extensions["drain"]
    calls = worker.wsgi.extensions["live_calls"]
    end_streams = worker.wsgi.extensions["end_streams"]
    stop_serving = signal.getsignal(signal.SIGTERM)
    asked: queue.SimpleQueue[int] = queue.SimpleQueue()  # may be put to in a signal handler, even in itself

    def end() -> None:
        number = asked.get()
        try:
            drain.run(calls.stop_all)
        finally:
            end_streams()  # gunicorn would wait for the open boards, and answer no caller meanwhile
            stop_serving(number, None)  # sets a flag and wakes the worker: any thread may

    def stop(number: int, _: FrameType | None) -> None:
        asked.put(number)

    # Started now: a signal handler must not start threads, as it may interrupt the start of one.
    threading.Thread(target=end, name="drain", daemon=True).start()
    signal.signal(signal.SIGTERM, stop)
    signal.siginterrupt(signal.SIGTERM, False)

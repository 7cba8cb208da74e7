"""How gunicorn serves the web process: one process (one warm model), a thread for every call."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any

from voicebot.settings import Settings

_settings = Settings()

bind = f"{_settings.host}:{_settings.port}"
workers = 1  # Whisper is loaded once; more calls need more threads, not more processes
worker_class = "gthread"
threads = _settings.threads
worker_connections = max(1000, 2 * _settings.threads)
timeout = 120  # loading the model may take a while on a slow disk
graceful_timeout = 8
keepalive = 5
accesslog = None  # addresses and numbers do not belong in logs
loglevel = _settings.log_level.lower()


def post_worker_init(worker: Any) -> None:
    """On SIGTERM end the calls first: each gets its outcome, and its caller a person."""
    calls = worker.wsgi.extensions.get("live_calls")
    before = signal.getsignal(signal.SIGTERM)

    def stop(number: int, frame: FrameType | None) -> None:
        if calls is not None:
            threading.Thread(target=calls.stop_all, daemon=True).start()
        if callable(before):
            before(number, frame)

    signal.signal(signal.SIGTERM, stop)

"""The way out of a media stream."""

from __future__ import annotations

import socket
import threading
from typing import Protocol

from simple_websocket import ConnectionClosed
from wsproto.utilities import LocalProtocolError

from voicebot.telephony import messages

_LOCK_SECONDS = 1.0  # a send that hangs longer has a dead peer; the reading side will drop the socket


class Socket(Protocol):
    """What a stream uses of `simple_websocket.Server`."""

    event: threading.Event
    thread: threading.Thread
    sock: socket.socket

    def send(self, data: str) -> None:
        """Send one text message."""
        ...

    def receive(self, timeout: float | None = None) -> str | bytes | None:
        """Next message, or None after ``timeout`` seconds."""
        ...

    def close(self) -> None:
        """Send a close frame."""
        ...


class StreamOutlet:
    """Implements `MediaOutlet`. Thread-safe: `simple_websocket` itself may not be sent to by two threads.

    Nothing raises when the socket is gone: the reading side finds that out too and stops the call once. Audio
    goes out at once; whoever sends keeps the pace.
    """

    def __init__(self, socket: Socket, stream_sid: str) -> None:
        self._socket = socket
        self._sid = stream_sid
        self._lock = threading.Lock()
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether our side closed the stream."""
        return self._closed

    def send_audio(self, mulaw: bytes) -> None:
        """Send 8 kHz μ-law. Raises ValueError if it is not a multiple of 160 bytes (20 ms)."""
        if len(mulaw) % 160:
            raise ValueError(f"audio must be a multiple of 160 bytes, not {len(mulaw)}")
        self._send(messages.media(self._sid, mulaw))

    def send_mark(self, name: str) -> None:
        """Ask for a mark when all audio sent so far was played."""
        self._send(messages.mark(self._sid, name))

    def send_clear(self) -> None:
        """Empty the carrier's buffer; it returns pending marks."""
        self._send(messages.clear(self._sid))

    def close(self) -> None:
        """Send a close frame; the carrier goes on with the verb after <Connect>. Idempotent."""
        self._closed = True
        if self._lock.acquire(timeout=_LOCK_SECONDS):
            try:
                self._socket.close()
            except (ConnectionClosed, LocalProtocolError, OSError):
                pass  # closed already
            finally:
                self._lock.release()
        self._socket.event.set()  # wakes `receive`, which a close of our own does not

    def _send(self, message: str) -> None:
        with self._lock:
            if self._closed:
                return
            try:
                self._socket.send(message)
            except (ConnectionClosed, LocalProtocolError, OSError):
                return

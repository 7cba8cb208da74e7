"""One media stream: reads the socket, keeps the protocol, tells the call, and tidies up whatever happens.

It runs in the web server's thread of that socket; a stream's failure is its own and ends in `LiveCall.stop`,
never in an exception that a neighbour could notice.
"""

from __future__ import annotations

import contextlib
import logging
import socket as sockets
import time
from collections import Counter
from dataclasses import dataclass

from simple_websocket import ConnectionClosed

from voicebot.call.events import StopReason
from voicebot.call.ports import CallBook, PartError
from voicebot.telephony.config import TelephonyConfig
from voicebot.telephony.intake import Intake
from voicebot.telephony.messages import Connected, Dtmf, Mark, Media, Message, ProtocolError, Start, Stop
from voicebot.telephony.metrics import STREAM_ERRORS
from voicebot.telephony.outlet import Socket, StreamOutlet
from voicebot.telephony.ports import CallFactory, LiveCall
from voicebot.telephony.registry import LiveCalls
from voicebot.telephony.trouble import place

log = logging.getLogger(__name__)

POLL_SECONDS = 1.0  # `receive` can miss a wake-up when the socket closes; look again this often
LOGGED_ERRORS = 5  # a stream's first errors are logged one by one, all of them in one line at its end
ENDING_SECONDS = 5.0  # how long a call may take to store its outcome


class _Over(Exception):
    """The stream ends now, for this reason."""

    def __init__(self, reason: StopReason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class StreamParts:
    """What all streams share."""

    config: TelephonyConfig
    book: CallBook
    factory: CallFactory
    live_calls: LiveCalls


class Stream:
    """Serves one socket; `run` returns when the stream is over and its outcome stored."""

    def __init__(self, socket: Socket, parts: StreamParts) -> None:
        self._socket = socket
        self._parts = parts
        self._config = parts.config
        self._intake = Intake(self._count, parts.config.max_message_bytes)
        self._errors: Counter[str] = Counter()
        self._name = "a stream without a call"  # for the log
        self._call_id = ""
        self._call: LiveCall | None = None
        self._outlet: StreamOutlet | None = None

    def run(self) -> None:
        """Read until the stream is over. Raises nothing."""
        reason = StopReason.ERROR
        try:
            self._read()
        except _Over as over:
            reason = over.reason
        except ConnectionClosed:
            reason = self._socket_closed()
        except Exception as error:  # noqa: BLE001 (a call of its own, and its thread, end here)
            self._count(ProtocolError("internal", f"our own code failed: {place(error)}"))
        self._finish(reason)

    # ── reading ───────────────────────────────────────────────────────────────────────────────────────────

    def _read(self) -> None:
        opened = heard = time.monotonic()
        while True:
            raw = self._socket.receive(timeout=min(POLL_SECONDS, self._config.stall_seconds / 4))
            now = time.monotonic()
            if self._outlet and self._outlet.closed:
                raise _Over(StopReason.HUNG_UP)
            if self._call is None and now - opened > self._config.start_seconds:
                self._count(ProtocolError("no_start", "`start` did not come in time"))
                raise _Over(StopReason.STALLED)
            if raw is not None:
                heard = now
                self._take(raw)
            elif now - heard > self._config.stall_seconds:
                self._count(ProtocolError("stalled", "nothing came for too long"))
                raise _Over(StopReason.STALLED)

    def _take(self, raw: str | bytes) -> None:
        accepted = self._intake.accept(raw)
        if sum(self._errors.values()) > self._config.max_stream_errors:
            self._count(ProtocolError("too_many_errors", "the stream is ended"))
            raise _Over(StopReason.LOST)
        if accepted:
            self._tell(*accepted)

    def _tell(self, message: Message, at: float) -> None:
        if isinstance(message, Start):
            self._begin(message)
        elif isinstance(message, Connected) or self._call is None:
            pass
        elif isinstance(message, Media):
            self._call.media(message.payload, at)
        elif isinstance(message, Dtmf):
            self._call.key(message.digit)
        elif isinstance(message, Mark):
            self._call.mark(message.name)
        elif isinstance(message, Stop):
            raise _Over(StopReason.HUNG_UP)

    def _begin(self, start: Start) -> None:
        try:
            token = start.parameters.get("token", "")
            claimed = bool(token) and self._parts.book.claim_stream(start.call_sid, token)
        except PartError as error:
            self._count(ProtocolError("no_book", f"the call's token could not be checked: {error}"))
            raise _Over(StopReason.ERROR) from None
        if not claimed:
            self._count(
                ProtocolError("bad_token", "the token does not belong to the call, or was used before")
            )
            raise _Over(StopReason.ERROR)
        self._call_id = start.call_sid
        self._name = f"call {start.call_sid}"
        self._outlet = StreamOutlet(self._socket, start.stream_sid)
        self._call = self._parts.factory(start.call_sid, self._outlet)
        self._parts.live_calls.add(start.call_sid, self._call)
        self._call.start(_returned(start))
        log.info("%s: stream open", self._name)

    def _socket_closed(self) -> StopReason:
        if self._outlet and self._outlet.closed:
            return StopReason.HUNG_UP
        size = getattr(self._socket, "incoming_message_len", 0)
        if size > self._config.max_message_bytes:
            self._count(ProtocolError("too_big", "a message over the limit; the stream is ended"))
        else:
            self._count(ProtocolError("lost", "the socket closed without `stop`"))
        return StopReason.LOST

    # ── ending ────────────────────────────────────────────────────────────────────────────────────────────

    def _finish(self, reason: StopReason) -> None:
        call = self._call
        if call:
            try:
                call.stop(reason)
                # The carrier asks for the outcome as soon as the socket closes: store it first.
                if not call.wait_closed(ENDING_SECONDS):
                    self._count(ProtocolError("late_outcome", "the call did not store its outcome in time"))
            except Exception as error:  # noqa: BLE001 (the socket must be closed all the same)
                self._count(ProtocolError("internal", f"the call could not end: {place(error)}"))
            self._parts.live_calls.remove(self._call_id, call)
        self._close()
        tally = ", ".join(f"{kind} {count}" for kind, count in sorted(self._errors.items())) or "none"
        log.info("%s: stream over (%s); errors: %s", self._name, reason, tally)

    def _close(self) -> None:
        """Close politely, then for good.

        The reading thread ends when the carrier answers our close frame. Waiting for it here keeps gunicorn
        from draining the socket in its accepting thread, where every new call would wait for it.
        """
        (self._outlet or StreamOutlet(self._socket, "")).close()
        self._socket.thread.join(self._config.close_seconds)
        if self._socket.thread.is_alive():
            with contextlib.suppress(OSError):  # gone already
                self._socket.sock.shutdown(sockets.SHUT_RDWR)

    def _count(self, error: ProtocolError) -> None:
        STREAM_ERRORS.labels(kind=error.kind).inc()
        self._errors[error.kind] += 1
        if sum(self._errors.values()) <= LOGGED_ERRORS:
            log.warning("%s: %s (%s)", self._name, error.detail, error.kind)


def _returned(start: Start) -> str:
    """Why the caller is back at the assistant; '' for a new call."""
    reason = start.parameters.get("resume", "")
    return reason if reason in ("", "closed") else "nobody_free"

"""The order of a stream's messages and its clock: what a message may do, depending on those before it.

No I/O: one object a stream, fed with what the socket gives, so that every order can be tried in a test.

    connected → start → media, dtmf, mark … → stop

Whatever does not fit is reported and dropped; the stream goes on.
"""

from __future__ import annotations

from collections.abc import Callable

from voicebot.telephony.messages import Connected, Media, Message, ProtocolError, Start, Stop, parse

MAX_JUMP = 60.0  # seconds; a larger step of the carrier's clock is a fault, not packet loss
BYTES_PER_SECOND = 8000  # 8 kHz μ-law, one byte a sample (ITU-T G.711)


class StreamClock:
    """Turns the carrier's millisecond timestamps into stream seconds that never run back and never leap."""

    def __init__(self) -> None:
        self._last_stamp = 0
        self._at = 0.0
        self._length = 0.0

    def advance(self, message: Media) -> tuple[float, str | None]:
        """Stream seconds at which this audio begins, and the kind of error if its timestamp was not sane.

        A step back counts as no step, a leap as gapless audio; time goes on from there.
        """
        step = (message.timestamp - self._last_stamp) / 1000
        kind = None
        if step < 0:
            kind, step = "clock_back", 0.0
        elif step > MAX_JUMP:
            kind, step = "clock_jump", self._length
        self._last_stamp = message.timestamp
        self._at += step
        self._length = len(message.payload) / BYTES_PER_SECOND
        return self._at, kind


class Intake:
    """Reads one stream's messages in order; ``report`` hears of each error."""

    def __init__(self, report: Callable[[ProtocolError], None], max_bytes: int = 65536) -> None:
        self._report = report
        self._max_bytes = max_bytes
        self._clock = StreamClock()
        self._connected = False
        self._start: Start | None = None

    def accept(self, raw: str | bytes) -> tuple[Message, float] | None:
        """The message and its stream time in seconds (0.0 for all but media), or None if it was dropped."""
        try:
            message = parse(raw, self._max_bytes)
            self._check_order(message)
        except ProtocolError as error:
            self._report(error)
            return None
        if not isinstance(message, Media):
            return message, 0.0
        at, kind = self._clock.advance(message)
        if kind:
            self._report(ProtocolError(kind, "the stream's timestamps ran back or leapt; time was smoothed"))
        return message, at

    def _check_order(self, message: Message) -> None:
        if isinstance(message, Connected):
            if self._connected:
                raise ProtocolError("second_connected", "`connected` came twice")
            self._connected = True
        elif not self._connected:
            raise ProtocolError("before_connected", "a message came before `connected`")
        elif isinstance(message, Start):
            if self._start:
                raise ProtocolError("second_start", "`start` came twice; the first one counts")
            self._start = message
        elif self._start is None:
            raise ProtocolError("before_start", "a message came before `start`")
        elif message.stream_sid != self._start.stream_sid:
            raise ProtocolError("other_stream", "a message names another stream")
        elif isinstance(message, Stop) and message.call_sid != self._start.call_sid:
            raise ProtocolError("other_stream", "`stop` names another call")

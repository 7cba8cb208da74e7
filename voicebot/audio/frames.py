"""The telephone's unit of time: 20 ms of 8 kHz μ-law (ITU-T G.711), 160 bytes."""

from __future__ import annotations

from collections.abc import Iterator

SAMPLE_RATE = 8000
FRAME_SECONDS = 0.02
FRAME_BYTES = 160
SILENCE_BYTE = b"\xff"  # μ-law of a zero sample
SILENCE_FRAME = SILENCE_BYTE * FRAME_BYTES


def seconds(mulaw: bytes) -> float:
    """Length of 8 kHz μ-law in seconds."""
    return len(mulaw) / SAMPLE_RATE


def pad(mulaw: bytes) -> bytes:
    """Fill up with silence to a whole number of frames."""
    return mulaw + SILENCE_BYTE * (-len(mulaw) % FRAME_BYTES)


def split(mulaw: bytes) -> Iterator[bytes]:
    """Cut into 20 ms frames; the last one is padded with silence."""
    whole = pad(mulaw)
    return (whole[i : i + FRAME_BYTES] for i in range(0, len(whole), FRAME_BYTES))


class Framer:
    """Cuts a byte stream of any chunk size into frames of 160 bytes, keeping the remainder for later."""

    def __init__(self) -> None:
        self._rest = b""

    def push(self, mulaw: bytes) -> list[bytes]:
        """Add bytes; returns the frames that are complete now."""
        data = self._rest + mulaw
        whole = len(data) - len(data) % FRAME_BYTES
        self._rest = data[whole:]
        return [data[i : i + FRAME_BYTES] for i in range(0, whole, FRAME_BYTES)]

"""WAV files of telephone sound: 8 kHz, one or two channels, 16-bit linear or 8-bit μ-law.

Python's own `wave` module refuses μ-law, hence a reader of its own. Layout: Microsoft's RIFF "Multimedia
Programming Interface and Data Specifications 1.0" (1991); format tags 1 (PCM) and 7 (μ-law) from RFC 2361.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from voicebot.audio.codec import mulaw_to_pcm16, pcm16_to_mulaw
from voicebot.audio.frames import SAMPLE_RATE, SILENCE_BYTE

PCM, MULAW = 1, 7
_WIDTH = {PCM: 2, MULAW: 1}
_FORMAT = struct.Struct("<HHIIHH")  # tag, channels, rate, bytes a second, bytes a sample frame, bits a sample
_MAX_DATA = 0xFFFFFFFF - 64


class WavError(ValueError):
    """The bytes are no telephone WAV file; the message says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Wav:
    """Sound of one or two channels, each 8 kHz μ-law of the same length."""

    channels: tuple[bytes, ...]

    @property
    def mono(self) -> bytes:
        """The only channel. Raises WavError when there are two."""
        if len(self.channels) != 1:
            raise WavError("there are two channels; a caller's recording has one (sox in.wav -c 1 out.wav)")
        return self.channels[0]


def read(path: Path) -> Wav:
    """Read a file. Raises WavError, naming the file, also when it is not there."""
    try:
        return parse(path.read_bytes())
    except OSError as error:
        raise WavError(f"{path}: cannot be read ({error.strerror})") from error
    except WavError as error:
        raise WavError(f"{path}: {error}") from error


def parse(data: bytes) -> Wav:
    """Read the bytes of a WAV file. Raises WavError; never any other exception."""
    if len(data) < 12 or data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise WavError("not a WAV file (no RIFF/WAVE header)")
    tag, channels, sound = 0, 0, None
    at = 12
    while sound is None and at + 8 <= len(data):
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        body = data[at + 8 : at + 8 + size]
        if len(body) < size:
            raise WavError(
                f"the file is cut off: its {name!r} part has {len(body)} of {size} bytes; copy it again"
            )
        if name == b"fmt ":
            tag, channels = _format(body)
        elif name == b"data":
            sound = body
        at += 8 + size + size % 2  # parts are padded to even length
    if not tag:
        raise WavError("the file has no format part before its sound; it is damaged")
    if not sound:
        raise WavError("the file holds no sound")
    if len(sound) % (_WIDTH[tag] * channels):
        raise WavError("the file is cut off in the middle of a sample; copy it again")
    return Wav(_apart(sound, channels, tag))


def encode(channels: Sequence[bytes], *, mulaw: bool = False) -> bytes:
    """The bytes of a WAV file of one or two channels of 8 kHz μ-law; shorter ones are filled with silence.

    Linear 16-bit samples by default, which every player knows. Raises WavError for another number of
    channels, no sound, or more than a WAV file can hold (4 GB).
    """
    longest = max((len(channel) for channel in channels), default=0)
    if len(channels) not in (1, 2) or not longest:
        raise WavError(f"a telephone recording has one or two channels with sound, not {len(channels)}")
    whole = [channel + SILENCE_BYTE * (longest - len(channel)) for channel in channels]
    tag = MULAW if mulaw else PCM
    frame = _WIDTH[tag] * len(whole)
    if longest * frame > _MAX_DATA:
        raise WavError("the sound is too long for a WAV file")
    parts = [part if mulaw else mulaw_to_pcm16(part) for part in whole]
    sound = bytearray(longest * frame)
    for number, part in enumerate(parts):
        for byte in range(_WIDTH[tag]):
            sound[number * _WIDTH[tag] + byte :: frame] = part[byte :: _WIDTH[tag]]
    head = _FORMAT.pack(tag, len(whole), SAMPLE_RATE, SAMPLE_RATE * frame, frame, 8 * _WIDTH[tag])
    body = b"WAVE" + _part(b"fmt ", head) + _part(b"data", bytes(sound))
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def write(path: Path, channels: Sequence[bytes], *, mulaw: bool = False) -> None:
    """Write a file as `encode` makes it; its folder is made if need be. Raises WavError and OSError."""
    data = encode(channels, mulaw=mulaw)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _format(body: bytes) -> tuple[int, int]:
    if len(body) < _FORMAT.size:
        raise WavError("the file's format part is too short; it is damaged")
    tag, channels, rate, _, _, bits = _FORMAT.unpack(body[: _FORMAT.size])
    if tag not in _WIDTH or bits != 8 * _WIDTH[tag]:
        raise WavError(
            f"format {tag} with {bits} bits is not used on the telephone; save it as 16-bit PCM or μ-law "
            "(sox in.wav -b 16 out.wav)"
        )
    if rate != SAMPLE_RATE:
        raise WavError(
            f"the rate is {rate} Hz, the telephone's is {SAMPLE_RATE} (sox in.wav -r 8000 out.wav)"
        )
    if channels not in (1, 2):
        raise WavError(f"the file has {channels} channels; one or two are read")
    return tag, channels


def _apart(sound: bytes, channels: int, tag: int) -> tuple[bytes, ...]:
    width = _WIDTH[tag]
    out = []
    for number in range(channels):
        part = bytearray(len(sound) // channels)
        for byte in range(width):
            part[byte::width] = sound[number * width + byte :: width * channels]
        out.append(bytes(part) if tag == MULAW else pcm16_to_mulaw(bytes(part)))
    return tuple(out)


def _part(name: bytes, body: bytes) -> bytes:
    return name + len(body).to_bytes(4, "little") + body + b"\0" * (len(body) % 2)

"""Recordings of any usual kind as telephone sound: WAV, FLAC, MP3, OGG, of one or two channels, at any
usual rate.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import soundfile

from voicebot.audio import wav
from voicebot.audio.codec import floats_to_mulaw
from voicebot.audio.frames import SAMPLE_RATE
from voicebot.audio.wav import Wav, WavError

SUFFIXES = (".wav", ".flac", ".mp3", ".ogg")
MOST_SECONDS = 3600.0  # an hour: longer than any call (CallRules.call_limit is 15 minutes)
MOST_RATE = 192_000


def read(path: Path, most_seconds: float = MOST_SECONDS) -> Wav:
    """Read a file as 8 kHz μ-law; channels stay apart. Raises WavError, which names the file, for one that
    is not there, empty, cut off, of more than two channels, of a rate below 8 kHz, or longer than
    ``most_seconds``.

    A telephone's own WAV (8 kHz, 16 bit or μ-law) is read as it is, bit by bit.
    """
    try:
        size = path.stat().st_size
        if not size:
            raise WavError("the file is empty; copy it again")
        if path.suffix.lower() == ".wav":
            _whole(path, size)
        with _problems(), soundfile.SoundFile(path) as file:
            _fits(file, most_seconds)
            if file.format == "WAV" and file.samplerate == SAMPLE_RATE and file.subtype in ("PCM_16", "ULAW"):
                return wav.parse(path.read_bytes())
            frames, rate = file.frames, file.samplerate
            sound = file.read(dtype="float32", always_2d=True)
    except OSError as error:
        raise WavError(f"{path}: cannot be read ({error.strerror})") from error
    except WavError as error:
        raise WavError(f"{path}: {error}") from error
    if len(sound) < frames or not len(sound):
        raise WavError(f"{path}: the file is cut off: {len(sound)} of {frames} samples; copy it again")
    return Wav(tuple(floats_to_mulaw(np.ascontiguousarray(channel), rate) for channel in sound.T))


def _fits(file: soundfile.SoundFile, most_seconds: float) -> None:
    if file.channels not in (1, 2):
        raise WavError(f"the file has {file.channels} channels; one or two are read")
    if not SAMPLE_RATE <= file.samplerate <= MOST_RATE:
        raise WavError(
            f"the rate is {file.samplerate} Hz; {SAMPLE_RATE} to {MOST_RATE} are read "
            "(sox in.wav -r 8000 out.wav)"
        )
    if file.frames > most_seconds * file.samplerate:
        seconds = file.frames / file.samplerate
        raise WavError(
            f"the file lasts {seconds:.0f} s, more than the {most_seconds:g} that are read; cut it"
        )


def _whole(path: Path, size: int) -> None:
    """libsndfile reads a WAV that was cut off without a word: its header tells."""
    with path.open("rb") as file:
        head = file.read(12)
        if len(head) < 12 or head[:4] != b"RIFF" or head[8:] != b"WAVE":
            raise WavError("not a WAV file (no RIFF/WAVE header)")
        while len(part := file.read(8)) == 8:
            length = int.from_bytes(part[4:], "little")
            if file.tell() + length > size:
                raise WavError(
                    f"the file is cut off: its {part[:4]!r} part has {size - file.tell()} of {length} bytes; "
                    "copy it again"
                )
            file.seek(length + length % 2, 1)


@contextmanager
def _problems() -> Iterator[None]:
    """libsndfile's errors as ours."""
    try:
        yield
    except soundfile.LibsndfileError as error:
        raise WavError(
            f"no sound that can be read ({error.error_string.rstrip('.')}); save it as WAV, FLAC or MP3"
        ) from error

"""Recordings for a page: beside it by a relative address, or inside it as Opus (RFC 6716) in Ogg."""

from __future__ import annotations

import base64
import os
import urllib.parse
from io import BytesIO
from pathlib import Path

import av
import numpy as np

from voicebot.audio import wav
from voicebot.audio.codec import mulaw_to_pcm16
from voicebot.audio.frames import SAMPLE_RATE

BITS_A_SECOND = 24_000  # both sides together: speech of 4 kHz stays clear, a minute takes 240 kB in the page


def beside(recording: Path, page: Path) -> str:
    """The address of a recording from a page's folder."""
    relative = os.path.relpath(recording.resolve(), page.resolve().parent)
    return urllib.parse.quote(Path(relative).as_posix())


def inside(recording: Path) -> str:
    """A recording as a data: address. Raises WavError."""
    return "data:audio/ogg;base64," + base64.b64encode(opus(wav.read(recording))).decode()


def opus(sound: wav.Wav) -> bytes:
    """Both sides as Ogg Opus."""
    sides = [np.frombuffer(mulaw_to_pcm16(channel), dtype="<i2") for channel in sound.channels]
    layout = "stereo" if len(sides) == 2 else "mono"
    file = BytesIO()
    with av.open(file, "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=SAMPLE_RATE, layout=layout, bit_rate=BITS_A_SECOND)
        # Opus keeps time in 48 kHz: its encoder takes this rate, and the frames go in with ours.
        frame = av.AudioFrame.from_ndarray(np.stack(sides, axis=1).reshape(1, -1), "s16", layout)
        frame.sample_rate = SAMPLE_RATE
        container.mux([*stream.encode(frame), *stream.encode(None)])
    return file.getvalue()

"""Telephone codecs, really encoded and decoded. 8 kHz float64 in [-1, 1] in and out, the same length, no
delay.

GSM full rate (GSM 06.10) and G.726 are libsndfile's, AMR-NB is OpenCORE's and Opus libopus, both through
FFmpeg (PyAV). Speex, iLBC and G.729 cannot be written by either, so they are not here.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from typing import Literal

import av
import numpy as np
import numpy.typing as npt
import soundfile
from av import CodecContext
from av.audio.codeccontext import AudioCodecContext

from voicebot.audio.codec import resample
from voicebot.audio.frames import SAMPLE_RATE

Floats = npt.NDArray[np.float64]

_FRAME = 160  # samples of 20 ms, which AMR-NB and Opus take
_AMR_DELAY = 40  # samples: the encoder looks 5 ms ahead (3GPP TS 26.090, 4.1)
_OPUS_RATE = 48_000  # which libopus decodes to


def _sndfile(samples: Floats, container: str, subtype: str) -> Floats:
    file = io.BytesIO()
    soundfile.write(file, samples, SAMPLE_RATE, format=container, subtype=subtype)
    file.seek(0)
    heard, _ = soundfile.read(file, dtype="float64")
    return _fit(heard, len(samples))


def _amr(samples: Floats, bits: int) -> Floats:
    heard = _ffmpeg(samples, "libopencore_amrnb", "amrnb", bits)
    return _fit(heard[_AMR_DELAY:], len(samples))


def _opus(samples: Floats, bits: int) -> Floats:
    heard = _ffmpeg(samples, "libopus", "libopus", bits, {"application": "voip"})
    narrow = resample(heard.astype(np.float32), _OPUS_RATE, SAMPLE_RATE).astype(np.float64)
    return _fit(narrow, len(samples))


def _ffmpeg(
    samples: Floats, encoder: str, decoder: str, bits: int, options: dict[str, str] | None = None
) -> Floats:
    """Through an FFmpeg encoder and decoder at so many bits a second; at the decoder's own rate."""
    writes = _context(encoder, "w")
    writes.sample_rate, writes.layout, writes.format = SAMPLE_RATE, "mono", "s16"
    writes.bit_rate, writes.options = bits, options or {}
    writes.open()
    reads = _context(decoder, "r")
    reads.sample_rate, reads.layout = SAMPLE_RATE, "mono"
    if writes.extradata:  # Opus: with it the decoder leaves out what the encoder put before the sound
        reads.extradata = writes.extradata
    # A frame more than there is: what the encoder held back comes out with it.
    whole = np.concatenate([samples, np.zeros(-len(samples) % _FRAME + _FRAME)])
    pcm = (np.clip(whole, -1.0, 1.0) * 32767).astype("<i2")
    packets = []
    for at in range(0, len(pcm), _FRAME):
        frame = av.AudioFrame.from_ndarray(pcm[None, at : at + _FRAME], format="s16", layout="mono")
        frame.sample_rate, frame.pts = SAMPLE_RATE, at
        packets += writes.encode(frame)
    packets += writes.encode(None)
    frames = [frame for packet in packets for frame in reads.decode(packet)] + reads.decode(None)
    parts = [frame.to_ndarray().ravel() for frame in frames]
    sound = np.concatenate([part / 32768.0 if part.dtype == np.int16 else part for part in parts])
    return np.asarray(sound, dtype=np.float64)


def _context(name: str, mode: Literal["r", "w"]) -> AudioCodecContext:
    context = CodecContext.create(name, mode)
    if not isinstance(context, AudioCodecContext):
        raise TypeError(f"FFmpeg's {name} is not for sound")
    return context


def _fit(samples: Floats, length: int) -> Floats:
    return np.concatenate([samples[:length], np.zeros(max(0, length - len(samples)))])


CODECS: dict[str, Callable[[Floats], Floats]] = {
    "gsm": partial(
        _sndfile, container="WAV", subtype="GSM610"
    ),  # 13 kbit/s: mobile telephones until about 2010
    "amr": partial(_amr, bits=12_200),  # mobile telephones since
    "amr-low": partial(_amr, bits=4_750),  # at the edge of a cell
    "g726": partial(_sndfile, container="AU", subtype="G721_32"),  # 32 kbit/s: cordless telephones (DECT)
    "g726-low": partial(_sndfile, container="AU", subtype="G723_24"),  # 24 kbit/s
    "opus": partial(_opus, bits=6_000),  # internet telephones with hardly any bandwidth
}

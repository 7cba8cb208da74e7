"""What a telephone line does to a voice: band, level, noise, clipping, μ-law, lost packets. Fixed seeds.

Samples are float64 in [-1, 1]; the band-pass works at the voice's rate, everything after it at 8 kHz.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from audio_fixtures import noise
from audio_fixtures.noise import Floats
from voicebot.audio.codec import pcm16_to_mulaw, resample
from voicebot.audio.frames import FRAME_BYTES, SAMPLE_RATE, SILENCE_FRAME, pad

BAND_HZ = (300.0, 3400.0)  # the telephone band of ITU-T G.712
_TAPS = 255


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of line.

    level_dbfs: loudness (RMS of the speech) below full scale.  snr_db: speech over noise, None: a quiet line.
    loss: share of 20 ms packets that never arrive; the carrier plays silence for them.  clip_db: how far the
    peaks are driven over full scale.  noise: a name in `audio_fixtures.noise.KINDS`.  burst: how many packets
    are lost in a row.
    """

    level_dbfs: float = -20.0
    snr_db: float | None = 35.0
    loss: float = 0.0
    clip_db: float = 0.0
    noise: str = "brown"
    burst: int = 1


LINES = {
    "good": Line(),
    "noisy": Line(snr_db=10.0, loss=0.02),
    "soft": Line(level_dbfs=-34.0, snr_db=25.0),
    "loud": Line(level_dbfs=-14.0, clip_db=6.0),
}


def through(samples: Floats, rate: int, line: Line, seed: int) -> bytes:
    """A voice (``rate`` samples a second) as it comes out of a telephone line: 8 kHz μ-law in 20 ms frames.

    The same samples, line and seed give the same bytes. Raises ValueError when there is no sound in it.
    """
    if not len(samples) or not np.any(samples):
        raise ValueError("the voice made no sound")
    random = np.random.default_rng(seed)
    speech = resample(band_pass(samples, rate).astype(np.float32), rate, SAMPLE_RATE).astype(np.float64)
    speech *= 10 ** (line.level_dbfs / 20) / rms_of_speech(speech)
    if line.clip_db:
        speech = np.clip(speech * 10 ** (line.clip_db / 20), -0.99, 0.99)
    if line.snr_db is not None:
        behind = band_pass(noise.KINDS[line.noise](len(speech), random), SAMPLE_RATE)
        behind *= rms_of_speech(speech) / np.sqrt(np.mean(behind**2)) * 10 ** (-line.snr_db / 20)
        speech = speech + behind
    pcm = (np.clip(speech, -1.0, 1.0) * 32767.0).astype("<i2").tobytes()
    return lose_packets(pad(pcm16_to_mulaw(pcm)), line.loss, random, line.burst)


def band_pass(samples: Floats, rate: int) -> Floats:
    """Keep 300-3400 Hz: a windowed-sinc filter, same length out as in."""
    at = np.arange(_TAPS) - (_TAPS - 1) / 2

    def low_pass(hertz: float) -> Floats:
        taps: Floats = np.sinc(2 * hertz / rate * at) * np.hamming(_TAPS) * 2 * hertz / rate
        return taps

    kept: Floats = np.convolve(samples, low_pass(BAND_HZ[1]) - low_pass(BAND_HZ[0]), mode="same")
    return kept


def rms_of_speech(samples: Floats) -> float:
    """Loudness of the louder 20 ms pieces (within 30 dB of the loudest), so that pauses do not count."""
    size = max(1, len(samples) // FRAME_BYTES) * FRAME_BYTES
    pieces = np.resize(samples, size).reshape(-1, FRAME_BYTES)
    power = np.mean(pieces**2, axis=1)
    return float(np.sqrt(np.mean(power[power >= power.max() / 1000])))


def lose_packets(mulaw: bytes, share: float, random: np.random.Generator, burst: int = 1) -> bytes:
    """Replace a share of the 20 ms packets by silence, ``burst`` in a row."""
    packets = [mulaw[i : i + FRAME_BYTES] for i in range(0, len(mulaw), FRAME_BYTES)]
    starts = random.random(len(packets)) < share / burst
    lost = np.convolve(starts, np.ones(burst))[: len(packets)] > 0
    return b"".join(SILENCE_FRAME if gone else packet for packet, gone in zip(packets, lost, strict=True))

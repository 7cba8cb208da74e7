"""What is heard behind a caller: brown noise, mains hum, many people talking. Made, not recorded.

Every kind takes a length in samples of 8 kHz and a random generator, and gives float64 of any loudness;
`line.through` filters and scales it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from voicebot.audio.frames import SAMPLE_RATE

Floats = npt.NDArray[np.float64]

MAINS_HZ = 50.0
_TALKERS = 6


def brown(length: int, random: np.random.Generator) -> Floats:
    """Noise that falls by 6 dB an octave, as traffic and rooms have it; white noise is rare on a line."""
    return shaped(length, random, lambda hertz: 1 / np.maximum(hertz, 50.0))


def hum(length: int, random: np.random.Generator) -> Floats:
    """A bad power supply: 50 Hz and its overtones to 1.5 kHz, falling by 3 dB each, over some hiss."""
    at = np.arange(length) / SAMPLE_RATE
    sound = np.zeros(length)
    for number in range(1, 31):
        phase = random.uniform(0, 2 * np.pi)
        sound += number**-0.5 * np.sin(2 * np.pi * MAINS_HZ * number * at + phase)
    return sound + 0.1 * random.standard_normal(length)


def babble(length: int, random: np.random.Generator) -> Floats:
    """Six people talking at once: noise with the long-term spectrum of speech, opened and shut by syllables.

    After the ICRA noises (Dreschler et al. 2001, Audiology 40:148): speech-shaped noise whose envelope moves
    at 3 to 5 syllables a second. Nobody's words are in it.
    """
    at = np.arange(length) / SAMPLE_RATE
    sound = np.zeros(length)
    for _ in range(_TALKERS):
        talker = shaped(length, random, _speech_spectrum)
        syllables = random.uniform(3.0, 5.0)
        open_mouth = np.maximum(np.sin(2 * np.pi * syllables * at + random.uniform(0, 2 * np.pi)), 0.0)
        breath = np.sin(2 * np.pi * at / random.uniform(2.0, 4.0) + random.uniform(0, 2 * np.pi)) > -0.6
        sound += talker / np.sqrt(np.mean(talker**2)) * open_mouth * breath
    return sound


def shaped(length: int, random: np.random.Generator, spectrum: Callable[[Floats], Floats]) -> Floats:
    """White noise with a spectrum: amplitude as a function of hertz."""
    white = np.fft.rfft(random.standard_normal(length))
    hertz: Floats = np.fft.rfftfreq(length, 1 / SAMPLE_RATE).astype(np.float64)
    noise: Floats = np.fft.irfft(white * spectrum(hertz), length)
    return noise


def _speech_spectrum(hertz: Floats) -> Floats:
    """Level to 500 Hz, then 9 dB less each octave (Byrne et al. 1994, J. Acoust. Soc. Am. 96:2108)."""
    amplitude: Floats = np.minimum(1.0, (500.0 / np.maximum(hertz, 1.0)) ** 1.5)
    return amplitude


KINDS: dict[str, Callable[[int, np.random.Generator], Floats]] = {
    "brown": brown,
    "hum": hum,
    "babble": babble,
}

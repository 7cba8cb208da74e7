import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicebot.audio.codec import mulaw_to_floats
from voicebot.audio.frames import FRAME_BYTES
from voicebot.speech.telephone import for_telephone

RATE = 22050


def tone(hertz: float, seconds: float = 1.0, level: float = 0.3, silence: float = 0.5) -> np.ndarray:
    sound = level * np.sin(2 * np.pi * hertz * np.arange(int(seconds * RATE)) / RATE)
    still = np.zeros(int(silence * RATE))
    return np.concatenate([still, sound, still]).astype(np.float32)


def peak(mulaw: bytes) -> float:
    return float(np.abs(mulaw_to_floats(mulaw, 8000)).max())


def test_the_peak_is_three_decibels_below_full_scale_times_the_volume() -> None:
    assert peak(for_telephone(tone(1000, level=0.01), RATE)) == pytest.approx(0.708, abs=0.03)
    assert peak(for_telephone(tone(1000), RATE, 0.5)) == pytest.approx(0.354, abs=0.02)


def test_silence_around_is_cut_to_sixty_milliseconds() -> None:
    mulaw = for_telephone(tone(1000), RATE)
    loud = np.flatnonzero(np.abs(mulaw_to_floats(mulaw, 8000)) > 0.03)
    assert loud[0] / 8000 <= 0.06
    assert (len(mulaw) - loud[-1]) / 8000 <= 0.061
    assert 1.0 <= len(mulaw) / 8000 <= 1.12


def test_what_the_telephone_cannot_carry_is_taken_out() -> None:
    both = tone(1000) + tone(60)
    spectrum = np.abs(np.fft.rfft(mulaw_to_floats(for_telephone(both, RATE), 8000)))
    hertz = np.fft.rfftfreq(len(spectrum) * 2 - 2, 1 / 8000)
    assert spectrum[(hertz > 40) & (hertz < 80)].max() < spectrum.max() / 300


def test_silence_is_refused() -> None:
    for silent in (np.zeros(RATE, np.float32), np.zeros(0, np.float32)):
        with pytest.raises(ValueError, match="silent"):
            for_telephone(silent, RATE)


@settings(max_examples=40)
@given(
    st.integers(400, 20000),
    st.sampled_from([8000, 16000, 22050, 44100]),
    st.floats(0.05, 1),
    st.integers(0, 99),
)
def test_any_noise_becomes_whole_frames_without_clipping(
    size: int, rate: int, volume: float, seed: int
) -> None:
    noise = np.random.default_rng(seed).uniform(-1, 1, size).astype(np.float32)
    mulaw = for_telephone(noise, rate, volume)
    assert len(mulaw) % FRAME_BYTES == 0
    assert peak(mulaw) <= 0.74 * volume


def test_louder_lifts_the_soft_parts_and_leaves_the_peak() -> None:
    speech = np.concatenate([tone(1000, 0.5, 0.3, 0.0), tone(1000, 0.5, 0.03, 0.0)])
    steps = [mulaw_to_floats(for_telephone(speech, RATE, louder=step), 8000) for step in range(3)]
    loudness = [float(np.sqrt(np.mean(sound**2))) for sound in steps]
    assert loudness == sorted(loudness) and loudness[2] > 1.3 * loudness[0]
    assert [float(np.abs(sound).max()) for sound in steps] == pytest.approx([0.708] * 3, abs=0.03)

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.audio.codec import floats_to_mulaw, mulaw_to_floats, mulaw_to_pcm16, pcm16_to_mulaw, resample


def test_the_silence_byte_is_zero_and_known_values_hold() -> None:
    assert mulaw_to_pcm16(b"\xff") == b"\0\0"
    # G.711: code 0x80 is the largest positive value, 0x00 the largest negative, 32124 in 16 bits.
    assert np.frombuffer(mulaw_to_pcm16(b"\x80\x00"), "<i2").tolist() == [32124, -32124]


@given(st.binary(max_size=400))
def test_decoding_and_encoding_again_changes_no_sound(mulaw: bytes) -> None:
    linear = mulaw_to_pcm16(mulaw)
    assert len(linear) == 2 * len(mulaw)
    assert mulaw_to_pcm16(pcm16_to_mulaw(linear)) == linear


@given(st.lists(st.integers(-32000, 32000), max_size=200))
def test_companding_is_within_its_step(values: list[int]) -> None:
    pcm = np.array(values, dtype="<i2")
    back = np.frombuffer(mulaw_to_pcm16(pcm16_to_mulaw(pcm.tobytes())), "<i2").astype(int)
    assert np.all(np.abs(back - pcm) <= np.abs(pcm.astype(int)) / 16 + 8)


@pytest.mark.parametrize("rate", [8000, 16000, 22050, 44100])
def test_a_tone_keeps_pitch_and_length_through_the_telephone(rate: int) -> None:
    tone = (0.5 * np.sin(2 * np.pi * 1000 * np.arange(rate) / rate)).astype(np.float32)
    mulaw = floats_to_mulaw(tone, rate)
    assert abs(len(mulaw) - 8000) <= 1
    back = mulaw_to_floats(mulaw, 16000)
    assert back.dtype == np.float32
    spectrum = np.abs(np.fft.rfft(back))
    assert abs(np.argmax(spectrum) / len(back) * 16000 - 1000) < 2
    assert np.abs(back[200:-200]).max() == pytest.approx(0.5, abs=0.03)


def test_what_is_above_the_band_does_not_fold_into_it() -> None:
    tone = (0.5 * np.sin(2 * np.pi * 6000 * np.arange(16000) / 16000)).astype(np.float32)
    middle = mulaw_to_floats(floats_to_mulaw(tone, 16000), 8000)[200:-200]  # the abrupt ends are wide-band
    assert np.abs(middle).max() < 0.01


def test_too_loud_samples_are_clipped_and_do_not_wrap() -> None:
    loud = np.array([3.0, -3.0] * 10, dtype=np.float32)
    assert np.sign(mulaw_to_floats(floats_to_mulaw(loud, 8000), 8000)).tolist() == np.sign(loud).tolist()


def test_nothing_stays_nothing() -> None:
    assert floats_to_mulaw(np.zeros(0, np.float32), 22050) == b""
    assert len(mulaw_to_floats(b"")) == 0
    same = np.ones(5, np.float32)
    assert resample(same, 8000, 8000) is same

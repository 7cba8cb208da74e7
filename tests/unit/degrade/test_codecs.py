"""The codecs are real: they keep a voice's words, and lose what such codecs lose."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from voicebot.audio import files
from voicebot.audio.codec import mulaw_to_floats
from voicebot.degrade.codecs import CODECS
from voicebot.settings import ROOT

VOICE = mulaw_to_floats(files.read(ROOT / "audio_fixtures/order_status/vraag.wav").mono, 8000).astype(float)


def spectra(sound: np.ndarray) -> np.ndarray:
    """Levels in dB of 20 ms pieces in bands of 200 Hz."""
    pieces = sound[: len(sound) // 160 * 160].reshape(-1, 160)
    power = np.abs(np.fft.rfft(pieces * np.hanning(160), axis=1)[:, 1:81]) ** 2
    return 10 * np.log10(power.reshape(len(pieces), -1, 4).sum(axis=2) + 1e-9)


@pytest.mark.parametrize("name", list(CODECS))
def test_the_voice_is_there_and_in_time_but_not_the_same(name: str):
    heard = CODECS[name](VOICE)
    assert len(heard) == len(VOICE)
    assert not np.allclose(heard, VOICE, atol=1e-4)
    lags = range(-80, 81)
    best = lags[int(np.argmax([np.roll(heard, -lag) @ VOICE for lag in lags]))]
    assert abs(best) <= 8  # 1 ms
    loud = spectra(VOICE) > np.percentile(spectra(VOICE), 70)
    assert np.mean(np.abs(spectra(heard) - spectra(VOICE))[loud]) < 6.0  # dB


def test_fewer_bits_lose_more():
    def lost(name: str) -> float:
        return float(np.mean(np.abs(spectra(CODECS[name](VOICE)) - spectra(VOICE))))

    assert lost("amr-low") > lost("amr")
    assert lost("g726-low") > lost("g726")
    assert lost("gsm") > lost("g726")


@pytest.mark.parametrize("name", list(CODECS))
@pytest.mark.parametrize("length", [1, 159, 161, 8000])
def test_every_length_and_always_the_same(name: str, length: int):
    sound = VOICE[4000 : 4000 + length]
    one, two = CODECS[name](sound), CODECS[name](sound)
    assert len(one) == length
    assert (one == two).all()


def test_no_path_of_the_codecs_needs_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    for code in CODECS.values():
        code(VOICE[:4000])
    assert list(tmp_path.iterdir()) == []

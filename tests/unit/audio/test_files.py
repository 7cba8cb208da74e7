"""Recordings of every usual kind, and those that cannot be used."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from voicebot.audio import files, wav
from voicebot.audio.codec import mulaw_to_floats
from voicebot.audio.wav import WavError

TONE = 0.3 * np.sin(2 * np.pi * 440 * np.arange(16000) / 16000)


def save(path: Path, sound: np.ndarray, rate: int, **how: str) -> Path:
    soundfile.write(path, sound, rate, **how)
    return path


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("a.wav", {"subtype": "PCM_16"}), ("a.wav", {"subtype": "PCM_24"}), ("a.wav", {"subtype": "FLOAT"}),
        ("a.flac", {}), ("a.mp3", {}), ("a.ogg", {}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("rate", [8000, 16000, 44100])
def test_kinds_and_rates(tmp_path: Path, name: str, how: dict, rate: int):
    at = np.arange(rate) / rate
    path = save(tmp_path / name, 0.3 * np.sin(2 * np.pi * 440 * at), rate, **how)
    (mono,) = files.read(path).channels
    assert len(mono) == pytest.approx(8000, abs=500)  # MP3 adds a little
    heard = mulaw_to_floats(mono, 8000)
    loudest = np.argmax(np.abs(np.fft.rfft(heard))) * 8000 / len(heard)
    assert loudest == pytest.approx(440, abs=2)
    assert np.sqrt(np.mean(heard[1000:7000] ** 2)) == pytest.approx(0.3 / np.sqrt(2), rel=0.05)


def test_the_channels_stay_apart(tmp_path: Path):
    path = save(tmp_path / "a.flac", np.stack([TONE, np.zeros(16000)], axis=1), 16000)
    caller, bot = files.read(path).channels
    assert np.abs(mulaw_to_floats(caller, 8000)).max() > 0.25
    assert np.abs(mulaw_to_floats(bot, 8000)).max() < 0.001


@pytest.mark.parametrize("mulaw", [True, False])
def test_a_telephones_own_file_is_read_bit_by_bit(tmp_path: Path, mulaw: bool):
    sound = bytes(np.random.default_rng(1).integers(0, 256, 800, dtype=np.uint8))
    wav.write(tmp_path / "a.wav", [sound, sound[::-1]], mulaw=mulaw)
    assert files.read(tmp_path / "a.wav") == wav.read(tmp_path / "a.wav")


def test_what_cannot_be_used_is_named(tmp_path: Path):
    good = save(tmp_path / "good.wav", TONE, 16000)
    cut = tmp_path / "cut.wav"
    cut.write_bytes(good.read_bytes()[:-1000])
    flac = save(tmp_path / "good.flac", np.random.default_rng(1).uniform(-1, 1, 16000), 16000)
    cut_flac = tmp_path / "cut.flac"
    cut_flac.write_bytes(flac.read_bytes()[:9000])
    empty = tmp_path / "empty.wav"
    empty.touch()
    text = tmp_path / "text.mp3"
    text.write_text("no sound")
    other = tmp_path / "text.wav"
    other.write_text("no sound either, and longer than a header")
    for path, problem in [
        (cut, "cut off"),
        (cut_flac, r"cut off|cannot be read|no sound that can be read"),
        (empty, "empty"),
        (text, "no sound that can be read"),
        (other, "not a WAV"),
        (tmp_path / "none.wav", "cannot be read"),
        (save(tmp_path / "slow.wav", TONE, 4000), "the rate is 4000 Hz"),
        (save(tmp_path / "three.wav", np.zeros((100, 3)), 8000), "3 channels"),
        (save(tmp_path / "none.flac", np.zeros(0), 8000), r"cut off|no sound|empty"),
    ]:
        with pytest.raises(WavError, match=problem) as error:
            files.read(path)
        assert str(error.value).startswith(str(path))
    with pytest.raises(WavError, match=r"lasts 1 s, more than the 0\.5"):
        files.read(good, most_seconds=0.5)


@given(st.binary(max_size=200))
def test_no_bytes_make_it_fail_otherwise(tmp_path_factory, data: bytes):
    path = tmp_path_factory.getbasetemp() / "any.wav"
    path.write_bytes(b"RIFF\x24\0\0\0WAVEfmt " + data)
    with suppress(WavError):
        files.read(path)

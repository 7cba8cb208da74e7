"""Keys are found as tones, by the limits of ITU-T Q.24; speech, music and dogs press none."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_fixtures import background
from audio_fixtures.noise import shaped
from voicebot.audio import files, wav
from voicebot.audio.codec import floats_to_mulaw, mulaw_to_floats
from voicebot.audio.dtmf import COLUMNS, NAMES, ROWS, Key, keys
from voicebot.degrade.effects import Source, degrade
from voicebot.degrade.recipe import parse
from voicebot.settings import ROOT

Floats = npt.NDArray[np.float64]
RECORDINGS = sorted((ROOT / "audio_fixtures").glob("*/*.wav"))


def tone(name: str, seconds: float, dbfs: float = -14.0, twist: float = 0.0, off: float = 0.0) -> Floats:
    """A key. dbfs: RMS of both tones; twist: dB of the high one over the low one; off: factor less 1."""
    at = np.arange(round(seconds * 8000)) / 8000 * (1 + off)
    row, column = ROWS[NAMES.index(name) // 4], COLUMNS[NAMES.index(name) % 4]
    both = np.sin(2 * np.pi * row * at) + 10 ** (twist / 20) * np.sin(2 * np.pi * column * at + 1)
    return np.asarray(both * 10 ** (dbfs / 20) * np.sqrt(2 / (1 + 10 ** (twist / 10))), dtype=np.float64)


def gap(seconds: float) -> Floats:
    return np.zeros(round(seconds * 8000))


def line(*pieces: Floats, snr: float | None = None, dbfs: float = -14.0) -> bytes:
    """As 8 kHz μ-law, with white noise ``snr`` dB below tones of ``dbfs``."""
    sound = np.concatenate([gap(0.1), *pieces, gap(0.1)])
    if snr is not None:
        sound = sound + np.random.default_rng(7).standard_normal(len(sound)) * 10 ** ((dbfs - snr) / 20)
    return floats_to_mulaw(sound.astype(np.float32), 8000)


def names(mulaw: bytes) -> str:
    return "".join(key.name for key in keys(mulaw))


@pytest.mark.parametrize("snr", [None, 20.0, 15.0])
@pytest.mark.parametrize("twist", [-8.0, 0.0, 4.0])
@pytest.mark.parametrize("dbfs", [-6.0, -14.0, -28.0, -42.0])
def test_every_key_at_every_level_with_noise(dbfs: float, twist: float, snr: float | None):
    pieces = [piece for name in NAMES for piece in (tone(name, 0.06, dbfs, twist), gap(0.06))]
    assert names(line(*pieces, snr=snr, dbfs=dbfs)) == NAMES


@pytest.mark.parametrize("off", [-0.015, 0.015])
def test_tones_that_are_a_little_off_count_and_others_do_not(off: float):
    assert names(line(*[tone(name, 0.08, off=off) for name in "147*"], snr=20)) == "147*"
    assert [names(line(tone(name, 0.2, off=off / 0.015 * 0.035))) for name in NAMES] == [""] * 16


@pytest.mark.parametrize("twist", [-10.0, 6.0])
def test_one_tone_much_louder_than_the_other_is_no_key(twist: float):
    assert names(line(tone("5", 0.2, twist=twist))) == ""


def test_short_tones_holes_and_pauses():
    for name in NAMES:
        assert names(line(tone(name, 0.04), gap(0.04), tone(name, 0.04), snr=15)) == name * 2
        assert names(line(tone(name, 0.023), snr=20)) == ""
        assert names(line(tone(name, 0.1), gap(0.01), tone(name, 0.1))) == name


def test_when_it_sounded():
    (key,) = keys(line(gap(1.0), tone("8", 0.15), snr=15))
    assert key == Key("8", pytest.approx(1.1, abs=0.01), pytest.approx(1.25, abs=0.01))


def test_nothing_and_nearly_nothing():
    assert keys(b"") == keys(b"\xff" * 100) == keys(b"\xff" * 8000) == ()
    assert names(line(tone("5", 0.2, dbfs=-60.0))) == ""


@pytest.mark.parametrize("harmonic", [2, 3])
def test_a_voice_has_overtones(harmonic: int):
    """697 and 1209 Hz with what a voice would have above them."""
    at = np.arange(1600) / 8000
    above = sum(np.sin(2 * np.pi * harmonic * hertz * at) for hertz in (697, 1209) if harmonic * hertz < 3400)
    assert names(line(tone("1", 0.2), gap(0.1), tone("1", 0.2) + 0.2 * np.asarray(above))) == "1"


# ── talk-off ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("recipe", ["plain", "codec=gsm", "clip=12", "hum=10", "hiss=10"])
def test_nobody_presses_a_key_by_speaking(recipe: str):
    for path in RECORDINGS:
        said = wav.read(path).mono
        assert keys(said if recipe == "plain" else degrade(Source(said), parse(recipe))) == (), path


def test_nor_by_speaking_higher_or_lower_for_ten_minutes():
    for seed in range(10):
        voices = background.talkers(60 * 8000, 1 + seed % 2, np.random.default_rng(seed), pitches=1.6)
        assert keys(floats_to_mulaw(voices.astype(np.float32), 8000)) == ()


@pytest.mark.parametrize("kind", ["music", "television", "dog", "hum"])
def test_nor_by_what_is_heard_behind_a_caller(kind: str):
    for seed in range(3):
        assert keys(background.BACKGROUNDS[kind](60.0, seed)) == ()


def test_human_speech():
    """Recorded people, not voices made by a program."""
    spoken = sorted((ROOT / "tests/integration/speech/data").glob("*.*"))
    sounds = [files.read(path) for path in spoken if path.suffix in files.SUFFIXES]
    assert sounds and all(keys(channel) == () for sound in sounds for channel in sound.channels)


# ── anything that a telephone may send ──────────────────────────────────────────────────────────────────────

PRESSED = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.floats(0.04, 0.5),  # seconds of the tone
        st.floats(0.04, 0.8),  # and of the pause after it
        st.floats(-32.0, -6.0),  # dBFS
        st.floats(-8.0, 4.0),  # dB of twist
        st.floats(-0.015, 0.015),
    ),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(PRESSED, st.integers(0, 2**32 - 1), st.floats(0.3, 1.0))
def test_all_that_was_pressed_is_found_and_nothing_else(pressed, seed: int, softness: float):
    """In pink noise 15 dB and more below the softest tone."""
    pieces, truth, at = [gap(0.1)], [], 0.1
    for name, seconds, pause, dbfs, twist, off in pressed:
        pieces += [tone(name, seconds, dbfs, twist, off), gap(pause)]
        truth.append((name, at, at + seconds))
        at += seconds + pause
    sound = np.concatenate([*pieces, gap(0.1)])
    noise = shaped(len(sound), np.random.default_rng(seed), lambda hertz: np.maximum(hertz, 50.0) ** -0.5)
    softest = min((one[3] for one in pressed), default=-30.0)
    noise *= softness * 10 ** ((softest - 15) / 20) / np.sqrt(np.mean(noise**2))
    found = keys(floats_to_mulaw((sound + noise).astype(np.float32), 8000))
    assert [key.name for key in found] == [name for name, _, _ in truth]
    for key, (_, start, end) in zip(found, truth, strict=True):
        assert (key.start, key.end) == (pytest.approx(start, abs=0.02), pytest.approx(end, abs=0.02))


def test_a_loud_voice_behind_the_tones_may_hide_them_but_makes_no_others():
    said = mulaw_to_floats(wav.read(RECORDINGS[0]).mono, 8000)[:16000].astype(np.float64)
    tones = np.concatenate([gap(0.2), tone("4", 0.1), gap(0.1), tone("2", 0.1), gap(5)])[: len(said)]
    assert set(names(line(said + tones))) <= {"4", "2"}

"""Each effect does what it says, by measure, and the same every time."""

from __future__ import annotations

import numpy as np
import pytest

from voicebot.audio import files
from voicebot.audio.active_level import active_level
from voicebot.audio.codec import mulaw_to_floats
from voicebot.audio.frames import SILENCE_FRAME
from voicebot.degrade.effects import Source, degrade
from voicebot.degrade.recipe import PRESETS, parse
from voicebot.settings import ROOT

VOICE = files.read(ROOT / "audio_fixtures/policy_question/vraag.wav").mono


def floats(mulaw: bytes) -> np.ndarray:
    return mulaw_to_floats(mulaw, 8000).astype(float)


def level(sound: np.ndarray) -> float:
    return 10 * np.log10(np.mean(sound**2))


@pytest.mark.parametrize("recipe", PRESETS, ids=lambda recipe: recipe.name)
def test_the_same_bytes_every_time_and_others_for_another_seed(recipe):
    made = degrade(Source(VOICE), recipe)
    assert made == degrade(Source(VOICE), recipe)
    assert len(made) == len(VOICE)
    assert (made == VOICE) == (recipe.name == "plain")
    chance = {"babble", "hum", "loss", "echo"} & {name for name, _ in recipe.amounts}
    assert (degrade(Source(VOICE), recipe, seed=2) != made) == bool(chance)


@pytest.mark.parametrize("kind", ["babble", "hum", "hiss"])
@pytest.mark.parametrize("snr", [20, 10, 5])
def test_speech_stands_so_far_above_the_noise(kind: str, snr: int):
    made = degrade(Source(VOICE), parse(f"{kind}={snr}"))
    behind = floats(made) - floats(VOICE)
    assert active_level(floats(VOICE)) - level(behind) == pytest.approx(snr, abs=0.3)


def test_hum_is_of_50_hz_and_its_overtones():
    behind = floats(degrade(Source(VOICE), parse("hum=5"))) - floats(VOICE)
    power = np.abs(np.fft.rfft(behind[:8000])) ** 2
    lines = power[400:1500:50].sum()
    assert lines > 0.8 * power[400:1500].sum()


def test_babble_is_of_voices():
    """It comes and goes in syllables and has a voice's spectrum, unlike any steady noise."""
    long = VOICE * 4
    behind = floats(degrade(Source(long), parse("babble=0"))) - floats(long)
    pieces = behind[: len(behind) // 160 * 160].reshape(-1, 160)
    assert np.std(10 * np.log10(np.mean(pieces**2, axis=1) + 1e-9)) > 2.0
    power = np.abs(np.fft.rfft(behind)) ** 2
    hertz = np.fft.rfftfreq(len(behind), 1 / 8000)
    assert power[hertz < 1500].sum() > 3 * power[hertz > 1500].sum()


def test_the_echo_is_the_bots_when_it_is_known():
    bot = np.random.default_rng(1).integers(0, 256, len(VOICE), dtype=np.uint8).tobytes()
    made = floats(degrade(Source(VOICE, bot), parse("echo=10"))) - floats(VOICE)
    heard = floats(bot)
    lags = range(800, 2200)
    match = [float(made[lag:] @ heard[: len(made) - lag]) for lag in lags]
    best = lags[int(np.argmax(match))]
    assert 0.12 <= best / 8000 <= 0.25
    assert level(made[best:]) - level(heard[: len(made) - best]) == pytest.approx(-10, abs=0.5)


def test_level_and_clipping():
    soft = floats(degrade(Source(VOICE), parse("level=45")))
    assert active_level(soft) == pytest.approx(-45, abs=0.5)
    loud = floats(degrade(Source(VOICE), parse("clip=20")))
    assert np.mean(np.abs(loud) > 0.95) > 0.05
    assert np.abs(loud).max() <= 1.0


@pytest.mark.parametrize("share", [3, 10, 30])
def test_so_many_packets_are_lost(share: int):
    made = degrade(Source(VOICE * 3), parse(f"loss={share}"))
    pairs = [(made[at : at + 160], (VOICE * 3)[at : at + 160]) for at in range(0, len(made) - 159, 160)]
    changed = sum(one != two for one, two in pairs) / len(pairs)
    assert share / 100 * 0.8 <= changed <= share / 100 * 2.2 + 0.02  # those before and after are blended


def test_silence_stays_without_a_voice_to_measure_by():
    silence = SILENCE_FRAME * 20
    for recipe in PRESETS:
        made = floats(degrade(Source(silence), recipe))
        assert np.abs(made).max() < 0.01
    assert degrade(Source(b""), parse("plain")) == b""

"""Backgrounds are the same every time, as loud and as long as they say, and no easy ones."""

from __future__ import annotations

import pytest

from audio_fixtures.background import BACKGROUNDS, dog, echo, mix, music, television
from voicebot.audio.frames import SILENCE_FRAME, split
from voicebot.audio.level import level
from voicebot.audio.vad import VoiceActivity

LEVELS = {
    "music": (-23.0, -21.0),
    "television": (-43.0, -41.0),
    "dog": (-35.0, -20.0),  # mostly pauses
    "dtmf": (-24.0, -16.0),
    "hum": (-31.0, -29.0),
}


def test_every_background_has_a_level() -> None:
    assert set(LEVELS) == set(BACKGROUNDS)


@pytest.mark.parametrize("name", BACKGROUNDS)
def test_a_background_is_the_same_every_time(name: str) -> None:
    made = BACKGROUNDS[name](3.0, 7)
    assert made == BACKGROUNDS[name](3.0, 7)
    assert (made != BACKGROUNDS[name](3.0, 8)) or name == "music"


@pytest.mark.parametrize("name", BACKGROUNDS)
def test_a_background_is_as_long_and_as_loud_as_it_says(name: str) -> None:
    made = BACKGROUNDS[name](20.0, 1)
    assert len(made) == 20 * 8000
    low, high = LEVELS[name]
    assert low <= level(made) <= high


def test_the_television_can_be_turned_up() -> None:
    assert level(television(20.0, 1, -32.0)) == pytest.approx(-32.0, abs=0.5)


def test_the_dog_peaks_near_minus_ten() -> None:
    assert -18.0 < max(level(frame) for frame in split(dog(20.0, 1))) < -10.0


@pytest.mark.parametrize("made", [music(20.0, 1), dog(20.0, 1)], ids=["music", "dog"])
def test_the_detector_takes_it_for_speech(made: bytes) -> None:
    vad = VoiceActivity(2)
    flags = [vad.voiced(frame) for frame in split(made)]
    runs = "".join(".v"[flag] for flag in flags).split(".")
    assert sum(flags) > 50
    assert max(map(len, runs)) >= 12  # 0.24 s on end: enough to cut the bot off


def test_an_echo_is_late_and_soft() -> None:
    bot = music(2.0, 1)
    late = echo(bot, 0.12)
    assert late[:960] == SILENCE_FRAME * 6
    assert level(late[960:]) == pytest.approx(level(bot) - 20.0, abs=0.3)
    assert len(late) == len(bot) + 960


def test_a_mix_holds_both() -> None:
    short, long = music(1.0, 1), BACKGROUNDS["hum"](2.0, 1)
    both = mix(short, long)
    assert len(both) == len(long)
    assert level(both[:8000]) > level(long[:8000]) + 3
    assert mix(short, b"") == short
    assert level(both[8000:]) == pytest.approx(level(long[8000:]), abs=0.1)

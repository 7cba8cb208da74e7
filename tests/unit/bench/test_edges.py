"""Beginning and end of an utterance, and of an answer, from the sound alone."""

from __future__ import annotations

import numpy as np
import pytest

from voicebot.audio import wav
from voicebot.audio.codec import floats_to_mulaw
from voicebot.audio.frames import SILENCE_FRAME
from voicebot.bench import edges
from voicebot.settings import ROOT

VOICE = wav.read(ROOT / "audio_fixtures" / "order_status" / "ja.wav").mono


def sine(dbfs: float, frames: int = 1) -> bytes:
    times = np.arange(160 * frames) / 8000
    peak = 10 ** (dbfs / 20) * np.sqrt(2)
    return floats_to_mulaw((peak * np.sin(2 * np.pi * 400 * times)).astype(np.float32), 8000)


@pytest.mark.parametrize("dbfs", [-10.0, -20.0, -45.0])
def test_level_of_a_sine(dbfs: float) -> None:
    assert edges.levels(sine(dbfs)) == [pytest.approx(dbfs, abs=0.6)]


def test_silence_has_a_level_too() -> None:
    assert edges.levels(SILENCE_FRAME * 2) == [edges.SILENT_DBFS] * 2


def test_a_soft_sound_is_not_heard() -> None:
    assert edges.audible(sine(-50.0) + sine(-40.0) + SILENCE_FRAME) == [False, True, False]


def test_silence_around_an_utterance_moves_its_edges_and_nothing_else() -> None:
    bare = edges.edges(SILENCE_FRAME * 10 + VOICE)
    later = edges.edges(SILENCE_FRAME * 30 + VOICE + SILENCE_FRAME * 50)
    assert later.first - bare.first == 20
    assert bare.enough and later.enough and later.enough - bare.enough == 20
    assert bare.first + 11 <= bare.enough <= bare.last  # the twelfth voiced frame, or later when some are not
    assert later.last_loud - bare.last_loud == 20
    assert later.last - bare.last in range(20, 24)  # webrtcvad hangs on for up to 60 ms
    assert bare.first < bare.last_loud <= 10 + len(VOICE) // 160


def test_by_energy_the_end_is_within_30_db_of_the_loudest() -> None:
    found = edges.edges(VOICE + sine(-15.0, 10) + sine(-70.0, 10))
    assert found.last_loud == len(VOICE) // 160 + 10 - (len(VOICE) % 160 == 0)


def test_a_recording_without_voice() -> None:
    with pytest.raises(ValueError, match="nothing in the recording is voiced"):
        edges.edges(SILENCE_FRAME * 50)


def test_the_answer_is_the_first_sound_after_the_caller() -> None:
    heard = [False] * 40 + [True] * 5
    assert edges.answer_after(heard, 20, 45) == 40
    assert edges.answer_after(heard, 20, 40) is None
    assert edges.answer_after(heard, 20, 10_000) == 40


def test_a_bot_that_talks_on_answers_after_a_pause() -> None:
    heard = [True] * 25 + [False] * 5 + [True] * 5 + [False] * 10 + [True]
    assert edges.answer_after(heard, 20, len(heard)) == 45

"""Turns with pauses are the same every time, pause as they say, and the two sets share nothing."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from audio_fixtures.line import LINES
from voicebot.audio.level import level
from voicebot.bench import pauses
from voicebot.bench.pauses import (
    HELD_OUT,
    LEAD_SECONDS,
    LONG_PAUSE,
    MEDIAN_PAUSE,
    TAIL_SECONDS,
    TUNING,
    Pieces,
    pieces,
    speak_pieces,
)
from voicebot.call.replies import Expects
from voicebot.call.turns.hanging import HANGING
from voicebot.evaluation.conditions import Condition, Speaker

BOTH = pytest.mark.parametrize("seed", [HELD_OUT, TUNING])


@BOTH
def test_the_kinds_of_question_have_their_shares(seed: int):
    made = list(pieces(seed, 100))
    assert [sum(one.expects is kind for one in made) for kind in pauses.SHARES] == [70, 15, 15]
    where = [one.where for one in made if one.expects is Expects.OPEN]
    assert (where.count("word"), where.count("none")) == (35, 17)
    assert made == list(pieces(seed, 100))


@BOTH
def test_pauses_are_as_long_as_they_should_be(seed: int):
    lengths = [one for said in pieces(seed, 200) for one in said.pauses]
    assert np.percentile(lengths, 50) == pytest.approx(MEDIAN_PAUSE, rel=0.15)
    assert np.percentile(lengths, 95) == pytest.approx(LONG_PAUSE, rel=0.2)


@BOTH
def test_there_is_a_pause_between_any_two_pieces(seed: int):
    for said in pieces(seed, 100):
        assert len(said.pauses) == len(said.words) - 1
        assert all(said.words)


def test_a_hesitation_ends_on_a_sound_or_a_word_that_hangs():
    for said in pieces(HELD_OUT, 100):
        if said.where == "hesitation":
            assert said.words[0].rstrip(",").split()[-1].lower() in HANGING


def test_the_tuning_set_says_nothing_of_the_held_out_one():
    def texts(seed: int) -> set[str]:
        open_ones = (one for one in pieces(seed, 200) if one.expects is Expects.OPEN)
        return {"".join(filter(str.isalpha, one.text.lower())) for one in open_ones}

    assert not texts(HELD_OUT) & texts(TUNING)


def test_there_are_no_other_sets():
    with pytest.raises(KeyError):
        next(pauses.turns(3, 10))


def test_the_sound_pauses_and_its_voice_begins_and_ends_where_it_says(monkeypatch: pytest.MonkeyPatch):
    def tone(text: str, **_: object) -> np.ndarray:
        sound = 0.3 * np.sin(np.arange(8000) / 8)
        return np.concatenate([np.zeros(4000), sound, np.zeros(1000)])  # 0.5 s of voice at 16 kHz

    monkeypatch.setattr(pauses, "speak", tone)
    said = Pieces(Expects.OPEN, ("een,", "twee."), (0.8,), "word")
    condition = Condition(Speaker("nl2", 140, 50, 1.0), "good", LINES["good"], 7)
    made = speak_pieces(said, condition)
    assert made.begins == LEAD_SECONDS
    assert made.ends == pytest.approx(LEAD_SECONDS + 0.5 + 0.8 + 0.5, abs=0.02)
    assert len(made.sound) / 8000 == pytest.approx(made.ends + TAIL_SECONDS, abs=0.02)

    def at(second: float) -> float:
        return level(made.sound[round(second * 8000) :][:800])

    quiet = (0.5, LEAD_SECONDS + 0.9, made.ends + 1.0)
    voiced = (LEAD_SECONDS + 0.2, made.ends - 0.2)
    for loud, noise in itertools.product(voiced, quiet):
        assert at(loud) > at(noise) + 20
    assert all(at(second) > -70 for second in quiet)  # the line's noise goes on
    assert made == speak_pieces(said, condition)

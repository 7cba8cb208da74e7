"""What counts as a false interruption, as a missed one, and as a phantom turn."""

from __future__ import annotations

import numpy as np
import pytest

from audio_fixtures.background import dog, music
from voicebot.audio.frames import SILENCE_FRAME, seconds
from voicebot.bench import interruptions
from voicebot.bench.interruptions import Case, Outcome, Stage, callers, cases, figures, first_voiced, missed
from voicebot.call.fakes import FakeTranscriber
from voicebot.call.replies import Reply
from voicebot.replay.virtual import recording
from voicebot.speech.fakes import FakeSynthesizer

SAID = callers()[0]


def stage(*texts: str) -> Stage:
    return Stage(FakeTranscriber(list(texts)), FakeSynthesizer(), lambda _: 0.2)


def case(sound: bytes) -> Case:
    return Case("test", recording(sound, 3.0), 3.0 + seconds(sound))


def test_silence_stops_nobody():
    assert stage("").answer(case(SILENCE_FRAME * 50)) == Outcome("test", 0, True, None)


def test_noise_that_is_taken_back_is_no_false_interruption():
    seen = stage("").answer(case(SAID))
    assert (seen.stopped, seen.resumed) == (1, True)
    assert seen.silent is not None and 1.0 < seen.silent < 5.0


def test_noise_that_is_taken_for_words_is_one():
    seen = stage("Waar blijft het?").answer(case(SAID))
    assert seen.stopped >= 1
    assert not seen.resumed


def test_a_caller_is_let_speak():
    assert stage("Ja maar.").cut_off_after(SAID, None) == pytest.approx(0.3, abs=0.15)
    assert stage("Ja maar.").cut_off_after(SAID, 0.18) is not None


def test_whoever_speaks_too_softly_is_missed():
    soft = interruptions.echo(SAID, 0.0, -40.0)
    assert stage("").cut_off_after(soft, None) is None


def test_what_a_background_brings_about():
    nobody = stage("").alone(music(5.0, 1))
    assert (nobody["turns"], nobody["unclear"], nobody["to_person"]) == (0, 0, 0)
    words = stage("MUZIEK", "Ik wil een medewerker.").alone(SAID + SILENCE_FRAME * 200 + SAID)
    assert words["turns"] + words["to_person"] >= 1
    assert stage("").alone(dog(5.0, 1))["transcripts"] > 0


def test_the_first_voiced_frame_is_found():
    assert first_voiced(SILENCE_FRAME * 50 + SAID) == pytest.approx(1.0 + first_voiced(SAID), abs=0.1)


def test_the_figures():
    made = [Outcome("dog", 0, True, None), Outcome("dog", 2, True, 2.5), Outcome("echo", 1, False, None)]
    found = figures(made)
    assert found["false_barge_in_rate"] == 0.3333
    assert found["stopped_rate"] == 0.6667
    assert found["false_barge_ins"]["dog"] == {
        "cases": 2,
        "stopped": 1,
        "not_resumed": 0,
        "silent_s": 2.5,
        "silent_max_s": 2.5,
    }
    assert found["false_barge_ins"]["echo"]["not_resumed"] == 1
    assert figures([])["false_barge_in_rate"] is None
    assert missed([0.3, None, 0.5]) == {"callers": 3, "missed": 1, "after_s": 0.3, "after_max_s": 0.5}


def test_every_kind_of_sound_is_tried(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(interruptions, "speak", lambda text, **_: np.sin(np.arange(8000) / 8))
    kinds = [one.kind for one in cases()]
    assert set(kinds) == {*interruptions.SOUNDS, "echo", "listening"}
    assert kinds.count("echo") == 3 and kinds.count("listening") == 8
    assert isinstance(interruptions.ANSWER, Reply)

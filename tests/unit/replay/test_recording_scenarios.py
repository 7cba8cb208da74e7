"""Scenarios on a stereo recording, and on sound of other kinds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.unit.replay.stories import story
from tests.unit.replay.test_stereo import pressed
from voicebot.audio import wav
from voicebot.audio.codec import mulaw_to_floats
from voicebot.replay.checks import check
from voicebot.replay.scenario import Does, ScenarioError, When, load
from voicebot.settings import ROOT

QUESTION = wav.read(ROOT / "audio_fixtures" / "order_status" / "vraag.wav").mono
SILENCE = b"\xff"
TEXT = """\
name: recorded
description: Was recorded.
caller: "+31600000001"
recording: call.wav
expect: {outcome: solved}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A call in which the bot speaks for 2 s, and the caller asks at 4 s."""
    caller = SILENCE * 32000 + QUESTION
    wav.write(tmp_path / "call.wav", [caller + SILENCE * 8000, QUESTION[:16000]])
    return tmp_path


def loaded(folder: Path, text: str) -> Path:
    (folder / "x.yaml").write_text(text, encoding="utf-8")
    return folder / "x.yaml"


def test_the_callers_utterances_are_found(folder: Path) -> None:
    scenario = load(loaded(folder, TEXT))
    said = [step for step in scenario.steps if step.does is Does.SAY]
    assert [(step.file, step.line, step.text) for step in said] == [("call.wav#1", 4, "")]
    assert scenario.steps[0].when is When.BOT_DONE  # the first thing done, waiting or speaking, waits for it
    assert len(said[0].audio) == pytest.approx(len(QUESTION), abs=8000)
    assert scenario.files == (folder / "x.yaml", folder / "call.wav")


def test_keys_are_read_from_their_tones(folder: Path) -> None:
    caller = SILENCE * 24000 + pressed("42073#") + SILENCE * 24000 + QUESTION
    wav.write(folder / "call.wav", [caller + SILENCE * 8000, QUESTION[:16000]])
    scenario = load(loaded(folder, TEXT))
    done = [
        (step.does, step.text, step.file, step.line) for step in scenario.steps if step.does is not Does.WAIT
    ]
    assert done == [(Does.KEYS, "42073#", "", 4), (Does.SAY, "", "call.wav#1", 4)]


def test_what_nobody_wrote_down_is_not_judged(folder: Path) -> None:
    scenario = load(loaded(folder, TEXT))
    (step,) = [step for step in scenario.steps if step.does is Does.SAY]
    found = check(scenario, story(said=[(step, 4.0, 6.0)]))
    assert [one for one in found if one.topic == "transcript"] == []


def test_a_stretch_of_it(folder: Path) -> None:
    steps = "steps:\n  - say: {from: 4.0, to: 5.5}\n    text: Waar is [bestelling] 42073?\n"
    (step,) = load(loaded(folder, TEXT + steps)).steps
    assert step.audio == QUESTION[:12000]
    assert (step.text, step.file) == ("Waar is   42073?", "call.wav[4.00-5.50]")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (TEXT.replace("call.wav", "gone.wav"), 4, "cannot be read"),
        (TEXT.replace("recording: call.wav\n", ""), 1, "a scenario needs `steps`"),
        (TEXT + "steps:\n  - say: {from: 5, to: 4}\n    text: Ja.\n", 7, "`from` a second `to` a later one"),
        (TEXT + "steps:\n  - say: {from: 5, to: 400}\n    text: Ja.\n", 7, "a later one of the recording's"),
        (TEXT + "steps:\n  - say: {from: 5, two: 6}\n    text: Ja.\n", 7, "say has no key 'two'"),
    ],
)
def test_errors_name_file_and_line(folder: Path, text: str, line: int, words: str) -> None:
    with pytest.raises(ScenarioError, match=words) as caught:
        load(loaded(folder, text))
    assert str(caught.value).startswith(f"{folder / 'x.yaml'}:{line}: ")


def test_a_recording_needs_both_sides(folder: Path) -> None:
    wav.write(folder / "call.wav", [QUESTION])
    with pytest.raises(ScenarioError, match=r"x\.yaml:4: call\.wav has one channel"):
        load(loaded(folder, TEXT))


@pytest.mark.parametrize(
    ("name", "rate"), [("q.flac", 16000), ("q.mp3", 44100), ("q.ogg", 48000), ("q.wav", 22050)]
)
def test_sound_of_other_kinds(tmp_path: Path, name: str, rate: int) -> None:
    soundfile.write(tmp_path / name, np.asarray(mulaw_to_floats(QUESTION, rate)), rate)
    text = TEXT.replace("recording: call.wav", f"steps: [{{say: {name}, text: Ja.}}]")
    (step,) = load(loaded(tmp_path, text)).steps
    assert len(step.audio) == pytest.approx(len(QUESTION), rel=0.05)

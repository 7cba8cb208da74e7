"""Changes to a scenario keep its comments, and nothing is written that could not be read again."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicebot.audio import wav
from voicebot.record.edits import Change, EditProblem, read, save, sound
from voicebot.replay.scenario import Does, load

TONE = b"\x10" * 8000
TEXT = """\
# Look it over.
name: call
description: Recorded call call.
caller: "+31600000900"
tags:
  - recorded
  - draft
steps:
  - wait: 1.5  # the caller hesitated
    when: bot_done
  - say: call/01.wav
    text: Mijn naam is [naam].
    draft: true
  - keys: "11111"  # what was keyed is not kept
  - say: call/02.wav  # silenced; say it again, or put keys here
    text: '[nummer]'
    draft: true
expect:
  outcome:  # any; leave the right one
    - solved
    - callback
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    for number in ("01", "02"):
        wav.write(tmp_path / "call" / f"{number}.wav", [TONE], mulaw=True)
    (tmp_path / "call.yaml").write_text(TEXT)
    return tmp_path / "call.yaml"


def edit(path: Path, first: Change | None = None, second: Change | None = None, **more: str) -> None:
    changes = {
        1: first or Change("Mijn naam is [naam]."), 3: second or Change("[nummer]"),
    }  # fmt: skip
    version = more.pop("version", read(path).version)
    save(path, changes, more.get("description", "About an order."), more.get("outcome", ""), version)


def test_what_is_shown(path: Path):
    sheet = read(path)
    assert (sheet.name, sheet.drafts, sheet.outcomes) == ("call", 2, ("solved", "callback"))
    assert [one.step for one in sheet.utterances] == [1, 3]
    assert sheet.utterances[1].comment == "silenced; say it again, or put keys here"
    assert sound(path, 1) == TONE
    with pytest.raises(EditProblem, match="no such utterance"):
        sound(path, 0)


def test_a_checked_call_is_no_draft_any_more_and_keeps_its_comments(path: Path):
    edit(path, Change("Ik heet [naam].", "inform", checked=True), Change("", keys="42073#"), outcome="solved")
    text = path.read_text()
    for comment in ("# Look it over.", "# the caller hesitated", "# what was keyed is not kept"):
        assert comment in text
    scenario = load(path)
    assert [step.does for step in scenario.steps] == [Does.WAIT, Does.SAY, Does.KEYS, Does.KEYS]
    said, keys = scenario.steps[1], scenario.steps[3]
    assert (said.draft, said.expect.intent, keys.text) == (False, "inform", "42073#")
    assert scenario.tags == ("recorded",)
    assert scenario.description == "About an order."
    assert [outcome.value for outcome in scenario.expect.outcome] == ["solved"]


def test_what_nobody_listened_to_stays_a_draft(path: Path):
    edit(path, Change("Ik heet [naam].", checked=True))
    assert load(path).tags == ("recorded", "draft")
    assert read(path).drafts == 1


def test_an_utterance_of_nobody_goes_and_a_part_can_be_silenced(path: Path):
    edit(path, Change("x", silence=(0.25, 0.5)), Change("", remove=True))
    assert len(load(path).steps) == 3
    audio = sound(path, 1)
    assert audio == TONE[:2000] + b"\xff" * 2000 + TONE[4000:]


@pytest.mark.parametrize(
    ("first", "more", "problem"),
    [
        (Change(""), {}, "write what is said"),
        (Change("", keys="12a"), {}, "keys are"),
        (Change("x", silence=(0.5, 0.2)), {}, "silence goes from"),
        (Change("x"), {"version": "old"}, "changed meanwhile"),
    ],
)
def test_what_cannot_be_kept_changes_nothing(path: Path, first: Change, more: dict, problem: str):
    with pytest.raises(EditProblem, match=problem):
        edit(path, first, **more)
    assert path.read_text() == TEXT
    assert sorted(file.name for file in path.parent.iterdir()) == ["call", "call.yaml"]


def test_what_the_reader_refuses_is_not_written(path: Path):
    text = TEXT.replace("hesitated\n", "hesitated\n    colour: red\n")
    path.write_text(text)
    with pytest.raises(EditProblem, match=r"call\.yaml:\d+: a step has no key 'colour'"):
        edit(path)
    assert path.read_text() == text


def test_what_is_no_scenario_is_said(path: Path):
    for text in ("- a\n", "steps: 3\n", "a: [", "\xff"):
        path.write_bytes(text.encode("latin-1"))
        with pytest.raises(EditProblem, match=r"call\.yaml"):
            read(path)

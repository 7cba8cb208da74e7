"""The virtual line: what the call asks for comes back in stream time, marks when the sound was played."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from audio_fixtures.background import mix
from voicebot.audio import wav
from voicebot.audio.frames import SILENCE_BYTE, SILENCE_FRAME
from voicebot.call import commands as do
from voicebot.call import events as ev
from voicebot.call.fakes import FakeDialogue, FakeSynthesizer, FakeTranscriber
from voicebot.call.ledger import Kind
from voicebot.call.outcome import Outcome
from voicebot.call.ports import PartError
from voicebot.call.replies import Reply
from voicebot.call.rules import CallRules
from voicebot.replay.player import ScenarioCaller
from voicebot.replay.scenario import Does, Expect, Scenario, Step, When
from voicebot.replay.timeline import What
from voicebot.replay.virtual import HEARING_SECONDS, Played, VirtualHouse, recording, speakerphone

RULES = CallRules("Goedendag.", "test-1", idle=1000.0)  # ten letters: 0.2 s of the fake's speech
HELLO_ENDS = 0.22
QUESTION = wav.read(Path(__file__).parents[3] / "audio_fixtures" / "order_status" / "vraag.wav").mono
SILENCE = recording(b"")
LONG = Reply(("Dit is een heel lang antwoord waar niemand geduld voor heeft en dat maar door en door gaat.",))


def house(**parts: object) -> VirtualHouse:
    fakes = VirtualHouse(FakeTranscriber(), FakeDialogue(), FakeSynthesizer())
    return replace(fakes, **parts)  # type: ignore[arg-type]


def keys(at: float, text: str) -> list[ev.Event]:
    return [ev.KeyPressed(at, key) for key in text]


def test_the_disclosure_is_played_and_its_mark_returns_when_it_was() -> None:
    played = house().play(RULES, SILENCE, 1.0)
    assert [at for at, _ in played.times(do.Play)] == [0.01]
    assert bytes(played.bot).strip(b"\xff") == b"\x55" * 1600
    assert bytes(played.bot).index(b"\x55") == 160  # it was there at 0.01 s: from the next frame on
    (heard,) = [entry for entry in played.entries if entry.kind is Kind.DISCLOSURE and entry.data["heard"]]
    assert heard.at == HELLO_ENDS
    assert len(played.bot) == len(played.caller) == 8000


def test_a_question_is_heard_prepared_asked_and_answered() -> None:
    dialogue = FakeDialogue()
    played = house(dialogue=dialogue).play(RULES, recording(QUESTION, 1.0), 6.0)
    assert dialogue.asked == [("Waar is mijn bestelling?", "voice")]
    (asked, _), (answered, _) = played.times(do.AskDialogue)[0], played.times(do.Play)[1]
    assert answered == pytest.approx(asked + 0.04 + 0.01)
    drafts = [at for at, _ in played.times(do.Transcribe)]
    prepared = [at for at, _ in played.times(do.PrepareDialogue)]
    assert prepared[-1] == pytest.approx(drafts[-1] + HEARING_SECONDS)
    assert bytes(played.caller)[8000 : 8000 + len(QUESTION)] == QUESTION


def test_it_is_the_same_every_time() -> None:
    first, again = (house().play(RULES, recording(QUESTION, 1.0), 5.0) for _ in range(2))
    assert first == again


def test_a_slow_ear_makes_the_turn_end_later() -> None:
    fast, slow = (
        house(hearing=lambda _, wait=wait: wait)
        .play(RULES, recording(QUESTION, 1.0), 8.0)
        .times(do.AskDialogue)
        for wait in (0.1, 1.5)
    )
    assert slow[0][0] > fast[0][0] + 0.5


def test_a_dropped_draft_is_never_heard() -> None:
    ear = FakeTranscriber()
    halves = (
        QUESTION[:8000] + SILENCE_BYTE * 2400 + QUESTION[8000:]
    )  # 0.3 s: a draft is asked for and dropped
    played = house(transcriber=ear).play(RULES, recording(halves, 1.0), 6.0)
    assert played.times(do.DropTranscript)
    assert len(ear.heard) < len(played.times(do.Transcribe))


def test_keys_bring_a_question_and_the_caller_cuts_it_off() -> None:
    dialogue = FakeDialogue(default=LONG)
    played = house(dialogue=dialogue).play(RULES, recording(QUESTION, 1.0), 3.0, keys(0.1, "9#"))
    assert dialogue.asked[0] == ("9", "keys")
    ((stopped, _),) = played.times(do.StopPlayback)
    assert stopped > 1.2
    assert bytes(played.bot)[int(stopped * 8000) :].strip(b"\xff") == b""
    cut = [entry for entry in played.entries if entry.kind is Kind.BOT_TURN]
    assert [entry.data["heard"] for entry in cut] == [
        False
    ]  # the mark that the clear gave back proves nothing


def test_the_bots_own_voice_comes_back_late() -> None:
    caller = speakerphone(SILENCE, 0.12, lambda frame, late: mix(frame, late))
    played = house().play(RULES, caller, 1.0)
    at = bytes(played.bot).index(b"\x55")
    assert bytes(played.caller)[at : at + 960] == SILENCE_FRAME * 6
    assert bytes(played.caller)[at + 960 : at + 960 + 1600] == b"\x55" * 1600


def test_parts_that_fail_are_reported_and_the_call_ends() -> None:
    ear = FakeTranscriber([PartError("no ear")])
    played = house(transcriber=ear).play(RULES, recording(QUESTION, 1.0), 20.0)
    assert [command.outcome for _, command in played.times(do.EndCall)] == [Outcome.FAILED_TO_HUMAN]
    assert played.ended
    assert len(played.caller) < 20 * 8000
    played = house(dialogue=FakeDialogue(down=True)).play(RULES, recording(QUESTION, 1.0), 20.0)
    assert played.ended
    mute = FakeSynthesizer(fails={"Goedendag."})
    assert house(synthesizer=mute).play(RULES, SILENCE, 20.0).ended


def test_a_caller_must_give_whole_frames() -> None:
    with pytest.raises(ValueError, match=r"7 bytes at 0\.00 s"):
        house().play(RULES, lambda now, bot: b"\xff" * 7, 1.0)


def answers(*steps: Step) -> tuple[Played, ScenarioCaller]:
    """A scenario's caller on the virtual line; the fake dialogue answers, and says goodbye to 'nee'."""
    dialogue = FakeDialogue(default=Reply(("Kan ik nog iets doen?",), solved=True))
    caller = ScenarioCaller(Scenario(Path("x.yaml"), "x", "", "+31600000001", (), steps, EXPECT))
    told: list[do.Command] = []
    played = house(dialogue=dialogue).call(RULES, caller, 30.0, tell=told.append)
    assert told == [command for _, command in played.commands]
    return played, caller


EXPECT = Expect((Outcome.SOLVED,))
SAYS = Step(Does.SAY, When.BOT_DONE, 6, text="Waar is mijn bestelling?", audio=QUESTION)
HANGS_UP = Step(Does.HANG_UP, When.BOT_DONE, 9)


def test_a_scenarios_caller_waits_for_the_bot_says_its_part_and_hangs_up() -> None:
    played, caller = answers(SAYS, HANGS_UP)
    (said,) = played.timeline.of(What.CALLER)
    assert said.at == pytest.approx(HELLO_ENDS + 0.8, abs=0.03)
    start = round(said.at * 8000)
    assert bytes(played.caller)[start : start + len(QUESTION)] == QUESTION
    assert [moment.what for moment in played.timeline.moments][-1] is What.CALLER_HANGS_UP
    assert [command.outcome for _, command in played.times(do.EndCall)] == [Outcome.SOLVED]
    assert (played.ended, caller.problem, len(caller.acted)) == (True, None, 1)
    assert list(played.drafts.values()) == ["Waar is mijn bestelling?"]


def test_a_scenarios_caller_presses_keys_and_interrupts() -> None:
    keyed = Step(Does.KEYS, When.DURING_DISCLOSURE, 7, text="0")
    played, caller = answers(Step(Does.WAIT, When.AT_ONCE, 6, seconds=1.0), replace(keyed, when=When.AT_ONCE))
    assert [moment.text for moment in played.timeline.of(What.KEY)] == ["0"]
    assert [command.outcome for _, command in played.times(do.EndCall)] == [Outcome.HANDED_OVER]
    assert played.timeline.of(What.STREAM_CLOSED)
    assert [one.step.text for one in caller.acted] == ["0"]


def test_a_line_that_breaks_brings_the_caller_to_a_person() -> None:
    caller = ScenarioCaller(Scenario(Path("x.yaml"), "x", "", "+31600000001", (), (), EXPECT))
    played = house().call(RULES, caller, 2.0)
    assert [command.outcome for _, command in played.times(do.EndCall)] == [Outcome.FAILED_TO_HUMAN]


def test_a_scenario_goes_the_same_way_every_time() -> None:
    first, again = (answers(SAYS, HANGS_UP)[0] for _ in range(2))
    assert first == again

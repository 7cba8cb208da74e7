"""The caller speaks over the bot: it is cut off, goes on when that was not meant, or hears an answer."""

from __future__ import annotations

import pytest

from tests.unit.call.driver import World
from tests.unit.call.speaking import LONG, answers, draft, prepared, rules_of
from voicebot.call import commands as do
from voicebot.call import events as ev
from voicebot.call.ledger import Kind
from voicebot.call.replies import Expects
from voicebot.call.sentences import sentences, split_heard

# ── cutting the bot off ───────────────────────────────────────────────────────────────────────────────


def test_a_quarter_of_a_second_of_voice_stops_the_bot_in_the_same_frame():
    world = World(speech=LONG).start()
    answers(world)
    world.frames(0.22, voiced=True)
    assert world.of(do.StopPlayback) == []
    world.frames(0.02, voiced=True)
    assert len(world.of(do.StopPlayback)) == 1


def test_what_was_heard_of_a_sentence_that_was_cut_off_is_written_down():
    world = World(speech=LONG).start()
    answers(world)
    world.frames(1.96)
    world.frames(0.24, voiced=True)  # 2.2 s of 4 s, of which the line takes 0.1 s
    entry = world.ledger(Kind.BOT_TURN)[-1]
    assert entry.data["heard"] is False
    assert entry.data["heard_text"] == "Die komt morgen tussen"


@pytest.mark.parametrize(("text", "rejected"), [("Hm.", None), ("Ja.", None), ("", "no_speech")])
def test_after_a_false_alarm_the_bot_goes_on_at_the_word_where_it_stopped(text: str, rejected: str | None):
    world = World(speech=LONG).start()
    answers(world)
    world.frames(0.96)
    asked = len(world.of(do.AskDialogue))
    new = world.say(text, rejected=rejected)
    resumed = [command.text for command in new if isinstance(command, do.Synthesize)]
    assert resumed == ["morgen tussen tien en twaalf uur bij u aan."]
    assert rules_of(world) == ["B-03", "B-04"]
    assert len(world.of(do.AskDialogue)) == asked
    assert world.ledger(Kind.CALLER_TURN)[-1].rule_id == ("T-01" if rejected else "T-05")


def test_a_false_alarm_makes_the_bot_harder_to_stop_until_the_caller_says_something():
    world = World(speech=LONG).start()
    answers(world)
    world.say("Hm.")
    world.synthesize_all()
    world.frames(0.4, voiced=True)
    assert len(world.of(do.StopPlayback)) == 1
    world.frames(0.4, voiced=True)
    assert len(world.of(do.StopPlayback)) == 2
    world.frames(0.8)
    draft(world, "En mijn factuur?")
    world.reply("Die stuur ik u.")
    world.synthesize_all()
    world.frames(0.3, voiced=True)
    assert len(world.of(do.StopPlayback)) == 3


def music(world: World, seconds: float) -> None:
    """Sound without a pause; Whisper finds no words in any of it."""
    done = len(world.of(do.Transcribe))
    for _ in range(round(seconds / 0.02)):
        world.frames(0.02, voiced=True)
        if len(world.of(do.Transcribe)) > done:
            done = len(world.of(do.Transcribe))
            draft(world, "", rejected="no_speech")
            world.synthesize_all()


def test_music_without_a_pause_does_not_silence_the_bot_for_long_nor_again_and_again():
    world = World(speech=LONG).start()
    answers(world)
    music(world, 4.5)
    assert rules_of(world) == ["B-03", "B-04", "B-03", "B-04"]
    assert len(world.of(do.StopPlayback)) == 2
    assert len(world.of(do.Transcribe)) == 3
    assert world.give(ev.KeyPressed, "4") and len(world.of(do.StopPlayback)) == 3
    assert len(world.of(do.AskDialogue)) == 1


def test_a_caller_who_talks_on_and_on_over_the_bot_is_heard_whole():
    world = World(speech=LONG).start()
    answers(world)
    world.frames(1.0)
    world.frames(1.8, voiced=True)
    assert len(world.of(do.Transcribe)) == 2
    draft(world, "Nee, ik wil")
    world.frames(0.6, voiced=True)
    world.frames(0.2)
    assert len(world.of(do.Transcribe)) == 3
    assert world.of(do.Transcribe)[-1].draft == 2
    draft(world, "Nee, ik wil mijn factuur.")
    prepared(world)
    world.frames(0.5)
    assert world.of(do.AskDialogue)[-1].text == "Nee, ik wil mijn factuur."


def test_a_look_into_the_sound_that_takes_long_is_overtaken_by_the_whole_of_it():
    world = World(speech=LONG).start()
    answers(world)
    world.frames(1.8, voiced=True)
    world.frames(0.2)
    first, second = world.of(do.Transcribe)[1:]
    assert (first.draft, second.draft) == (1, 2)
    assert world.give(ev.TranscriptReady, first.turn_id, "Nee", 0.9, None, "base", 1) == []


def test_a_short_yes_while_the_bot_tells_something_does_not_even_stop_it():
    world = World(speech=LONG).start()
    answers(world)
    world.frames(0.2, voiced=True)
    world.frames(0.4)
    draft(world, "Ja.")
    world.frames(1.0)
    assert world.of(do.StopPlayback) == []
    assert world.ledger(Kind.CALLER_TURN)[-1].rule_id == "T-05"


def test_yes_while_it_is_asked_is_the_answer():
    world = World(speech=LONG).start()
    world.say("Waar is mijn bestelling?")
    world.reply("Klopt dat?", asks="check", expects=Expects.YES_NO)
    world.synthesize_all()
    world.frames(1.0)
    world.say("Ja.")
    assert world.of(do.AskDialogue)[-1].text == "Ja."


def test_yes_before_the_question_is_heard_is_no_answer_to_it():
    world = World(speech=LONG).start()
    world.say("Waar is mijn bestelling?")
    world.reply("Die komt morgen.", "Kan ik nog iets voor u doen?", expects=Expects.YES_NO)
    world.synthesize_all()
    new = world.say("Ja.")
    assert not [command for command in new if isinstance(command, do.AskDialogue)]


def test_a_bot_that_was_cut_off_after_its_last_word_says_nothing_twice():
    world = World(speech=LONG).start()
    answers(world)
    world.frames(3.96)
    new = world.say("Hm.")
    assert rules_of(world) == ["B-03", "B-04"]
    assert not [command for command in new if isinstance(command, do.Synthesize)]


def test_a_key_that_cuts_the_bot_off_is_no_false_alarm():
    world = World(speech=LONG).start()
    answers(world)
    world.give(ev.KeyPressed, "4")
    assert len(world.of(do.StopPlayback)) == 1
    assert world.call._interruption.false_alarm() == []


def test_the_bots_own_voice_is_told_to_the_gate_while_it_may_come_back():
    world = World(speech=LONG).start()
    assert world.call._voice.echo(world.at + 5) is None
    answers(world)
    assert world.call._voice.echo(world.at) == -20.0
    world.frames(3.9)
    assert world.call._voice.echo(world.at + 0.3) == -20.0
    assert world.call._voice.echo(world.at + 0.5) is None


@pytest.mark.parametrize(
    ("share", "heard", "rest"),
    [
        (-0.1, "", "een twee drie"),
        (0.0, "", "een twee drie"),
        (0.5, "een", "twee drie"),
        (0.64, "een twee", "drie"),
        (1.0, "een twee drie", ""),
        (1.5, "een twee drie", ""),
    ],
)
def test_a_text_is_split_where_it_was_cut_off(share: float, heard: str, rest: str):
    assert split_heard("een twee drie", share) == (heard, rest)


def test_sentences():
    assert sentences("Dag.  U krijgt 3.50 euro, e.d. op 4 mei. Klopt dat?") == [
        "Dag.",
        "U krijgt 3.50 euro, e.d. op 4 mei.",
        "Klopt dat?",
    ]
    assert sentences("") == [""]


# ── a yes that goes on ──────────────────────────────────────────────────────────────────────────────────


def yes_then(world: World, text: str, *, pause: float = 0.4) -> None:
    """To a question the caller says 'Ja', pauses, and over the first words of the answer ``text``."""
    world.say("Waar is mijn bestelling?")
    world.reply("Gaat het om bestelling 4 2 0 7 3?", asks="order_number", expects=Expects.YES_NO)
    world.hear_all()
    world.frames(0.4, voiced=True)
    world.frames(0.4)
    draft(world, "Ja.")
    world.reply("Die komt morgen tussen tien en twaalf.", solved=True)
    world.synthesize_all()
    world.frames(pause)
    world.frames(0.5, voiced=True)
    world.frames(0.2)
    draft(world, text)
    prepared(world, complete=0.9)
    world.frames(1.0)


def test_a_yes_that_goes_on_does_not_cost_the_answer():
    world = World(speech=LONG).start()
    yes_then(world, "Dat is goed.")
    assert [one.text for one in world.of(do.AskDialogue)] == ["Waar is mijn bestelling?", "Ja."]
    assert rules_of(world) == ["B-03", "B-04"]
    assert world.ledger(Kind.CALLER_TURN)[-1].rule_id == "T-05"
    assert "komt morgen" in world.of(do.Synthesize)[-1].text


@pytest.mark.parametrize(
    ("text", "pause"), [("Maar niet vandaag.", 0.4), ("Dat klopt niet.", 0.4), ("Ja, dat is goed.", 1.6)]
)
def test_whatever_else_is_said_after_a_yes_is_a_turn(text: str, pause: float):
    world = World(speech=LONG).start()
    yes_then(world, text, pause=pause)
    assert [one.text for one in world.of(do.AskDialogue)][-1] == text

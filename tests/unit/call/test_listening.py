"""The caller speaks: drafts, the end of a turn, going on after it, silence."""

from __future__ import annotations

import pytest

from tests.unit.call.driver import RULES, World
from tests.unit.call.speaking import LONG, claims, draft, prepared, rules_of
from voicebot.call import commands as do
from voicebot.call import events as ev
from voicebot.call import wording
from voicebot.call.ledger import Kind
from voicebot.call.machine import Call
from voicebot.call.outcome import Outcome
from voicebot.call.replies import Agreement, Expects
from voicebot.call.rules import CallRules
from voicebot.call.sentences import sentences
from voicebot.call.turns.utterance import TurnRules

# ── drafts ───────────────────────────────────────────────────────────────────────────────


def test_the_text_is_asked_for_after_a_short_pause_and_the_dialogue_prepares():
    world = World().start()
    world.frames(0.6, voiced=True)
    world.frames(0.14)
    assert world.of(do.Transcribe) == []
    world.frames(0.02)
    (first,) = world.of(do.Transcribe)
    assert (first.draft, first.final) == (1, False)
    draft(world, "Waar is mijn bestelling?")
    (ahead,) = world.of(do.PrepareDialogue)
    assert (ahead.text, ahead.expects, ahead.draft) == ("Waar is mijn bestelling?", Expects.OPEN, 1)
    assert world.of(do.AskDialogue) == []


def test_the_end_is_decided_when_the_text_is_there_already():
    world = World().start()
    world.frames(0.6, voiced=True)
    world.frames(0.4)
    draft(world, "Waar is mijn bestelling?")
    prepared(world)
    world.frames(0.18)
    assert world.of(do.AskDialogue) == []
    world.frames(0.02)
    (asked,) = world.of(do.AskDialogue)
    assert asked.text == "Waar is mijn bestelling?"
    assert len(world.of(do.Transcribe)) == 1


def test_a_caller_who_goes_on_is_heard_whole_and_the_draft_is_dropped():
    world = World().start()
    world.frames(0.6, voiced=True)
    world.frames(0.2)
    world.frames(0.4, voiced=True)
    assert [dropped.turn_id for dropped in world.of(do.DropTranscript)] == [1]
    assert draft(world, "Waar") == []  # its text comes all the same: nobody waits for it
    world.frames(0.2)
    one, two = world.of(do.Transcribe)
    assert (one.turn_id, two.turn_id, two.draft) == (1, 1, 2)
    assert len(two.audio) > len(one.audio) + 0.5 * 8000
    assert world.give(ev.TranscriptReady, 1, "Waar", 0.9, None, "base", 1) == []
    draft(world, "Waar is mijn bestelling?")
    prepared(world)
    world.frames(0.5)
    assert [asked.text for asked in world.of(do.AskDialogue)] == ["Waar is mijn bestelling?"]
    assert world.ledger(Kind.CALLER_TURN)[0].data["drafts"] == 2


def test_a_draft_whose_text_was_there_is_not_dropped_but_taken_back():
    world = World().start()
    world.frames(0.6, voiced=True)
    world.frames(0.2)
    draft(world, "Ik wil")
    world.frames(0.2, voiced=True)
    assert world.of(do.DropTranscript) == []
    assert prepared(world) == []  # what the dialogue thinks of it is of no use any more


def test_a_hanging_word_is_waited_for():
    world = World().start()
    world.frames(0.6, voiced=True)
    world.frames(0.2)
    draft(world, "Ik wil graag weten waar mijn")
    prepared(world)
    world.frames(2.2)
    assert world.of(do.AskDialogue) == []
    world.frames(0.12)
    assert len(world.of(do.AskDialogue)) == 1


def test_a_whole_number_ends_at_once():
    world = World().start()
    world.say("Waar is mijn bestelling?")
    world.reply("Uw nummer?", asks="order_number", expects=Expects.DIGITS, digits=5)
    world.hear_all()
    world.frames(0.6, voiced=True)
    world.frames(0.2)
    draft(world, "42073")
    ahead = world.of(do.PrepareDialogue)[-1]
    assert (ahead.expects, ahead.digits) == (Expects.DIGITS, 5)
    prepared(world, whole=True)
    assert world.of(do.AskDialogue)[-1].text == "42073"


def test_a_text_that_does_not_come_is_hurried_then_awaited_after_the_end():
    world = World().start()
    world.frames(0.6, voiced=True)
    world.frames(0.28)
    assert world.of(do.HurryTranscript) == []
    world.frames(0.02)
    assert world.of(do.HurryTranscript) == [do.HurryTranscript(1)]
    world.frames(RULES.turns.no_text)
    assert world.call._timers.running("hearing:1")
    world.frames(0.4, voiced=True)  # a turn of its own
    world.frames(0.2)
    assert [command.turn_id for command in world.of(do.Transcribe)] == [1, 2]
    world.give(ev.TranscriptReady, 1, "Waar is mijn bestelling?", 0.9, None, "base", 1)
    assert [asked.text for asked in world.of(do.AskDialogue)] == ["Waar is mijn bestelling?"]


def test_whisper_that_fails_on_a_draft_brings_a_person():
    world = World().start()
    world.frames(0.6, voiced=True)
    world.frames(0.2)
    world.give(ev.TranscriptFailed, 1, "crashed", 7)
    assert rules_of(world) == []
    world.give(ev.TranscriptFailed, 1, "crashed", 1)
    assert rules_of(world) == ["H-90", "W-03"]


def test_speech_without_end_is_cut_and_goes_on():
    world = World().start()
    world.frames(45, voiced=True)
    cut = world.of(do.Transcribe)
    assert len(cut) == 2
    assert all(command.final and len(command.audio) / 8000 <= RULES.turns.max_turn + 1 for command in cut)


def test_a_click_is_no_turn():
    rules = CallRules(disclosure="Dag.", disclosure_version="1", turns=TurnRules(min_voiced=0.5))
    world = World(Call(rules)).start()
    world.frames(0.2, voiced=True)
    world.frames(1.0)
    assert world.of(do.Transcribe) == []
    assert not world.call._caller.speaking


def test_speech_without_end_whose_draft_is_under_way_waits_for_that():
    world = World().start()
    world.frames(RULES.turns.max_turn - 0.16, voiced=True)
    world.frames(0.3)
    assert [command.final for command in world.of(do.Transcribe)] == [False]
    assert world.call._timers.running("hearing:1")


def test_texts_that_come_after_a_hand_over_change_nothing():
    world = World().start()
    world.frames(0.6, voiced=True)
    world.frames(0.2)
    world.give(ev.KeyPressed, "0")
    assert draft(world, "Waar is mijn bestelling?") == []
    assert world.give(ev.DialoguePrepared, 1, 1, None, True) == []


def test_packets_that_are_late_are_no_pause() -> None:
    """A pause of 0.3 s, in which the line stalls: what comes after it belongs to the same turn."""
    world = World().start()
    claims(world)
    stalled = world.at
    for _ in range(3):
        world.give(ev.TimePassed, after=0.1)
    assert world.ledger(Kind.CALLER_TURN) == []
    world.at = stalled  # the frames come in a burst, with their own times
    world.frames(0.6, voiced=True)
    world.frames(0.2)
    assert len(world.of(do.Transcribe)) == 2
    assert {one.turn_id for one in world.of(do.Transcribe)} == {1}


def test_a_claim_is_not_cut_at_its_first_full_stop() -> None:
    world = World().start()
    claims(world, story=True)
    world.frames(0.4)
    assert world.of(do.AskDialogue) == []
    world.frames(0.3)
    assert [one.text for one in world.of(do.AskDialogue)] == ["Ik wil een schade melden."]


def test_packets_that_stay_away_are_silence() -> None:
    world = World().start()
    world.frames(0.8, voiced=True)
    world.frames(0.2)
    draft(world, "Ik wil een schade melden.")
    prepared(world, complete=0.9)
    world.give(ev.TimePassed, after=0.35)
    assert world.of(do.AskDialogue) == []
    world.give(ev.TimePassed, after=0.1)
    assert [one.text for one in world.of(do.AskDialogue)] == ["Ik wil een schade melden."]


# ── going on ──────────────────────────────────────────────────────────────────────────────────────────────


def cut_short(world: World, **reply: object) -> None:
    """The caller pauses after 'Ik wil mijn bestelling', the bot begins to answer, and the caller goes on."""
    world.frames(0.6, voiced=True)
    world.frames(0.4)
    draft(world, "Ik wil mijn bestelling.")
    prepared(world)
    world.frames(0.22)
    world.reply("Wat is uw bestelnummer?", asks="order_number", **reply)
    world.synthesize_all()
    world.frames(0.5)
    world.frames(0.5, voiced=True)
    world.frames(0.4)
    draft(world, "Annuleren.")
    prepared(world)
    world.frames(1.0)


def test_a_caller_who_only_paused_is_heard_as_one_turn_and_gets_more_time():
    world = World(speech=LONG).start()
    cut_short(world)
    assert world.of(do.AskDialogue)[-1].text == "Ik wil mijn bestelling Annuleren."
    assert rules_of(world) == ["B-03", "T-06"]
    world.reply("Zal ik hem annuleren?")
    world.hear_all()
    world.frames(0.6, voiced=True)
    world.frames(0.4)
    draft(world, "Ja, graag.")
    prepared(world)
    world.frames(0.46)
    assert len(world.of(do.AskDialogue)) == 2
    world.frames(0.06)
    assert len(world.of(do.AskDialogue)) == 3


def test_what_was_answered_stays_a_turn_of_its_own():
    world = World(speech=LONG).start()
    cut_short(world, solved=True)
    assert world.of(do.AskDialogue)[-1].text == "Annuleren."


def test_a_caller_who_goes_on_before_the_bot_is_heard_is_one_turn_as_well():
    world = World(speech=LONG).start()
    world.frames(0.6, voiced=True)
    world.frames(0.4)
    draft(world, "Ik wil mijn")
    world.frames(2.16)
    world.frames(0.5, voiced=True)
    world.reply("Wat is uw bestelnummer?", asks="order_number")
    world.frames(0.4)
    draft(world, "factuur.")
    world.frames(0.5)
    assert world.of(do.AskDialogue)[-1].text == "Ik wil mijn factuur."


@pytest.mark.parametrize(("complete", "joined"), [(0.5, True), (0.8, False)])
def test_who_was_cut_off_in_what_may_be_a_part_has_longer_to_go_on(complete: float, joined: bool):
    world = World(speech=LONG).start()
    world.frames(0.6, voiced=True)
    world.frames(0.4)
    draft(world, "Ik wil graag mijn bestelling.")
    prepared(world, complete=complete)
    world.frames(0.42)
    world.reply("Wat is uw bestelnummer?", asks="order_number")
    world.synthesize_all()
    world.frames(1.2)
    world.say("Annuleren.")
    together = "Ik wil graag mijn bestelling Annuleren."
    assert world.of(do.AskDialogue)[-1].text == (together if joined else "Annuleren.")


def test_an_answer_after_the_bots_first_words_is_no_going_on():
    world = World(speech=LONG).start()
    world.say("Waar is mijn bestelling?")
    world.reply("Wat is uw bestelnummer?", asks="order_number")
    world.synthesize_all()
    world.frames(1.0)
    world.say("Dat weet ik niet.")
    assert world.of(do.AskDialogue)[-1].text == "Dat weet ik niet."


# ── silence, too many callers, time ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("expects", Expects)
def test_a_silent_caller_is_asked_in_other_words_then_offered_keys_or_a_person(expects: Expects):
    world = World().start()
    world.say("Waar is mijn bestelling?")
    world.reply("De vraag?", asks="x", expects=expects)
    world.hear_all()
    for expected in (wording.ASK_AGAIN[expects], None):
        world.frames(RULES.idle + 0.1)
        texts = [command.text for command in world.of(do.Synthesize)]
        if expected:
            assert texts[-2:] == sentences(expected)
        else:
            assert "medewerker" in texts[-1]
        world.hear_all()


def test_goodbye_to_a_silent_caller_says_that_what_was_agreed_stands():
    world = World().start()
    world.say("Ik wil annuleren.")
    world.reply(
        "Uw bestelling is geannuleerd.", solved=True, agreements=(Agreement("cancel", "Geannuleerd."),)
    )
    for _ in range(3):
        world.hear_all()
        world.frames(RULES.idle + 0.1)
    assert wording.AGREED in [command.text for command in world.of(do.Synthesize)]
    world.hear_all()
    assert world.of(do.EndCall)[0].outcome is Outcome.SOLVED
    assert len(world.of(do.SendConfirmation)) == 1


def test_one_caller_too_many_is_told_so_and_reaches_a_person():
    world = World()
    world.give(ev.StreamStarted, True, True)
    world.hear_all()
    world.hear_all()
    assert world.of(do.EndCall) == [do.EndCall(Outcome.HANDED_OVER, "H-35")]


def test_the_time_of_a_turn_is_written_down():
    world = World().start()
    world.frames(0.6, voiced=True)
    world.frames(0.4)
    draft(world, "Waar is mijn bestelling?")
    prepared(world)
    world.frames(0.2)
    world.give(ev.TimePassed, after=0.05)
    world.reply("Die komt morgen.")
    command = world.of(do.Synthesize)[-1]
    world.give(ev.SpeechReady, command.speech_id, LONG, after=0.02)
    (entry,) = world.ledger(Kind.TIMING)
    assert entry.rule_id == "L-01"
    assert entry.data == {
        "turn": 1,
        "silence": 0.6,
        "hearing": 0.0,
        "dialogue": 0.03,
        "speech": 0.02,
        "total": 0.65,
        "drafts": 1,
    }


def test_a_turn_without_an_answer_and_a_second_sentence_have_no_time():
    world = World().start()
    world.say("", rejected="no_speech")
    world.say("Waar is mijn bestelling?")
    world.reply("Die komt morgen.", "Kan ik nog iets voor u doen?")
    world.hear_all()
    assert len(world.ledger(Kind.TIMING)) == 1


def test_what_waits_for_the_disclosure_is_not_timed_and_the_next_answer_is():
    world = World()
    world.give(ev.StreamStarted)
    world.synthesize_all()
    world.say("Waar is mijn pakket?")
    world.give(ev.PlaybackMark, "speech-1.0")  # nobody was slow: the caller spoke meanwhile
    world.reply("Wat is uw bestelnummer?")
    world.hear_all()
    assert world.ledger(Kind.TIMING) == []
    world.say("42073")
    world.reply("Die komt morgen.")
    world.hear_all()
    assert [entry.data["turn"] for entry in world.ledger(Kind.TIMING)] == [2]

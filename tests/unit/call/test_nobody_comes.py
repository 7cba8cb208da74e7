"""A person is wanted: how long it takes, that nobody can come, and a caller who is back for that reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.call.driver import RULES, World
from voicebot.call import commands as do
from voicebot.call import events as ev
from voicebot.call import wording
from voicebot.call.handover import ROWS, TABLE
from voicebot.call.ledger import Kind
from voicebot.call.machine import Call
from voicebot.call.outcome import Outcome
from voicebot.call.phase import Phase
from voicebot.call.replies import Agreement
from voicebot.call.sentences import sentences
from voicebot.dialogue.tone import problems


def spoken(world: World) -> list[str]:
    return [command.text for command in world.of(do.Synthesize)][1:]  # the first is the disclosure


def wants_a_person(*, desk: tuple | None) -> World:
    world = World(desk=desk).start()
    world.give(ev.KeyPressed, "0")
    return world


def refused_twice() -> World:
    world = wants_a_person(desk=("nobody_free", None))
    world.reply("Er is nu niemand vrij. Mogen wij u terugbellen?", asks="callback_time")
    world.hear_all()
    world.give(ev.KeyPressed, "0")
    return world


# ── how long it takes ─────────────────────────────────────────────────────────────────────────────────────


def test_the_desk_is_asked_at_the_decision_while_the_caller_hears_why():
    world = wants_a_person(desk=None)
    (over,) = world.of(do.HandOver)
    assert (over.rule_id, over.live) == ("H-02", True)
    assert spoken(world) == []
    world.give(ev.DeskAnswered, "", 170.0)
    assert spoken(world) == [*sentences(TABLE["key_0"].say), "Het duurt ongeveer 3 minuten."]
    assert world.of(do.EndCall) == []
    world.hear_all()
    assert world.of(do.EndCall) == [do.EndCall(Outcome.HANDED_OVER, "H-02")]
    assert len(world.of(do.HandOver)) == 1


def test_a_desk_that_does_not_answer_keeps_nobody_waiting():
    world = wants_a_person(desk=None)
    world.give(ev.TimePassed, after=RULES.desk_limit)
    assert spoken(world) == sentences(TABLE["key_0"].say)
    world.give(ev.DeskAnswered, "closed", None)
    world.hear_all()
    assert world.of(do.EndCall) == [do.EndCall(Outcome.HANDED_OVER, "H-02")]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, ""),
        (0.0, wording.SOON),
        (59.0, wording.SOON),
        (60.0, wording.ONE_MINUTE),
        (90.0, "Het duurt ongeveer 2 minuten."),
        (900.0, "Het duurt ongeveer 15 minuten."),
        (931.0, wording.LONG),
    ],
)
def test_how_long_it_takes_in_words(seconds: float | None, said: str):
    assert wording.takes(seconds) == said
    assert not said or said in wording.FIXED


@pytest.mark.parametrize(
    ("seconds", "patience", "said"),
    [
        (None, 120.0, ""),
        (20.0, 30.0, wording.SOON),
        (40.0, 30.0, wording.LONGER),
        (85.0, 80.0, wording.LONGER),  # about a minute would fit, and would not be true
        (85.0, 90.0, wording.ONE_MINUTE),
        (100.0, 110.0, wording.LONGER),  # said would be two minutes
        (170.0, 180.0, "Het duurt ongeveer 3 minuten."),
        (2000.0, 3600.0, wording.LONG),
        (2000.0, 1800.0, wording.LONGER),
    ],
)
def test_no_longer_wait_is_announced_than_the_queue_lets_anybody_wait(
    seconds: float | None, patience: float, said: str
):
    assert wording.takes(seconds, patience) == said
    assert not said or said in wording.FIXED


def test_who_would_wait_too_long_hears_that_the_assistant_comes_back():
    world = wants_a_person(desk=("", 400.0, 120.0))
    assert spoken(world) == [*sentences(TABLE["key_0"].say), *sentences(wording.LONGER)]
    assert problems(wording.LONGER) == []
    (decided,) = [entry for entry in world.ledger(Kind.DECISION) if entry.rule_id == "W-03"]
    assert decided.data == {"refused": "", "wait": 400.0, "patience": 120.0}


# ── nobody can come ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("why", ["closed", "nobody_free"])
def test_the_dialogue_is_told_and_the_caller_stays(why: str):
    world = wants_a_person(desk=(why, None))
    (asked,) = world.of(do.AskDialogue)
    assert (asked.text, asked.source) == (why, "system")
    assert world.call.phase is Phase.TALKING
    assert [entry.rule_id for entry in world.ledger(Kind.DECISION)] == ["H-02", "W-03", "W-04"]
    world.reply("Er is nu niemand vrij. Mogen wij u terugbellen?", asks="callback_time")
    world.hear_all()
    world.say("Morgenochtend graag.")
    assert world.of(do.AskDialogue)[-1].text == "Morgenochtend graag."


def test_the_second_time_a_callback_is_promised():
    world = refused_twice()
    assert spoken(world)[-3:] == sentences(TABLE["nobody_free"].say)
    world.hear_all()
    assert world.of(do.EndCall) == [do.EndCall(Outcome.CALLBACK, "H-95")]
    over = world.of(do.HandOver)[-1]
    assert (over.rule_id, over.live) == ("H-95", False)
    (sent,) = world.of(do.SendConfirmation)
    assert [agreed.kind for agreed in sent.agreements] == ["callback"]


def test_nothing_is_promised_to_a_number_that_cannot_be_rung():
    world = World(desk=("closed", None))
    world.give(ev.StreamStarted, False)
    world.hear_all()
    world.give(ev.KeyPressed, "0")
    world.reply("Wij zijn gesloten.", asks="callback_time")
    world.hear_all()
    world.give(ev.KeyPressed, "0")
    world.hear_all()
    assert world.of(do.EndCall) == [do.EndCall(Outcome.CALLBACK, "H-96")]
    assert world.of(do.SendConfirmation) == []


@pytest.mark.parametrize("way", ["hangs up", "is silent"])
def test_who_leaves_before_it_is_agreed_is_called_back(way: str):
    world = wants_a_person(desk=("nobody_free", None))
    world.reply("Er is nu niemand vrij. Mogen wij u terugbellen?", asks="callback_time")
    world.hear_all()
    if way == "hangs up":
        world.give(ev.StreamStopped, ev.StopReason.HUNG_UP)
    else:
        for _ in range(4):
            world.frames(RULES.idle + 0.5)
            world.hear_all()
    assert world.of(do.EndCall) == [do.EndCall(Outcome.CALLBACK, "H-95")]


@pytest.mark.parametrize(
    "reply",
    [
        {"asks": None},
        {"asks": "more", "agreements": (Agreement("callback", "Wij bellen u morgen terug."),)},
    ],
)
def test_nothing_is_owed_once_it_is_agreed_or_refused(reply: dict):
    world = wants_a_person(desk=("nobody_free", None))
    world.reply("Er is nu niemand vrij. Mogen wij u terugbellen?", asks="callback_time")
    world.hear_all()
    world.say("Nee, laat maar.")
    world.reply("Goed.", **reply)
    world.hear_all()
    world.give(ev.StreamStopped, ev.StopReason.HUNG_UP)
    assert world.of(do.EndCall)[0].outcome is Outcome.CALLER_LEFT


def test_who_is_in_danger_hears_the_number_to_ring_all_the_same():
    world = World(desk=("closed", None)).start()
    world.say("Er is brand.")
    world.reply("", handover="fire")
    assert spoken(world)[:2] == ["Brandt het nu?", "Bel dan 112."]
    assert not any("verbind" in text for text in spoken(world))


def test_every_row_that_names_a_number_warns_without_promising_a_person():
    for row in ROWS:
        assert bool(row.warn) == any(number in row.say for number in ("112", "113"))
        assert "verbind" not in row.warn


def test_what_was_being_said_when_nobody_could_come_is_of_no_account():
    world = World(desk=None).start()
    world.frames(0.6, voiced=True)
    world.frames(0.3)
    world.give(ev.KeyPressed, "0")
    drafted = world.of(do.Transcribe)[-1]
    world.give(ev.DeskAnswered, "nobody_free", None)
    assert [dropped.turn_id for dropped in world.of(do.DropTranscript)] == [drafted.turn_id]
    world.give(ev.TranscriptReady, drafted.turn_id, "Hallo?", 0.9, None, "base", drafted.draft)
    assert [asked.source for asked in world.of(do.AskDialogue)] == ["system"]


def test_a_turn_that_waits_for_whisper_when_nobody_can_come_is_not_waited_for():
    world = World(desk=None).start()
    world.frames(0.6, voiced=True)
    world.frames(2.2)  # the turn is over; its text is not there
    turn = world.of(do.Transcribe)[-1]
    world.give(ev.KeyPressed, "0")
    world.give(ev.DeskAnswered, "nobody_free", None)
    world.give(ev.TranscriptReady, turn.turn_id, "Hallo?", 0.9, None, "base", turn.draft)
    world.reply("Er is nu niemand vrij. Mogen wij u terugbellen?", asks="callback_time")
    world.hear_all()
    assert len(world.of(do.AskDialogue)) == 1
    assert f"hearing:{turn.turn_id}" not in str(world.call.next_timer())


def test_a_call_that_was_too_long_and_gets_nobody_ends_soon():
    world = World(call=Call(replace(RULES, call_limit=4.0)), desk=("closed", None)).start()
    world.give(ev.TimePassed, after=4.0)
    assert "H-32" in [entry.rule_id for entry in world.ledger(Kind.DECISION)]
    world.reply("Wij zijn gesloten. Mogen wij u terugbellen?", asks="callback_time")
    world.hear_all()
    for _ in range(40):
        world.say("Eh, even kijken.")
        world.reply("Neem rustig de tijd.", asks="callback_time")
        world.hear_all()
        if world.of(do.EndCall):
            break
    assert world.of(do.EndCall) == [do.EndCall(Outcome.CALLBACK, "H-95")]


# ── back from the queue ───────────────────────────────────────────────────────────────────────────────────


def test_a_caller_who_is_back_hears_who_speaks_and_is_offered_a_callback():
    world = World()
    world.give(ev.StreamStarted, True, False, "nobody_free", True)
    assert [command.text for command in world.of(do.Synthesize)] == [wording.BACK]
    (asked,) = world.of(do.AskDialogue)
    assert (asked.text, asked.source) == ("nobody_free", "system")
    assert world.ledger(Kind.DISCLOSURE) == []
    world.give(ev.StreamStopped, ev.StopReason.HUNG_UP)
    assert world.of(do.EndCall) == [do.EndCall(Outcome.CALLBACK, "H-95")]


def test_a_caller_who_is_back_and_never_heard_the_disclosure_hears_it_first():
    world = World()
    world.give(ev.StreamStarted, True, True, "nobody_free", False)
    assert [command.text for command in world.of(do.Synthesize)] == [RULES.disclosure]
    world.hear_all()
    assert [command.text for command in world.of(do.Synthesize)][1] == wording.BACK
    assert [asked.source for asked in world.of(do.AskDialogue)] == ["system"]


def test_a_caller_who_is_back_can_ask_for_a_person_again():
    world = World()
    world.give(ev.StreamStarted, True, False, "nobody_free", True)
    world.reply("Er is nu niemand vrij. Mogen wij u terugbellen?", asks="callback_time")
    world.hear_all()
    world.give(ev.KeyPressed, "0")
    world.hear_all()
    assert world.of(do.EndCall) == [do.EndCall(Outcome.HANDED_OVER, "H-02")]


# ── whose people call back ────────────────────────────────────────────────────────────────────────────────


def test_the_dialogue_knows_for_which_queue_nobody_came():
    world = World(desk=("closed", None)).start()
    world.say("Ik wil schade melden.")
    assert world.of(do.AskDialogue)[-1].queue == ""
    world.reply("", handover="claim")
    assert [asked.queue for asked in world.of(do.AskDialogue)] == ["", "schade"]
    world.reply("Wij zijn gesloten. Mogen wij u terugbellen?", asks="callback_time")
    world.hear_all()
    world.say("Morgenochtend graag.")
    assert world.of(do.AskDialogue)[-1].queue == "schade"


@pytest.mark.parametrize("way", ["hangs up", "wants a person", "wants a callback"])
def test_who_calls_back_is_who_did_not_come(way: str):
    world = World(desk=("closed", None)).start()
    world.say("Ik wil schade melden.")
    world.reply("", handover="claim")
    world.reply("Wij zijn gesloten. Mogen wij u terugbellen?", asks="callback_time")
    world.hear_all()
    if way == "hangs up":
        world.give(ev.StreamStopped, ev.StopReason.HUNG_UP)
    elif way == "wants a person":
        world.give(ev.KeyPressed, "0")
    else:
        world.say("Ja, bel me maar.")
        world.reply("", handover="callback")
    world.hear_all()
    assert world.of(do.EndCall)[0].outcome is Outcome.CALLBACK
    over = world.of(do.HandOver)[-1]
    assert (over.queue, over.live) == ("schade", False)
    assert world.ledger(Kind.HANDOVER)[-1].data["queue"] == "schade"


def test_a_caller_who_is_back_is_called_back_by_the_queue_that_was_waited_for():
    world = World(desk=("nobody_free", None))
    world.give(ev.StreamStarted, True, False, "nobody_free", True, "klachten")
    assert world.of(do.AskDialogue)[-1].queue == "klachten"
    world.reply("Er is nu niemand vrij. Mogen wij u terugbellen?", asks="callback_time")
    world.hear_all()
    world.give(ev.KeyPressed, "0")
    world.hear_all()
    assert [over.queue for over in world.of(do.HandOver)] == ["algemeen", "klachten"]


def test_a_callback_that_was_simply_asked_for_is_anybody_s():
    world = World().start()
    world.say("Bel me terug.")
    world.reply("", handover="callback")
    world.hear_all()
    assert world.of(do.HandOver)[-1].queue == TABLE["callback"].queue

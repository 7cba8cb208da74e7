"""One test a transition of the call; the invariants over random events stand in test_invariants.py."""

from __future__ import annotations

import pytest

from tests.unit.call.driver import RULES, SPEECH, World
from voicebot.call import commands as do
from voicebot.call import events as ev
from voicebot.call import wording
from voicebot.call.handover import ROWS, TABLE, row_for
from voicebot.call.hints import HINTS
from voicebot.call.ledger import Kind
from voicebot.call.machine import Call, Phase
from voicebot.call.outcome import Outcome
from voicebot.call.replies import Agreement, Expects
from voicebot.call.sentences import sentences

LONG = b"\x55" * 16000  # 2 s


def ended(world: World) -> tuple[Outcome, str]:
    (end,) = world.of(do.EndCall)
    assert isinstance(world.commands[-1], do.HangUp)
    return end.outcome, end.rule_id


def said(world: World) -> list[str]:
    return [command.text for command in world.of(do.Synthesize)]


def test_first_thing_said_is_the_disclosure_and_its_mark_proves_it():
    world = World()
    world.give(ev.StreamStarted)
    assert said(world) == [RULES.disclosure]
    world.synthesize_all()
    assert world.ledger(Kind.DISCLOSURE) == []
    assert world.call.phase is Phase.DISCLOSING
    world.give(ev.PlaybackMark, world.of(do.Play)[0].mark, after=1.5)
    (entry,) = world.ledger(Kind.DISCLOSURE)
    assert entry.data == {"text": RULES.disclosure, "version": "v1", "heard": True}
    assert entry.at == 1.5
    assert world.call.phase is Phase.TALKING


def test_a_second_start_changes_nothing():
    world = World().start()
    assert world.give(ev.StreamStarted) == []


def test_what_is_said_during_the_disclosure_is_kept_and_answered_after_it():
    world = World()
    world.give(ev.StreamStarted)
    world.synthesize_all()
    world.say("Waar is mijn pakket?")
    assert world.of(do.AskDialogue) == []
    assert world.of(do.StopPlayback) == []
    world.give(ev.PlaybackMark, "speech-1.0")
    (asked,) = world.of(do.AskDialogue)
    assert asked.text == "Waar is mijn pakket?"


@pytest.mark.parametrize("how", ["key", "words"])
def test_a_person_asked_for_during_the_disclosure_comes_right_after_it(how: str):
    world = World()
    world.give(ev.StreamStarted)
    world.synthesize_all()
    if how == "key":
        world.give(ev.KeyPressed, "0")
    else:
        world.say("Medewerker graag")
    assert world.of(do.HandOver) == []
    world.give(ev.PlaybackMark, "speech-1.0")
    world.hear_all()
    assert ended(world) == (Outcome.HANDED_OVER, "H-02" if how == "key" else "H-01")


def test_disclosure_whose_mark_never_comes_is_played_again_then_a_person():
    world = World()
    world.give(ev.StreamStarted)
    world.synthesize_all()
    world.give(ev.TimePassed, after=10)
    assert said(world) == [RULES.disclosure] * 2
    world.synthesize_all()
    world.give(ev.TimePassed, after=10)
    assert ended(world) == (Outcome.FAILED_TO_HUMAN, "H-93")
    assert [entry.data["heard"] for entry in world.ledger(Kind.DISCLOSURE)] == [False, False]


def test_a_disclosure_that_cannot_be_spoken_reaches_a_person_in_silence():
    world = World()
    world.give(ev.StreamStarted)
    world.give(ev.SpeechFailed, 1, "crashed")
    assert ended(world) == (Outcome.FAILED_TO_HUMAN, "H-92")
    assert world.of(do.Play) == []


def test_turn_goes_to_whisper_then_the_dialogue_and_the_answer_is_spoken():
    world = World().start()
    world.say("Waar is mijn bestelling?")
    world.reply("Wat is uw bestelnummer?", asks="order_number", expects=Expects.DIGITS, digits=5, intent="x")
    world.hear_all()
    assert said(world)[-1] == "Wat is uw bestelnummer?"
    assert [entry.data["heard"] for entry in world.ledger(Kind.BOT_TURN)] == [True]
    (understood,) = world.ledger(Kind.UNDERSTOOD)
    assert understood.data["intent"] == "x"
    world.frames(0.6, voiced=True)
    world.frames(0.8)
    assert world.of(do.Transcribe)[-1].hint == HINTS[Expects.DIGITS]


def test_expected_number_of_keys_completes_the_answer():
    world = World().start()
    world.say("Waar is mijn bestelling?")
    world.reply("Uw nummer?", asks="order_number", expects=Expects.DIGITS, digits=5)
    for key in "42073":
        world.give(ev.KeyPressed, key)
    asked = world.of(do.AskDialogue)[-1]
    assert (asked.text, asked.source) == ("42073", "keys")


@pytest.mark.parametrize(("keys", "answer"), [("1", "1"), ("2", "2"), ("42073#", "42073")])
def test_a_number_keyed_instead_of_yes_is_taken_whole(keys: str, answer: str):
    world = World().start()
    world.say("Bestelling.")
    world.reply(
        "U wilt weten waar uw bestelling is, klopt dat?", asks="check", expects=Expects.YES_NO, digits=1
    )
    for key in keys:
        world.give(ev.KeyPressed, key)
    assert [asked.text for asked in world.of(do.AskDialogue)][1:] == [answer]


def test_hash_and_a_pause_complete_keyed_digits_and_star_starts_over():
    world = World().start()
    for key in "9*42#":
        world.give(ev.KeyPressed, key)
    assert world.of(do.AskDialogue)[-1].text == "42"
    world.reply("Dank u.")
    world.give(ev.KeyPressed, "7")
    world.give(ev.KeyPressed, "A")
    world.give(ev.TimePassed, after=3.1)
    assert world.of(do.AskDialogue)[-1].text == "7"
    world.reply("Dank u.")
    world.give(ev.KeyPressed, "#")
    assert len(world.of(do.AskDialogue)) == 2


def test_a_hash_after_a_complete_answer_does_not_cut_off_the_reply():
    world = World().start()
    world.say("Waar is mijn bestelling?")
    world.reply("Uw postcode?", asks="postcode", expects=Expects.DIGITS, digits=4)
    for key in "3512":
        world.give(ev.KeyPressed, key)
    world.reply("Die komt morgen.")
    world.synthesize_all()
    stops = len(world.of(do.StopPlayback))
    assert world.give(ev.KeyPressed, "#") == []
    assert len(world.of(do.StopPlayback)) == stops


def test_zero_inside_a_number_is_a_digit():
    world = World().start()
    for key in "420":
        world.give(ev.KeyPressed, key)
    assert world.call.phase is Phase.TALKING
    world.give(ev.KeyPressed, "#")
    world.reply("En uw postcode?", asks="postcode", expects=Expects.POSTCODE, digits=4)
    for key in "10":
        world.give(ev.KeyPressed, key)
    assert world.call.phase is Phase.TALKING


@pytest.mark.parametrize("before", ["", "5"])
@pytest.mark.parametrize("disclosed", [True, False])
def test_zero_after_a_slip_of_the_finger_brings_a_person(before: str, disclosed: bool):
    world = World().start() if disclosed else World()
    if not disclosed:
        world.give(ev.StreamStarted)
    for key in before + "0":
        world.give(ev.KeyPressed, key)
    world.hear_all()
    world.hear_all()
    assert [over.rule_id for over in world.of(do.HandOver)] == ["H-02"]


def test_noise_that_goes_on_does_not_make_the_bot_repeat_itself_for_ever():
    world = World(speech=LONG).start()
    world.say("Waar is mijn bestelling?")
    world.reply("Wat is uw bestelnummer?", asks="order_number")
    for _ in range(30):
        world.synthesize_all()
        world.say("", rejected="no_speech")
    assert said(world).count("Wat is uw bestelnummer?") == 2
    assert [entry.rule_id for entry in world.ledger(Kind.DECISION)] == ["B-03", "B-04"]


def test_an_answer_that_nobody_heard_solved_nothing():
    world = World().start()
    world.say("Waar is mijn bestelling?")
    world.reply("Die komt morgen.", solved=True)
    world.give(ev.StreamStopped, ev.StopReason.HUNG_UP)
    assert ended(world) == (Outcome.CALLER_LEFT, "O-02")


def test_an_answer_heard_to_its_end_solved_the_call():
    world = World().start()
    world.say("Waar is mijn bestelling?")
    world.reply("Die komt morgen.", "Kan ik nog iets voor u doen?", solved=True)
    world.hear_all()
    world.give(ev.StreamStopped, ev.StopReason.HUNG_UP)
    assert ended(world) == (Outcome.SOLVED, "O-01")


@pytest.mark.parametrize("condition", [row.condition for row in ROWS if row.say])
def test_every_row_that_speaks_is_said_before_the_transfer(condition: str):
    world = World().start()
    world.say("Iets")
    world.reply(handover=condition, intent="iets")
    row = TABLE[condition]
    assert said(world)[-len(sentences(row.say)) :] == sentences(row.say)
    assert world.of(do.EndCall) == []
    world.hear_all()
    (over,) = world.of(do.HandOver)
    assert (over.queue, over.priority, over.rule_id) == (row.queue, row.priority, row.rule_id)
    assert over.summary.endswith("Last understood: iets.")
    assert ended(world) == (row.outcome, row.rule_id)
    confirmed = [agreement.text for c in world.of(do.SendConfirmation) for agreement in c.agreements]
    assert confirmed == ([row.confirm] if row.confirm else [])


def test_unknown_condition_still_reaches_a_person():
    assert row_for("typo") is TABLE["asked_person"]


def test_person_asked_while_the_dialogue_thinks_does_not_wait_for_it():
    world = World().start()
    world.say("Waar is mijn bestelling?")
    world.say("Laat maar, medewerker!")
    assert world.call.phase is Phase.LEAVING
    assert world.reply("Uw nummer?") == []
    world.hear_all()
    assert ended(world)[1] == "H-01"


def test_person_asked_during_goodbye():
    world = World().start()
    world.say("Nee dank u")
    world.reply("Tot ziens.", ends_call=True)
    world.give(ev.KeyPressed, "0")
    assert world.of(do.StopPlayback)
    world.hear_all()
    assert ended(world) == (Outcome.HANDED_OVER, "H-02")


def test_a_second_request_during_a_hand_over_changes_nothing():
    world = World().start()
    world.give(ev.KeyPressed, "0")
    assert world.give(ev.KeyPressed, "0") == []
    world.frames(0.6, voiced=True)
    world.frames(0.8)
    assert world.of(do.Transcribe) == []


@pytest.mark.parametrize(("solved", "expected"), [(True, "O-03"), (False, "O-04")])
def test_goodbye(solved: bool, expected: str):
    world = World().start()
    world.say("Dank u, dag")
    world.reply("Tot ziens.", ends_call=True, solved=solved)
    world.hear_all()
    assert ended(world) == (Outcome.SOLVED if solved else Outcome.CALLER_LEFT, expected)


def test_hanging_up_during_goodbye_is_no_failure():
    world = World().start()
    world.say("Dag")
    world.reply("Tot ziens.", ends_call=True, solved=True)
    world.give(ev.StreamStopped, ev.StopReason.LOST)
    assert ended(world) == (Outcome.SOLVED, "O-03")


def test_a_part_that_fails_during_goodbye_does_not_hold_the_caller():
    world = World().start()
    world.say("Dag")
    world.reply("Tot ziens.", ends_call=True, solved=True)
    world.frames(0.6, voiced=True)
    world.frames(0.8)
    world.give(ev.TranscriptFailed, world.of(do.Transcribe)[-1].turn_id, "crashed")
    assert world.call.phase is Phase.LEAVING
    world.hear_all()
    assert ended(world) == (Outcome.SOLVED, "O-03")


def test_agreements_are_confirmed_once_with_the_address_on_file():
    world = World().start()
    world.say("Waar is mijn bestelling?")
    world.reply(
        "Morgen.", solved=True, agreements=(Agreement("order", "Morgen."),), contact_email="a@example.nl"
    )
    world.hear_all()
    world.give(ev.StreamStopped, ev.StopReason.HUNG_UP)
    world.give(ev.StreamStopped, ev.StopReason.HUNG_UP)
    (sent,) = world.of(do.SendConfirmation)
    assert sent == do.SendConfirmation((Agreement("order", "Morgen."),), "a@example.nl")
    assert ended(world) == (Outcome.SOLVED, "O-01")


def test_hanging_up_with_a_question_open_is_a_caller_who_left():
    world = World().start()
    world.say("Waar is mijn bestelling?")
    world.reply("Uw nummer?", asks="order_number", solved=True)
    world.give(ev.StreamStopped, ev.StopReason.HUNG_UP)
    assert ended(world) == (Outcome.CALLER_LEFT, "O-02")


def test_hanging_up_in_the_disclosure():
    world = World()
    world.give(ev.StreamStarted)
    world.give(ev.StreamStopped, ev.StopReason.HUNG_UP)
    assert ended(world) == (Outcome.CALLER_LEFT, "O-02")
    assert [entry.rule_id for entry in world.ledger(Kind.DISCLOSURE)] == ["C-03"]


@pytest.mark.parametrize("reason", [r for r in ev.StopReason if r is not ev.StopReason.HUNG_UP])
def test_a_dead_stream_reaches_a_person(reason: ev.StopReason):
    world = World().start()
    world.give(ev.StreamStopped, reason)
    assert ended(world) == (Outcome.FAILED_TO_HUMAN, "H-94")


def test_a_stream_lost_while_handing_over_keeps_its_queue():
    world = World().start()
    world.say("x")
    world.reply(handover="claim")
    world.give(ev.StreamStopped, ev.StopReason.LOST)
    assert ended(world) == (Outcome.HANDED_OVER, "H-10")


@pytest.mark.parametrize(
    ("event", "rule"),
    [
        (ev.TranscriptFailed, "H-90"),
        (None, "H-90"),
    ],
)
def test_whisper_that_fails_or_stays_silent(event: type | None, rule: str):
    world = World().start()
    world.frames(0.6, voiced=True)
    world.frames(0.8)
    if event:
        world.give(event, world.of(do.Transcribe)[-1].turn_id, "crashed")
    else:
        world.give(ev.TimePassed, after=RULES.turns.no_text)
        world.give(ev.TimePassed, after=RULES.hearing_limit + 1)
    world.hear_all()
    assert ended(world) == (Outcome.FAILED_TO_HUMAN, rule)
    assert world.ledger(Kind.ERROR)


@pytest.mark.parametrize("how", ["failed", "silent"])
def test_dialogue_that_fails_or_stays_silent(how: str):
    world = World().start()
    world.say("Hallo")
    if how == "failed":
        world.give(ev.ReplyFailed, world.of(do.AskDialogue)[-1].turn_id, "down")
    else:
        world.give(ev.TimePassed, after=RULES.answering_limit + 1)
    world.hear_all()
    assert ended(world) == (Outcome.FAILED_TO_HUMAN, "H-91")


@pytest.mark.parametrize("how", ["failed", "silent"])
def test_speech_that_fails_ends_with_a_person_even_if_that_cannot_be_said(how: str):
    world = World().start()
    world.say("Hallo")
    world.reply("Dag!")
    for _ in range(2):  # the answer, then the announcement, in two sentences
        if how == "failed":
            for command in world.of(do.Synthesize)[-2:]:
                world.give(ev.SpeechFailed, command.speech_id, "crashed")
        else:
            world.give(ev.TimePassed, after=RULES.speech_limit + 1)
    assert ended(world) == (Outcome.FAILED_TO_HUMAN, "H-92")


def test_answers_to_nothing_are_ignored():
    world = World().start()
    for event, *args in (
        (ev.TranscriptReady, 99, "x", 1.0),
        (ev.TranscriptFailed, 99, "x"),
        (ev.ReplyFailed, 99, "x"),
        (ev.SpeechReady, 99, SPEECH),
        (ev.SpeechReady, 1, SPEECH),
        (ev.SpeechFailed, 99, "x"),
        (ev.PlaybackMark, "nonsense"),
        (ev.TimerFired, "idle"),
    ):
        assert world.give(event, *args) == []
    assert world.call.phase is Phase.TALKING


def test_reply_to_a_question_not_asked_is_ignored():
    from voicebot.call.replies import Reply

    world = World().start()
    assert world.give(ev.ReplyReady, 7, Reply(("x",))) == []


def test_unclear_speech_is_asked_again_in_other_words_then_a_person():
    world = World().start()
    for text in wording.UNCLEAR:
        world.say("???", rejected="unclear")
        assert said(world)[-2:] == sentences(text)
        world.hear_all()
    world.say("???", rejected="unclear")
    world.hear_all()
    assert ended(world) == (Outcome.HANDED_OVER, "H-30")


def test_noise_and_empty_text_are_no_turn():
    world = World().start()
    before = said(world)
    world.say("", rejected="no_speech")
    world.say("  ")
    assert said(world) == before
    assert world.of(do.AskDialogue) == []


def test_noise_that_cut_the_bot_off_gives_it_the_word_back():
    world = World(speech=LONG).start()
    world.say("Waar is mijn bestelling?")
    world.reply("Die komt morgen.")
    world.synthesize_all()
    world.say("", rejected="no_speech")
    assert world.of(do.StopPlayback)
    assert said(world).count("Die komt morgen.") == 2


def test_a_slot_is_never_asked_a_third_time():
    world = World().start()
    for _ in range(2):
        world.say("Eh")
        world.reply("Uw nummer?", asks="order_number")
        world.hear_all()
    world.say("Eh")
    world.reply("Uw nummer?", asks="order_number")
    world.hear_all()
    assert ended(world) == (Outcome.HANDED_OVER, "H-31")


def test_silent_caller_is_asked_twice_then_goodbye():
    world = World().start()
    for text in (wording.ASK_AGAIN[Expects.OPEN], wording.SPEAK_OR_PERSON):
        world.frames(RULES.idle + 0.1)
        assert said(world)[-2:] == sentences(text)
        world.hear_all()
    world.frames(RULES.idle + 0.1)
    assert said(world)[-4:] == [wording.NOBODY_THERE, wording.NOTHING_CHANGED, *sentences(wording.GOODBYE)]
    world.hear_all()
    assert ended(world) == (Outcome.CALLER_LEFT, "O-04")


def test_barge_in_stops_interruptible_speech_and_late_marks_prove_nothing():
    world = World().start()
    world.say("Waar is mijn bestelling?")
    world.reply("Die komt morgen.")
    world.synthesize_all()
    mark = world.of(do.Play)[-1].mark
    world.frames(0.4, voiced=True)
    assert world.of(do.StopPlayback)
    world.give(ev.PlaybackMark, mark)
    assert [entry.data["heard"] for entry in world.ledger(Kind.BOT_TURN)] == [False]


def test_lost_mark_of_an_answer_is_not_heard_and_the_call_goes_on():
    world = World().start()
    world.say("Waar is mijn bestelling?")
    world.reply("Die komt morgen.")
    world.synthesize_all()
    world.give(ev.TimePassed, after=RULES.mark_grace + 1)
    assert [entry.data["heard"] for entry in world.ledger(Kind.BOT_TURN)] == [False]
    assert world.call.phase is Phase.TALKING


def test_speeches_are_played_in_order_though_synthesized_out_of_order():
    world = World().start()
    world.say("Hallo")
    world.reply("Een.", "Twee.")
    first, second = (command.speech_id for command in world.of(do.Synthesize)[-2:])
    world.give(ev.SpeechReady, second, SPEECH)
    assert [play.speech_id for play in world.of(do.Play)] == [1]
    world.give(ev.SpeechReady, first, SPEECH)
    assert [play.speech_id for play in world.of(do.Play)] == [1, first, second]


def test_a_call_has_a_longest_length():
    world = World().start()
    while not world.of(do.EndCall) and world.at < RULES.call_limit + 60:
        world.say("Hm")
        if world.call.phase is Phase.TALKING:
            world.reply("Ja.")
        world.hear_all()
    assert ended(world) == (Outcome.HANDED_OVER, "H-32")


def test_nothing_happens_before_the_start_or_after_the_end():
    call = Call(RULES)
    assert call.next_timer() is None
    assert call.handle(ev.MediaFrame(0.0, b"\xff" * 160, True)) == []
    assert call.handle(ev.KeyPressed(0.0, "0")) == []
    call.handle(ev.StreamStopped(0.0, ev.StopReason.HUNG_UP))
    assert call.phase is Phase.ENDED
    assert call.handle(ev.StreamStarted(1.0)) == []


def test_next_timer_tells_when_to_come_back():
    world = World().start()
    due, name = world.call.next_timer()
    assert (name, round(due, 2)) == ("idle", round(world.at + RULES.idle, 2))


def test_the_last_moment_of_several_timers_ends_the_call_only_once():
    world = World()
    world.give(ev.StreamStarted)
    world.give(ev.TimePassed, after=5000)
    assert ended(world) == (Outcome.FAILED_TO_HUMAN, "H-92")

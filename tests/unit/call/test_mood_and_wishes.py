"""What the mood, a second wish, a slower voice and a callback do to a call."""

from __future__ import annotations

import pytest

from tests.unit.call.driver import RULES, World
from voicebot.call import commands as do
from voicebot.call import events as ev
from voicebot.call import wording
from voicebot.call.delivery import MOST, NORMAL, Delivery, Manner
from voicebot.call.handover import TABLE
from voicebot.call.ledger import Kind
from voicebot.call.outcome import Outcome
from voicebot.call.replies import Expects
from voicebot.call.sentences import sentences

OFFER = "Kan ik nog iets voor u doen?"


def in_sentences(*texts: str) -> list[str]:
    return [piece for text in texts for piece in sentences(text)]


def said(commands: list) -> list[str]:
    return [command.text for command in commands if isinstance(command, do.Synthesize)]


def asked(commands: list) -> list[str]:
    return [command.text for command in commands if isinstance(command, do.AskDialogue)]


def test_the_offer_comes_last():
    world = World().start()
    world.say("waar is mijn bestelling")
    assert said(world.reply("Die komt morgen.", offer=OFFER, solved=True)) == in_sentences(
        "Die komt morgen.", OFFER
    )


def test_an_annoyed_caller_hears_one_apology_and_short_offers():
    world = World().start()
    world.say("dit is al de derde keer")
    new = world.reply("Uw nummer?", asks="order_number", mood=("F-02",))
    assert said(new) == in_sentences(wording.APOLOGY, "Uw nummer?")
    (entry,) = [e for e in world.ledger(Kind.DECISION) if e.rule_id == "F-90"]
    assert entry.data == {"level": "irritated", "because": "F-02"}
    world.hear_all()
    world.say("42073")
    new = world.reply("Die komt morgen.", offer=OFFER, solved=True, corrects=True)
    assert said(new) == in_sentences("Die komt morgen.", wording.SHORT_OFFER)


def test_an_annoyed_caller_who_asks_for_a_person_does_not_wait_behind_calm_ones():
    priorities = []
    for mood in ((), ("F-02",)):
        world = World().start()
        world.say("dit is al de derde keer")
        world.reply("Uw nummer?", asks="order_number", mood=mood)
        world.hear_all()
        (person,) = [one for one in world.give(ev.KeyPressed, "0") if isinstance(one, do.HandOver)]
        priorities.append(person.priority)
    assert priorities == [TABLE["key_0"].priority, TABLE["frustrated"].priority] == [3, 2]


def test_an_angry_caller_reaches_a_person_with_the_reasons():
    world = World().start()
    world.say("wat een waardeloze computer, ik ben het zat")
    world.reply("Uw nummer?", asks="order_number", mood=("F-01", "F-05"))
    world.hear_all()
    world.say("nee")
    new = world.reply("Welk nummer dan?", rejected=True, corrects=True)
    assert said(new) == in_sentences(TABLE["frustrated"].say)
    world.hear_all()
    (over,) = world.of(do.HandOver)
    assert over.summary.endswith("Mood: angry (F-01 F-05 F-31 F-32).")


def test_an_angry_caller_who_is_answered_hears_the_answer_and_the_way_to_a_person():
    world = World().start()
    world.say("rotding")
    new = world.reply("Die komt morgen.", offer=OFFER, solved=True, mood=("F-01", "F-02", "F-03"))
    assert said(new) == in_sentences(wording.APOLOGY, "Die komt morgen.", wording.SHORT_OFFER)
    world.hear_all()
    world.say("waar blijft hij nou")
    assert said(world.reply("Morgen.", mood=("F-04",))) == in_sentences(TABLE["frustrated"].say)


def test_annoyance_that_grows_is_answered_with_a_person_not_with_a_second_apology():
    world = World().start()
    world.say("schiet op")
    world.reply("Die komt morgen.", solved=True, mood=("F-04",))
    world.hear_all()
    world.say("belachelijk")
    new = world.reply("Die komt morgen.", solved=True, mood=("F-03", "F-02"))
    assert said(new) == in_sentences(wording.PERSON_OFFER, "Die komt morgen.")


def test_conduct_alone_annoys_after_two_signals():
    world = World().start()
    world.say("mompel", rejected="unclear")
    world.hear_all()
    world.say("mijn factuur")
    assert said(world.reply("U wilt uw adres wijzigen, klopt dat?", asks="check"))[0] not in wording.APOLOGY
    world.hear_all()
    world.say("nee")
    assert said(world.reply("Waarmee kan ik u helpen?", rejected=True))[0] in wording.APOLOGY


def test_the_same_wish_again_after_its_answer_counts():
    world = World().start()
    for _ in range(3):
        world.say("waar is mijn bestelling")
        world.reply("Die komt morgen.", wish="order_status", solved=True)
        world.hear_all()
    reasons = [e.data["because"] for e in world.ledger(Kind.DECISION) if e.rule_id == "F-90"]
    assert reasons == ["F-30 F-30"]


def test_speaking_through_answers_counts_from_the_second_time():
    world = World(speech=b"\x55" * 32000).start()
    for _ in range(3):
        world.say("waar is mijn bestelling")
        world.reply("Die komt morgen.")
        world.synthesize_all()
        world.frames(1.0)
    world.frames(0.4, voiced=True)
    world.frames(1.0)
    turn = world.of(do.Transcribe)[-1]
    world.give(ev.TranscriptReady, turn.turn_id, "en mijn factuur", 0.9, None, "base")
    world.reply("Die stuur ik u.")
    reasons = [e.data["because"] for e in world.ledger(Kind.DECISION) if e.rule_id == "F-90"]
    assert reasons == ["F-33 F-33"]


def test_a_second_wish_is_asked_once_the_first_is_answered():
    world = World().start()
    world.say("waar is mijn bestelling en ik wil mijn factuur")
    world.reply("Uw nummer?", asks="order_number", also="ik wil mijn factuur")
    world.hear_all()
    world.say("42073")
    new = world.reply("Die komt morgen.", solved=True, offer=OFFER)
    assert said(new) == in_sentences("Die komt morgen.", wording.SECOND_WISH)
    assert asked(new) == ["ik wil mijn factuur"]
    assert [e.rule_id for e in world.ledger(Kind.DECISION)] == ["T-04"]
    assert said(world.reply("Die stuur ik u.", solved=True, offer=OFFER)) == in_sentences(
        "Die stuur ik u.", OFFER
    )


def test_no_apology_in_a_goodbye():
    world = World().start()
    world.say("rot op")
    assert said(world.reply("Tot ziens.", ends_call=True, mood=("F-01",))) == in_sentences("Tot ziens.")


def test_slower_and_louder_hold_for_all_that_follows():
    world = World().start()
    world.say("kunt u langzamer praten")
    (first,) = [c for c in world.reply("Goed.", manner=Manner.SLOWER) if isinstance(c, do.Synthesize)]
    assert first.delivery == Delivery(slower=1)
    world.hear_all()
    world.say("en harder")
    (then,) = [c for c in world.reply("Goed.", manner=Manner.LOUDER) if isinstance(c, do.Synthesize)]
    assert then.delivery == Delivery(slower=1, louder=1)


def test_there_is_a_limit_to_slow_and_loud():
    way = NORMAL
    for _ in range(5):
        way = way.asked(Manner.SLOWER).asked(Manner.LOUDER)
    assert way == Delivery(MOST, MOST)


def test_a_caller_who_asked_for_a_moment_gets_it():
    world = World().start()
    world.say("wacht even ik pak het erbij")
    world.reply("Neem de tijd.", wait=60.0)
    world.hear_all()
    world.frames(RULES.idle + 30)
    asking = sentences(wording.ASK_AGAIN[Expects.OPEN])[1]
    assert asking not in said(world.commands)
    world.frames(31)
    assert asking in said(world.commands)
    world.hear_all()
    world.say("ik heb het")
    world.reply("Zegt u het maar.")
    world.hear_all()
    world.frames(RULES.idle + 0.1)
    assert said(world.commands).count(asking) == 2


@pytest.mark.parametrize("hangs_up", [False, True])
def test_a_callback_is_promised_and_kept(hangs_up: bool):
    world = World().start()
    world.say("belt u mij maar terug")
    world.reply(handover="callback")
    if hangs_up:
        world.give(ev.StreamStopped, ev.StopReason.HUNG_UP)
    else:
        world.hear_all()
    row = TABLE["callback"]
    assert world.of(do.EndCall) == [do.EndCall(Outcome.CALLBACK, row.rule_id)]
    (confirmation,) = world.of(do.SendConfirmation)
    assert [(a.kind, a.text) for a in confirmation.agreements] == [("callback", row.confirm)]


def test_a_caller_without_a_number_is_promised_no_callback():
    world = World()
    world.give(ev.StreamStarted, False)
    world.hear_all()
    world.say("belt u mij maar terug")
    assert said(world.reply(handover="callback")) == in_sentences(TABLE["callback_withheld"].say)
    world.hear_all()
    assert world.of(do.EndCall) == [do.EndCall(Outcome.HANDED_OVER, "H-07")]
    assert world.of(do.SendConfirmation) == []


@pytest.mark.parametrize("rejected", [None, "unclear"])
def test_words_of_danger_bring_a_person_at_once_with_the_number_to_call(rejected: str | None):
    world = World().start()
    new = world.say("ik wil niet meer leven", rejected=rejected)
    assert said(new) == in_sentences(TABLE["suicide"].say)
    assert "113" in TABLE["suicide"].say and "112" in TABLE["violence"].say
    world.hear_all()
    assert [over.priority for over in world.of(do.HandOver)] == [1]


def test_noise_is_not_searched_for_danger():
    world = World().start()
    assert said(world.say("ik wil dood", rejected="no_speech")) == in_sentences()

"""Being called back: asked for, or offered by the house because no person can come."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from tests.unit.dialogue.house import MOBILE, TODAY, Call
from voicebot.backoffice.fakes import demo_backoffice
from voicebot.backoffice.today import CALLERS_ZONE
from voicebot.call.replies import Expects, Reply
from voicebot.dialogue.reading.digits import find_digits
from voicebot.dialogue.tasks.hours import OpenOn, Period, usual_hours

OTHER = "+31201234567"
EVENING = datetime(2026, 11, 24, 19, 30, tzinfo=CALLERS_ZONE)


def asked(said: str = "kunt u mij terugbellen", **kwargs: object) -> tuple[Call, Reply]:
    call = Call(**kwargs)  # type: ignore[arg-type]
    return call, call.say(said, "ask_callback")


def due(call: Call) -> tuple[str, datetime | None, datetime | None]:
    return call.backoffice.callbacks[call.call_id]


def at(ahead: int, hour: int) -> datetime:
    day = TODAY + timedelta(days=ahead)
    return datetime(day.year, day.month, day.day, hour, tzinfo=CALLERS_ZONE)


def test_when_then_the_calling_number_then_the_ticket():
    call, reply = asked()
    assert (reply.asks, reply.wish, reply.handover) == ("callback_when", "ask_callback", None)
    reply = call.say("morgenochtend graag")
    assert reply.texts == (
        "Een medewerker belt u morgen, woensdag 25 november, tussen 8 en 12 uur, "
        "op het nummer dat eindigt op zes zeven acht. Klopt dat?",
    )
    assert (reply.asks, reply.expects) == ("agreed", Expects.YES_NO)
    assert not call.backoffice.callbacks
    done = call.say("ja dat klopt", "affirm")
    ticket = call.backoffice.tickets[call.call_id]
    assert done.texts[0].startswith("Dat is afgesproken. Uw kenmerk is ")
    assert find_digits(done.texts[0], 7) == ticket
    assert done.solved and done.rule_id == "D-50" and done.asks is None
    (agreement,) = done.agreements
    assert (agreement.kind, agreement.reference) == ("callback", ticket)
    assert agreement.text == (
        "Een medewerker belt u terug op woensdag 25 november 2026, tussen 8 en 12 uur, "
        "op het nummer dat eindigt op 678."
    )
    assert due(call) == ("", at(1, 8), at(1, 12))
    assert call.say("nee", "deny").ends_call


def test_rasa_is_never_told_the_calling_number():
    call, _ = asked()
    call.say("morgen")
    assert call.slots["callback_number"] == "own"
    assert MOBILE not in str(call.events)


def test_everything_in_the_first_sentence():
    call, reply = asked("kunt u mij morgenmiddag na drie uur terugbellen op 020 1234567")
    assert reply.asks == "agreed" and "tussen 15 en 18 uur, op nummer nul twee nul" in reply.texts[0]
    call.say("ja", "affirm")
    assert due(call) == (OTHER, at(1, 15), at(1, 18))


def test_as_soon_as_possible():
    call, _ = asked()
    reply = call.say("zo snel mogelijk")
    assert reply.texts[0].startswith("Een medewerker belt u zo snel mogelijk, op het nummer")
    done = call.say("ja", "affirm")
    assert due(call) == ("", None, None) and "zo snel mogelijk" in done.agreements[0].text


def test_as_soon_as_possible_by_key_while_closed():
    call, _ = asked(now=EVENING)
    reply = call.key("1")
    assert "zodra wij open zijn, morgen vanaf 8 uur, op het nummer" in reply.texts[0]
    call.key("1")
    assert due(call) == ("", None, None)


def test_a_hidden_number_is_asked_for():
    call, _ = asked(caller="")
    reply = call.say("vanmiddag")
    assert (reply.asks, reply.expects, reply.texts) == (
        "callback_number", Expects.DIGITS, ("Op welk nummer kunnen wij u bellen?",),
    )  # fmt: skip
    reply = call.say("nul zes een twee drie vier vijf zes zeven")
    assert reply.asks == "callback_number" and "tien cijfers" in reply.texts[0]
    reply = call.key("612345678")
    assert "op nummer nul zes, één twee, drie vier, vijf zes, zeven acht. Klopt dat?" in reply.texts[0]
    call.say("ja", "affirm")
    assert due(call) == (MOBILE, at(0, 12), at(0, 18))


def test_this_number_cannot_be_taken_when_it_is_hidden():
    call, _ = asked(caller="")
    call.say("vanmiddag")
    reply = call.say("gewoon op dit nummer")
    assert reply.asks == "callback_number" and reply.texts[0] == "Ik zie uw nummer niet."


def test_another_number():
    call, _ = asked()
    call.say("morgenochtend")
    reply = call.say("nee een ander nummer", "change_phone")
    assert reply.rejected and reply.asks == "callback_number" and call.slots["wish"] == "ask_callback"
    reply = call.say("020 1234567")
    assert "morgen, woensdag" in reply.texts[0] and "nul twee nul" in reply.texts[0]
    call.say("ja", "affirm")
    assert due(call) == (OTHER, at(1, 8), at(1, 12))


def test_another_number_at_once_or_this_one_after_all():
    call, _ = asked()
    call.say("morgenochtend")
    assert "nul twee nul" in call.say("nee op 020 1234567").texts[0]
    call, _ = asked("bel mij morgenochtend op 020 1234567")
    assert "zes zeven acht" in call.say("nee toch op dit nummer").texts[0]
    call.say("ja", "affirm")
    assert due(call)[0] == ""


def test_another_time_keeps_the_rest():
    call, _ = asked()
    call.say("morgenmiddag")
    reply = call.say("nee na vier uur")
    assert "morgen, woensdag 25 november, tussen 16 en 18 uur" in reply.texts[0]
    assert call.say("liever vrijdag").handover == "callback"  # never read back a third time


def test_a_mere_no_asks_what_is_wrong():
    call, _ = asked()
    call.say("morgenochtend")
    reply = call.say("nee", "deny")
    assert reply.rejected and reply.asks == "callback_wrong"
    assert reply.texts == ("Dan pas ik het aan.", "Wat moet er anders, de tijd of het nummer?")
    reply = call.say("de tijd")
    assert reply.asks == "callback_when" and call.slots["callback_number"] == "own"
    assert "donderdag 26 november" in call.say("donderdag").texts[0]


def test_a_mere_no_by_keys_and_the_value_itself():
    call, _ = asked()
    call.say("morgenochtend")
    call.key("2")
    assert call.key("2").asks == "callback_number"
    call, _ = asked()
    call.say("morgenochtend")
    call.say("nee", "deny")
    assert "donderdag 26 november" in call.say("donderdag").texts[0]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("zondag", "Dan zijn wij gesloten."),
        ("vanavond", "Dan zijn wij gesloten."),
        ("vanochtend voor tien uur", "Dat kan vandaag niet meer."),
        ("1 maart", "Zo ver vooruit kan ik niets afspreken."),
    ],
)
def test_no_time_at_which_nobody_is_there(said: str, why: str):
    call, _ = asked()
    reply = call.say(said)
    assert reply.texts[0] == why and reply.asks == "callback_when"
    assert call.say("morgen").asks == "agreed"


def test_never_a_third_time_a_callback_is_promised_instead():
    call, first = asked()
    second = call.say("dat weet ik niet zo goed")
    assert (first.asks, second.asks) == ("callback_when", "callback_when") and first.texts != second.texts
    assert call.say("tja dat hangt ervan af").handover == "callback"
    assert call.loop is None


def test_giving_up():
    call, _ = asked()
    reply = call.say("laat maar", "cancel")
    assert reply.texts == ("Goed, dan stoppen we daarmee.",) and call.loop is None
    call, _ = asked()
    call.say("morgen")
    reply = call.say("nee laat maar", "deny")
    assert reply.texts == ("Goed, dan bellen wij u niet terug.",) and reply.offer and call.loop is None
    assert not call.backoffice.callbacks
    call, _ = asked()
    call.say("morgen")
    call.say("nee", "deny")
    assert call.say("laat maar zitten").texts == ("Goed, dan bellen wij u niet terug.",)


def test_from_within_another_task_and_out_of_it():
    call = Call()
    call.say("waar is mijn pakket", "order_status")
    assert call.say("kunt u mij terugbellen", "ask_callback").asks == "callback_when"
    assert call.say("waar is mijn pakket", "order_status").asks == "order_number"


def test_a_question_in_between():
    call, _ = asked()
    reply = call.say("bent u een robot", "bot_challenge")
    assert "computer" in reply.texts[0] and reply.asks == "callback_when"
    assert call.say("ik wil een klacht indienen", "complain").handover == "complaint"


def test_asked_again_later_in_the_call_keeps_the_ticket():
    call, _ = asked()
    call.say("morgen")
    call.say("ja", "affirm")
    ticket = call.backoffice.tickets[call.call_id]
    call.say("bel mij toch liever donderdag", "ask_callback")
    done = call.say("ja", "affirm")
    assert done.agreements[0].reference == ticket and due(call) == ("", at(2, 8), at(2, 18))


def test_a_back_office_that_does_not_answer_brings_a_person():
    call = Call(demo_backoffice(TODAY, broken=True))
    assert call.say("kunt u mij terugbellen", "ask_callback").handover == "dialogue_failed"


# ── offered by the house ──────────────────────────────────────────────────────────────────────────────────


def test_nobody_is_free():
    call = Call()
    reply = call.house("nobody_free")
    assert reply.texts == ("Er is nu geen medewerker vrij.", "Zal ik u laten terugbellen?")
    assert (reply.asks, reply.expects, reply.handover) == ("offered", Expects.YES_NO, None)
    assert call.say("ja graag", "affirm").asks == "callback_when"
    assert call.say("morgenochtend").asks == "agreed"
    done = call.say("ja", "affirm")
    assert done.solved and done.agreements[0].kind == "callback"


def test_closed_tells_when_somebody_is_there():
    reply = Call(now=EVENING).house("closed")
    assert reply.texts[0] == ("Wij zijn nu gesloten. Morgen, woensdag 25 november, zijn wij er vanaf 8 uur.")
    reply = Call(now=EVENING + timedelta(days=4)).house("closed")  # Saturday
    assert reply.texts[0] == "Wij zijn nu gesloten. Overmorgen, maandag 30 november, zijn wij er vanaf 8 uur."


def test_the_answer_to_the_offer_may_tell_more():
    call = Call()
    call.house("nobody_free")
    assert "morgen, woensdag" in call.say("ja graag morgenochtend", "affirm").texts[0]
    call = Call()
    call.house("nobody_free")
    assert "morgen, woensdag" in call.say("morgen na twee uur", "inform").texts[0]


def test_no_to_the_offer_tells_how_to_reach_people_and_asks_for_more():
    call = Call()
    call.house("nobody_free")
    reply = call.say("nee dank u", "deny")
    assert reply.texts[0] == "Goed, dan bellen wij u niet terug." and "werkdagen" in reply.texts[1]
    assert reply.offer and reply.asks is None and call.loop is None and not call.backoffice.callbacks
    assert call.say("nee", "deny").ends_call


def test_the_offer_takes_the_place_of_what_was_open():
    call = Call()
    call.say("waar is mijn pakket", "order_status")
    assert call.house("nobody_free").asks == "offered"
    reply = call.say("bent u een robot", "bot_challenge")
    assert reply.asks == "offered" and "terugbellen" in reply.texts[-1]
    assert call.say("nee waar is mijn pakket", "order_status").texts


def test_an_offer_that_is_not_understood_ends_in_a_promise():
    call = Call()
    call.house("nobody_free")
    reply = call.say("de koning van nederland", "nlu_fallback")
    assert reply.asks == "offered" and "Toets 1" in reply.texts[-1]
    assert call.say("de koningin", "nlu_fallback").handover == "callback"


def test_another_wish_instead():
    call = Call()
    call.house("closed")
    assert call.say("waar is mijn pakket", "order_status").asks == "order_number"


# ── the hours of the queue that calls back ────────────────────────────────────────────────────────────────


def hours_of(queue: str) -> OpenOn:
    """Claims from ten to twelve, not on Wednesdays; the others as usual."""

    def claims(day: date) -> tuple[Period, ...]:
        return () if day.weekday() == 2 else ((time(10), time(12)),)

    return claims if queue == "schade" else usual_hours


@pytest.mark.parametrize(
    ("queue", "said", "start", "end"),
    [
        ("schade", "donderdag", at(2, 10), at(2, 12)),
        ("schade", "zaterdag", at(4, 10), at(4, 12)),
        ("orders", "donderdag", at(2, 8), at(2, 18)),
        ("", "donderdag", at(2, 8), at(2, 18)),
    ],
)
def test_the_time_falls_into_the_hours_of_the_queue(queue: str, said: str, start: datetime, end: datetime):
    call = Call(hours_of=hours_of)
    call.queue = queue
    call.house("nobody_free")
    call.say("ja graag", "affirm")
    call.say(said)
    assert call.say("ja", "affirm").rule_id == "D-50"
    assert due(call) == ("", start, end)


def test_a_day_on_which_the_queue_is_closed_is_not_promised():
    call = Call(hours_of=hours_of, now=EVENING)
    call.queue = "schade"
    closed = call.house("closed")
    assert (
        closed.texts[0]
        == "Wij zijn nu gesloten. Overmorgen, donderdag 26 november, zijn wij er vanaf 10 uur."
    )
    call.say("ja graag", "affirm")
    reply = call.say("morgen")
    assert reply.texts[0].startswith("Dan zijn wij gesloten.") and reply.asks == "callback_when"


# ── a queue with a break in its day ───────────────────────────────────────────────────────────────────────


def lunch_of(queue: str) -> OpenOn:
    """Every day from nine to twelve and from half past one to five."""
    return lambda day: ((time(9), time(12)), (time(13, 30), time(17)))


@pytest.mark.parametrize("said", ["morgen om half een", "morgen tussen twaalf en één uur", "om half een"])
def test_a_time_in_the_break_is_not_promised(said: str):
    call, _ = asked(hours_of=lunch_of)
    reply = call.say(said)
    assert reply.texts[0] == "Dan zijn wij gesloten." and reply.asks == "callback_when"
    assert "morgen, woensdag 25 november, tussen 13:30 en 17 uur" in call.say("morgenmiddag").texts[0]


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        ("morgen", 9, 12),
        ("morgenmiddag", 13.5, 17),
        ("morgen na elf uur", 11, 12),
        ("morgen om een uur", 13.5, 14),
    ],
)
def test_what_is_promised_lies_on_one_side_of_the_break(said: str, start: float, end: float):
    call, _ = asked(hours_of=lunch_of)
    assert call.say(said).asks == "agreed"
    call.say("ja", "affirm")
    day = at(1, 0)
    assert due(call) == ("", day + timedelta(hours=start), day + timedelta(hours=end))


def test_in_the_break_the_caller_hears_when_it_ends():
    noon = datetime(2026, 11, 24, 12, 40, tzinfo=CALLERS_ZONE)
    call = Call(hours_of=lunch_of, now=noon)
    assert call.house("closed").texts[0] == (
        "Wij zijn nu gesloten. Vandaag, dinsdag 24 november, zijn wij er vanaf 13:30 uur."
    )
    call.say("ja graag", "affirm")
    reply = call.say("zo snel mogelijk")
    assert "zodra wij open zijn, vandaag vanaf 13:30 uur, op het nummer" in reply.texts[0]
    assert "zodra wij weer open zijn" in call.say("ja", "affirm").agreements[0].text

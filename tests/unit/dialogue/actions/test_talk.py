"""How the talk goes: greeting, repeating, slower, waiting, yes, no, thanks, goodbye, not understood."""

from __future__ import annotations

import pytest

from tests.unit.dialogue.house import Call, identified
from voicebot.call.delivery import Manner
from voicebot.call.replies import Expects


def test_not_understood_twice_in_a_row():
    call = Call()
    first = call.say("wie is de koning", "nlu_fallback")
    assert first.rule_id == "D-07" and first.handover is None
    assert call.say("vertel een mop", "nlu_fallback").handover == "not_understood"


def test_out_of_scope_says_what_it_does_know_and_counts_as_well():
    call = Call()
    assert "bestelling" in call.say("wie is de koning", "out_of_scope").texts[0]
    assert call.say("en de koningin", "out_of_scope").handover == "not_understood"


def test_not_understood_twice_with_sense_between():
    call = Call()
    call.say("wie is de koning", "nlu_fallback")
    call.say("bent u een robot", "bot_challenge")
    assert call.say("vertel een mop", "nlu_fallback").handover is None


def test_honest_about_being_a_computer():
    assert "computer" in Call().say("bent u een robot", "bot_challenge").texts[0]
    assert "computer" in Call().say("hoe gaat het met u", "small_talk").texts[0]


def test_again():
    call, answer = identified("order_status")
    again = call.say("wat zei u", "ask_repeat")
    assert again.texts == answer.texts and again.offer == answer.offer and again.expects is Expects.YES_NO
    assert not again.solved and not again.agreements


def test_again_before_anything_was_said():
    assert Call().say("wat zei u", "ask_repeat").rule_id == "D-02"


def test_a_question_again_counts_until_it_may_not_be_asked_any_more():
    call = Call()
    asked = call.say("waar is mijn pakket", "order_status")
    again = [call.say("wat zei u", "ask_repeat") for _ in range(3)]
    assert [reply.asks for reply in again] == ["order_number", None, None]
    assert all(reply.texts == asked.texts and reply.digits == 5 and reply.offer == "" for reply in again)
    assert call.say("42073").asks == "postcode"


@pytest.mark.parametrize(
    ("intent", "manner", "word"),
    [("speak_slower", Manner.SLOWER, "langzamer"), ("speak_louder", Manner.LOUDER, "harder")],
)
def test_slower_and_louder_repeat_the_question(intent: str, manner: Manner, word: str):
    call = Call()
    asked = call.say("waar is mijn pakket", "order_status")
    reply = call.say("kan het ook anders", intent)
    assert reply.manner is manner and word in reply.texts[0]
    assert reply.texts[1:] == asked.texts and reply.expects is Expects.DIGITS
    assert Call().say("kan het ook anders", intent).manner is manner


def test_wait_keeps_the_question_open():
    call = Call()
    call.say("waar is mijn pakket", "order_status")
    reply = call.say("wacht even", "wait_moment")
    assert reply.wait == 60.0 and reply.asks is None and reply.digits == 5
    assert call.say("wat was de vraag", "ask_repeat").texts == (
        "Wat is uw bestelnummer? U kunt de vijf cijfers zeggen of intoetsen.",
    )
    assert call.say("42073").asks == "postcode"


def test_no_after_an_answer_says_goodbye():
    call, _ = identified("order_status")
    assert call.say("nee dank u", "deny").ends_call


def test_yes_after_an_answer_asks_what():
    call, _ = identified("order_status")
    assert call.say("ja", "affirm").asks == "wish"


def test_no_before_anything_was_answered_does_not_hang_up():
    reply = Call().say("nee", "deny")
    assert not reply.ends_call and reply.asks == "wish"


def test_thanks_offers_more():
    reply = Call().say("bedankt", "thanks")
    assert reply.texts == ("Graag gedaan.",) and reply.offer and reply.expects is Expects.YES_NO


def test_correction_without_a_task():
    reply = Call().say("dat bedoel ik niet", "correction")
    assert reply.corrects and reply.rejected and reply.asks == "wish"


@pytest.mark.parametrize(
    ("wish", "word"), [("order_status", "e-mail"), ("policy_premium", "polisblad"), (None, "bestelnummer")]
)
def test_where_the_number_stands(wish: str | None, word: str):
    call = Call()
    if wish:
        call.say("ik heb een vraag", wish)
    assert word in call.say("dat nummer heb ik niet hier", "no_number").texts[0]


@pytest.mark.parametrize(
    ("intent", "said", "word"),
    [
        ("opening_hours", "wanneer zijn jullie open", "werkdagen"),
        ("ask_products", "welke verzekeringen hebben jullie", "vijf verzekeringen"),
        ("policy_cancel_term", "hoe zeg ik mijn inboedelverzekering op", "inboedelverzekering"),
        ("policy_cancel_term", "hoe zeg ik op", "elke dag opzeggen"),
    ],
)
def test_told_to_anybody(intent: str, said: str, word: str):
    reply = Call().say(said, intent)
    assert reply.solved and word in reply.texts[0] and reply.wish == intent


def test_the_source_of_a_term_is_kept():
    (agreement,) = Call().say("hoe zeg ik mijn reisverzekering op", "policy_cancel_term").agreements
    assert agreement.kind == "policy_term" and "reisverzekering (voorbeeld)" in agreement.text


@pytest.mark.parametrize(
    "said", ["nee dat klopt niet", "dat is fout", "nee hij komt niet", "nee maandag was beter"]
)
def test_an_answer_that_is_wrong_does_not_end_the_call(said: str):
    call, _ = identified("order_status")
    reply = call.say(said, "deny")
    assert not reply.ends_call and reply.rejected and reply.asks == "wish"


def test_a_plain_no_after_an_answer_ends_it():
    call, _ = identified("order_status")
    assert call.say("nee dank u wel", "deny").ends_call


def test_slower_and_then_louder_says_each_once():
    call = Call()
    asked = call.say("waar is mijn pakket", "order_status")
    for intent in ("speak_slower", "speak_slower", "speak_louder"):
        reply = call.say("anders graag", intent)
    assert reply.texts == ("Goed, ik praat harder.", *asked.texts)


def test_yes_to_a_person_who_was_offered():
    call = Call()
    call.say("bent u een computer", "bot_challenge")
    assert call.say("ja", "affirm").handover == "asked_person"


@pytest.mark.parametrize("said", ["uh", "eh", "tja"])
def test_a_hesitation_gets_time(said: str):
    assert Call().say(said, "out_of_scope").texts == ("Neem rustig de tijd.",)


def test_no_number_at_hand_is_told_once_then_a_person_is_offered_then_one_comes():
    call = Call()
    call.say("waar is mijn pakket", "order_status")
    told = [call.say("die heb ik niet", "no_number") for _ in range(2)]
    assert "e-mail" in told[0].texts[0] and "medewerker" in told[1].texts[0]
    assert call.say("die heb ik niet", "no_number").handover == "identification_failed"


def test_not_knowing_the_insurance_gets_no_help_with_numbers():
    call = Call()
    call.say("ben ik daarvoor verzekerd", "ask_coverage")
    reply = call.say("dat weet ik niet", "no_number")
    assert "nummer" not in " ".join(reply.texts) and "medewerker" in reply.texts[0]


def test_who_still_wants_to_cancel_reaches_a_person():
    call = Call()
    call.say("hoe zeg ik op", "policy_cancel_term")
    assert call.say("zeg hem dan nu op", "policy_cancel_term").handover == "asked_person"

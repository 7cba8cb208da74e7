"""'U wilt uw adres wijzigen, klopt dat?': asked when the confidence gate doubts, and what follows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.dialogue.house import Call
from voicebot.call.replies import Expects
from voicebot.dialogue.actions.check import questions
from voicebot.dialogue.intents import WISHES


def test_every_wish_has_its_question():
    assert set(questions()) >= WISHES
    assert all(clause.startswith(("U ", "Uw ")) for clause in questions().values())


@pytest.mark.parametrize("wish", sorted(WISHES))
def test_yes_goes_on_as_if_it_had_been_said_plainly(wish: str):
    plain = Call().say("ik bel ergens over", wish)
    call = Call()
    check = call.check("ik bel ergens over", wish)
    assert check.texts == (f"{questions()[wish]}, klopt dat?",)
    assert (check.expects, check.digits, check.handover) == (Expects.YES_NO, 1, None)
    reply = call.say("ja", "affirm")
    assert (reply.texts, reply.asks, reply.wish) == (plain.texts, plain.asks, wish)


def test_the_first_words_count():
    call = Call()
    call.check("is waterschade gedekt door mijn inboedelverzekering", "ask_coverage")
    assert "plotseling" in call.say("ja", "affirm").texts[0]
    call = Call()
    call.check("waar is bestelling 42073", "order_status")
    assert call.say("ja", "affirm").asks == "postcode"


def test_yes_by_key_and_a_yes_that_was_heard_badly():
    for answer in (("key", "1"), ("fallback", "ja hoor dat"), ("doubt", "ja")):
        call = Call()
        call.check("ik wil iets wijzigen", "change_address")
        kind, said = answer
        reply = {
            "key": lambda call=call, said=said: call.key(said),
            "fallback": lambda call=call, said=said: call.say(said, "nlu_fallback"),
            "doubt": lambda call=call, said=said: call.check(said, "ask_invoice"),
        }[kind]()
        assert reply.asks == "policy_number"


def test_no_asks_for_other_words_and_the_second_time_a_person():
    call = Call()
    call.check("ik wil iets wijzigen", "change_address")
    reply = call.say("nee", "deny")
    assert reply.rejected and reply.asks == "wish" and "andere woorden" in reply.texts[0]
    call.check("ik wil iets wijzigen", "change_phone")
    assert call.say("nee", "deny").handover == "not_understood"


def test_no_by_key_counts_the_same():
    call = Call()
    call.check("ik wil iets wijzigen", "change_address")
    assert call.key("2").rejected
    call.check("ik wil iets wijzigen", "change_phone")
    assert call.key("2").handover == "not_understood"


def test_no_and_then_not_understood_is_two():
    call = Call()
    call.check("ik wil iets wijzigen", "change_address")
    call.say("nee", "deny")
    assert call.say("wablief", "nlu_fallback").handover == "not_understood"


def test_sense_in_between_starts_counting_again():
    call = Call()
    call.check("ik wil iets wijzigen", "change_address")
    call.say("nee", "deny")
    call.say("bent u een robot", "bot_challenge")
    assert call.say("wablief", "nlu_fallback").handover is None


def test_no_with_what_was_meant():
    call = Call()
    call.check("ik wil iets wijzigen", "change_address")
    assert call.say("nee mijn telefoonnummer", "change_phone").asks == "policy_number"
    assert call.slots["wish"] == "change_phone"


def test_while_a_task_is_open_the_question_waits():
    call = Call()
    call.say("waar is mijn pakket", "order_status")
    check = call.check("annuleren", "cancel_order")
    assert check.texts == ("U wilt uw bestelling annuleren, klopt dat?",)
    assert call.say("ja", "affirm").asks == "order_number"
    assert call.slots["wish"] == "cancel_order"


def test_while_a_task_is_open_no_goes_on_with_it():
    call = Call()
    call.say("waar is mijn pakket", "order_status")
    call.check("annuleren", "cancel_order")
    reply = call.say("nee", "deny")
    assert reply.rejected and reply.asks == "order_number" and call.slots["wish"] == "order_status"


def test_while_a_task_is_open_a_plain_question_is_answered_after_the_yes():
    call = Call()
    call.say("waar is mijn pakket", "order_status")
    call.check("hoe laat", "opening_hours")
    reply = call.say("ja", "affirm")
    assert "werkdagen" in reply.texts[0] and reply.asks == "order_number"


def test_a_doubted_value_is_simply_taken():
    call = Call()
    call.say("waar is mijn pakket", "order_status")
    assert call.check("42073", "report_claim").asks == "postcode"


def test_doubt_about_the_open_wish_is_no_question():
    call = Call()
    call.say("waar is mijn pakket", "order_status")
    reply = call.check("waar blijft hij nou", "order_status")
    assert reply.asks == "order_number" and "klopt dat" not in reply.texts[0]


@pytest.mark.parametrize("intent", ["affirm", "deny", "thanks", "greet", "inform"])
def test_what_is_plain_is_not_asked_about(intent: str):
    reply = Call().check("tja", intent)
    assert "klopt dat" not in " ".join(reply.texts)


@pytest.mark.parametrize(("intent", "condition"), [("danger", "violence"), ("vulnerable", "vulnerable")])
def test_what_is_grave_is_not_asked_about(intent: str, condition: str):
    assert Call().check("ik kan niet meer", intent).handover == condition


@pytest.mark.parametrize("checked", ["out_of_scope", "nothing_like_it", None, 7])
def test_doubt_about_nothing_known_asks_for_other_words(checked: object):
    call = Call()
    reply = call.say("iets vaags", "nlu_check", checked_intent=checked)
    assert reply.rule_id == "D-07"
    assert call.say("iets vaags", "nlu_check").handover == "not_understood"


@pytest.mark.parametrize(
    ("content", "named"),
    [("order_status: 'U wilt iets.'", "order_status"), ("- one", "lines"), ("a: 3", "a")],
)
def test_a_bad_file_of_questions_is_named(content: str, named: str, tmp_path: Path):
    path = tmp_path / "checks.yaml"
    path.write_text(content)
    with pytest.raises(ValueError, match=rf"checks.yaml: .*{named}"):
        questions(path)

"""Who is calling: asked, heard, read back, looked up, and never more than three times."""

from __future__ import annotations

import pytest

from tests.unit.dialogue.house import Call, identified, insured
from voicebot.call.replies import Expects


def test_both_values_are_asked_then_read_back_then_looked_up():
    call = Call()
    first = call.say("waar is mijn pakket", "order_status")
    assert (first.asks, first.expects, first.digits) == ("order_number", Expects.DIGITS, 5)
    second = call.say("tweeënveertig nul zeven drie")
    assert (second.asks, second.expects, second.digits) == ("postcode", Expects.POSTCODE, 4)
    check = call.say("vijfendertig twaalf, J van Johan, E van Eduard")
    assert check.asks == "order_check" and check.expects is Expects.YES_NO and check.digits == 1
    assert check.texts[0].startswith("Ik zoek bestelling ") and check.texts[0].endswith("Klopt dat?")
    assert not check.solved and check.contact_email is None
    answer = call.say("ja", "affirm")
    assert answer.solved and answer.contact_email == "s.dewit@example.nl"


def test_a_policy_by_number_and_birth_date():
    call = Call()
    first = call.say("wat kost mijn verzekering", "policy_premium")
    assert (first.asks, first.expects, first.digits) == ("policy_number", Expects.DIGITS, 6)
    second = call.say("700 451")
    assert (second.asks, second.expects, second.digits) == ("birth_date", Expects.DATE, 8)
    assert call.say("twaalf april negentienvijfenzeventig").asks == "policy_check"
    assert call.say("ja", "affirm").solved


def test_keyed_values_are_not_read_back():
    call = Call()
    call.say("waar is mijn pakket", "order_status")
    assert call.key("42073").asks == "postcode"
    assert call.key("3512").solved


def test_keyed_birth_date():
    call = Call()
    call.say("wat kost mijn verzekering", "policy_premium")
    assert call.key("700451").asks == "birth_date"
    assert call.key("19750412").solved


def test_only_what_was_spoken_is_read_back():
    call = Call()
    call.say("waar is mijn pakket", "order_status")
    call.key("42073")
    check = call.say("3512 JE")
    assert check.asks == "order_check" and "bestelling" not in check.texts[0] and "postcode" in check.texts[0]


def test_yes_and_no_by_key():
    call = Call()
    call.say("waar is mijn pakket", "order_status")
    call.say("42073")
    call.say("3512 JE")
    assert call.key("2").asks == "order_number"
    call.key("42073")
    assert call.slots["order_number"] == "42073"


def test_both_in_one_sentence():
    call = Call()
    check = call.say("waar is bestelling 42073 met postcode 3512 JE", "order_status")
    assert check.asks == "order_check"
    assert call.say("klopt", "affirm").solved


def test_no_asks_the_number_again_then_the_other():
    call = Call()
    call.say("waar is mijn pakket", "order_status")
    call.say("42079")
    call.say("3512 JG")
    again = call.say("nee", "deny")
    assert again.asks == "order_number" and again.rejected and "toets" in again.texts[-1]
    assert call.say("42073").asks == "order_check"
    again = call.say("nee", "deny")
    assert again.asks == "postcode" and again.rejected
    # Read back twice already: it is looked up at once.
    assert call.say("3512 JE").solved


@pytest.mark.parametrize(
    ("said", "slot"),
    [("nee de postcode klopt niet", "postcode"), ("nee het nummer is fout", "order_number")],
)
def test_no_may_name_what_is_wrong(said: str, slot: str):
    call = Call()
    call.say("waar is mijn pakket", "order_status")
    call.say("42073")
    call.say("3512 JG")
    assert call.say(said, "deny").asks == slot


@pytest.mark.parametrize("said", ["nee 42073", "42073", "nee het is 4 2 0 7 3"])
def test_no_with_the_right_value_is_taken(said: str):
    call = Call()
    call.say("waar is mijn pakket", "order_status")
    call.say("42079")
    call.say("3512 JE")
    again = call.say(said, "deny")
    assert again.asks == "order_check" and call.slots["order_number"] == "42073"
    assert call.say("ja", "affirm").solved


@pytest.mark.parametrize("postcode", ["1017 AB", "9711 LM", "2514 GK"])
def test_three_wrong_combinations_reach_a_person_and_tell_nothing(postcode: str):
    """Whether the number exists or not, the words are the same."""
    heard = []
    for number in ("42073", "80211"):
        call = Call()
        call.say("waar is mijn pakket", "order_status")
        call.say(number)
        replies = [
            call.say(postcode), call.say("ja", "affirm"), call.say(number), call.say("ja", "affirm"),
            call.say(postcode),
        ]  # fmt: skip
        assert replies[-1].handover == "identification_failed"
        assert not any(reply.agreements or reply.contact_email or reply.solved for reply in replies)
        heard.append([reply.texts for reply in replies[1::2]])
        assert call.slots["order_number"] is None and call.loop is None
    assert heard[0] == heard[1]


def test_second_try_succeeds():
    call = Call()
    call.say("waar is mijn pakket", "order_status")
    call.say("42079")
    call.say("3512 JE")
    again = call.say("ja", "affirm")
    assert again.asks == "order_number" and "toets" in again.texts[-1] and again.rule_id == "D-12+D-10"
    assert "bestelling" in call.say("42073").texts[0]
    assert call.say("ja", "affirm").solved


def test_wrong_birth_date_tells_nothing():
    call = Call()
    call.say("wat kost mijn verzekering", "policy_premium")
    call.key("700451")
    reply = call.key("19881103")
    assert reply.asks == "policy_number" and reply.contact_email is None
    assert call.key("700451").asks == "birth_date"
    assert call.key("19881103").handover == "identification_failed"


@pytest.mark.parametrize("number", ["42073", "viertwee"])
def test_mishearing_offers_the_keypad_then_a_person(number: str):
    call = Call()
    first = call.say("waar is mijn pakket", "order_status")
    second = call.say("het is viervoeter en zeven", "nlu_fallback")
    assert second.asks == "order_number" and "toets" in second.texts[-1]
    assert set(first.texts).isdisjoint(second.texts)
    assert call.say("ja dat zei ik toch al net", "nlu_fallback").handover == "asked_too_often"


@pytest.mark.parametrize(
    ("wish", "said", "length"),
    [("order_status", "4207", "vijf cijfers"), ("policy_premium", "vier twee nul zeven drie", "zes cijfers")],
)
def test_a_number_of_the_wrong_length_is_told_the_right_one(wish: str, said: str, length: str):
    call = Call()
    call.say("ik heb een vraag", wish)
    reply = call.say(said)
    assert length in reply.texts[0] and "niet goed verstaan" not in " ".join(reply.texts)


def test_identified_once_is_identified_for_the_call():
    call, _ = identified("order_status")
    assert call.say("ik wil de factuur", "ask_invoice").solved
    assert call.slots["order_number"] == "42073"


def test_another_order_is_identified_again():
    call, _ = identified("order_status")
    assert call.say("en een andere bestelling", "order_status").asks == "order_number"
    call.say("63940")
    call.say("9711 LM")
    assert "behandeling" in call.say("ja", "affirm").texts[0]


def test_another_number_is_another_order():
    call, _ = identified("order_status")
    reply = call.say("waar blijft bestelling 63940", "order_status")
    assert reply.asks == "postcode" and not reply.solved


def test_orders_and_policies_are_identified_each_for_themselves():
    call, _ = identified("order_status")
    assert call.say("wat kost mijn verzekering", "policy_premium").asks == "policy_number"
    call, _ = insured("policy_premium")
    assert call.say("waar is mijn pakket", "order_status").asks == "order_number"


@pytest.mark.parametrize(("number", "asks"), [("42073", "postcode"), ("700451", "wish"), ("123", "wish")])
def test_a_number_out_of_the_blue(number: str, asks: str):
    call = Call()
    assert call.say(number).asks == asks


def test_a_policy_number_out_of_the_blue_is_kept():
    call = Call()
    call.say("700451")
    assert call.say("ik wil weten wat ik betaal", "policy_premium").asks == "birth_date"


def test_another_number_beside_the_postcode_is_the_one_that_counts():
    call = Call()
    call.say("waar is mijn pakket", "order_status")
    call.say("42079")
    reply = call.say("42073 3512 JE")
    assert reply.asks == "order_check" and call.slots["order_number"] == "42073"


def test_a_birth_date_in_digits_is_no_other_policy_number():
    call = Call()
    call.say("wat betaal ik per maand", "policy_premium")
    call.say("700451")
    call.say("1 4 1975")
    assert call.slots["policy_number"] == "700451" and call.slots["birth_date"] == "1975-04-01"

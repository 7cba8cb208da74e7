"""Whether something is insured: from the knowledge files, product and topic by their words, never made up."""

from __future__ import annotations

import pytest

from tests.unit.dialogue.house import Call


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("is waterschade gedekt door mijn inboedelverzekering", "plotseling"),
        ("wat dekt mijn reisverzekering", "bagage"),
        ("is een gebroken ruit verzekerd bij mijn autoverzekering", "casco"),
        ("valt een lekkage onder de opstalverzekering", "huis"),
        ("mijn kind heeft iets kapot gemaakt valt dat onder de aansprakelijkheidsverzekering", "kinderen"),
    ],
)
def test_product_and_topic_in_one_sentence(said: str, word: str):
    reply = Call().say(said, "ask_coverage")
    assert word in reply.texts[0] and reply.solved and reply.asks is None
    assert "Voorwaarden" in reply.agreements[0].text and "versie 2026-01" in reply.agreements[0].text


def test_product_unknown_is_asked():
    call = Call()
    reply = call.say("ben ik verzekerd voor waterschade", "ask_coverage")
    assert reply.asks == "product" and "Over welke verzekering" in reply.texts[0]
    assert "plotseling" in call.say("de inboedel", "inform").texts[0]


@pytest.mark.parametrize("intent", ["inform", "ask_coverage", "ask_products", "nlu_fallback", "policy_start"])
def test_the_product_is_heard_whatever_was_understood(intent: str):
    call = Call()
    call.say("ben ik verzekerd voor waterschade", "ask_coverage")
    assert call.say("mijn inboedelverzekering", intent).solved


def test_a_thing_that_only_one_product_knows():
    assert "bagage" in Call().say("mijn koffer is kwijt is dat verzekerd", "ask_coverage").texts[0]


def test_what_no_file_tells_is_not_made_up():
    call = Call()
    reply = call.say("is mijn hamster gedekt door mijn reisverzekering", "ask_coverage")
    assert reply.rule_id == "D-18" and "niet zeker" in reply.texts[0] and not reply.agreements
    assert not reply.solved and not reply.offer
    assert call.say("ja graag", "affirm").handover == "asked_person"


def test_no_to_the_person_asks_for_something_else():
    call = Call()
    call.say("is mijn hamster gedekt door mijn reisverzekering", "ask_coverage")
    reply = call.say("nee", "deny")
    assert reply.handover is None and not reply.ends_call and "iets anders" in reply.texts[0]


def test_product_not_told_twice_reaches_a_person():
    call = Call()
    call.say("ben ik verzekerd voor waterschade", "ask_coverage")
    again = call.say("ja weet ik veel", "nlu_fallback")
    assert again.asks == "product" and "medewerker" in again.texts[-1]
    assert call.say("ja weet ik veel", "nlu_fallback").handover == "asked_too_often"


def test_in_between_another_task():
    call = Call()
    call.say("waar is mijn pakket", "order_status")
    call.say("42073")
    reply = call.say("is waterschade gedekt door mijn inboedelverzekering", "ask_coverage")
    assert reply.solved and reply.asks == "postcode" and not reply.offer and len(reply.texts) == 2
    call.say("3512 JE")
    assert call.say("ja", "affirm").solved


def test_in_between_with_its_own_question():
    call = Call()
    call.say("ik wil mijn adres wijzigen", "change_address")
    assert call.say("ben ik verzekerd voor waterschade", "ask_coverage").asks == "product"
    reply = call.say("inboedel")
    assert reply.solved and reply.asks == "policy_number"


def test_a_claim_is_no_question_about_cover():
    call = Call()
    call.say("ben ik verzekerd voor waterschade", "ask_coverage")
    assert call.say("ik heb schade aan mijn inboedel", "report_claim").handover == "claim"


@pytest.mark.parametrize(
    "said", ["dekt de zorgverzekering de tandarts", "vergoedt mijn uitvaartverzekering de kist"]
)
def test_an_insurance_that_is_not_sold_here(said: str):
    reply = Call().say(said, "ask_coverage")
    assert reply.texts[0].startswith("Die verzekering hebben wij niet.") and reply.agreements == ()

"""Insurance with a real Rasa: facts, changes, cover, documents, an ended policy."""

from __future__ import annotations

from typing import Any

import pytest

from voicebot.call.replies import Expects


def test_another_address_by_voice(house: Any) -> None:
    call = house.call()
    first = call.say("Ik ben verhuisd en wil mijn adres doorgeven.")
    assert (first.asks, first.digits) == ("policy_number", 6)
    second = call.say("zeven nul nul vier vijf één")
    assert (second.asks, second.expects, second.digits) == ("birth_date", Expects.DATE, 8)
    assert call.say("twaalf april negentienvijfenzeventig").asks == "policy_check"
    assert call.say("ja dat klopt").asks == "new_postcode"
    assert call.say("tien zeventien A B").asks == "new_house_number"
    check = call.say("zevenentwintig a")
    assert check.asks == "agreed"
    done = call.say("ja")
    assert done.solved and done.agreements[0].kind == "address_changed"


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("Wat betaal ik per maand voor mijn verzekering?", "€"),
        ("Sinds wanneer loopt mijn verzekering?", "sinds"),
        ("Hoe hoog is mijn eigen risico?", "eigen risico"),
    ],
)
def test_facts(house: Any, said: str, word: str) -> None:
    call = house.call()
    call.say(said)
    call.key("700453")
    answer = call.key("19690130")
    assert answer.solved and word in answer.texts[0]


def test_an_ended_policy(house: Any) -> None:
    call = house.call()
    call.say("Wat betaal ik per maand voor mijn verzekering?")
    call.key("700454")
    answer = call.key("19920621")
    assert answer.texts[0].startswith("Deze verzekering is gestopt op ")
    assert call.say("ik wil mijn telefoonnummer wijzigen").handover == "expired_policy"


def test_a_green_card(house: Any) -> None:
    call = house.call()
    call.say("Ik heb een groene kaart nodig.")
    call.key("700453")
    assert call.key("19690130").agreements[0].kind == "green_card_sent"


def test_cover(house: Any) -> None:
    call = house.call()
    reply = call.say("Is waterschade gedekt door mijn inboedelverzekering?")
    assert reply.solved and "waterschade" in reply.texts[0] and "versie" in reply.agreements[0].text


def test_cover_asks_for_the_product(house: Any) -> None:
    call = house.call()
    assert call.say("Ben ik verzekerd voor storm?").asks == "product"
    assert call.say("De opstalverzekering.").solved


def test_cover_that_no_file_tells(house: Any) -> None:
    call = house.call()
    reply = call.say("Is mijn hamster gedekt door mijn reisverzekering?")
    assert reply.rule_id == "D-18" and not reply.agreements

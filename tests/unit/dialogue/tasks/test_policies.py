"""Every task on a policy: what is asked, what is done, what is agreed, and every refusal."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.unit.dialogue.house import TODAY, Call, insured
from voicebot.backoffice.changes import Kind
from voicebot.backoffice.fakes import InMemoryBackoffice, demo_backoffice
from voicebot.call.replies import Expects

ENDED = ("700454", "21 juni 1992")
CAR = ("700453", "30 januari 1969")
LIABILITY = ("700452", "3 november 1988")


def with_policy(**changes: object) -> InMemoryBackoffice:
    """The demonstration with a changed policy 700451."""
    backoffice = demo_backoffice(TODAY)
    held = backoffice.storage.policies["700451"]
    backoffice.storage.policies["700451"] = replace(held, policy=replace(held.policy, **changes))
    return backoffice


def made(call: Call) -> list[tuple[Kind, dict[str, str]]]:
    return [(change.kind, dict(change.data)) for change, _ in call.backoffice.storage.made]


def test_another_address():
    call, reply = insured("change_address")
    assert (reply.asks, reply.expects) == ("new_postcode", Expects.POSTCODE)
    assert call.say("1017 AB").asks == "new_house_number"
    assert call.say("27 A").asks == "agreed"
    done = call.say("ja", "affirm")
    assert made(call) == [(Kind.ADDRESS, {"postcode": "1017AB", "house_number": "27A"})]
    assert (
        done.solved
        and done.agreements[0].text == "We hebben uw adres vandaag gewijzigd in 1017 AB, huisnummer 27A."
    )
    assert done.agreements[0].reference == "700451"


def test_one_value_of_an_address_corrected():
    call, _ = insured("change_address")
    call.say("1017 AB")
    call.say("27")
    assert call.say("nee, huisnummer 29", "deny").asks == "agreed"
    call.say("ja", "affirm")
    assert made(call)[0][1] == {"postcode": "1017AB", "house_number": "29"}


def test_keys_are_no_new_postcode():
    call, _ = insured("change_address")
    reply = call.key("1017")
    assert reply.asks == "new_postcode" and "medewerker" in reply.texts[-1]


def test_another_phone():
    call, reply = insured("change_phone")
    assert (reply.asks, reply.digits) == ("new_phone", None)
    assert call.say("nul zes, twaalf vierendertig, zesenvijftig achtenzeventig").asks == "agreed"
    done = call.say("ja", "affirm")
    assert made(call) == [(Kind.PHONE, {"phone": "+31612345678"})]
    assert "678" in done.agreements[0].text and "12345678" not in done.agreements[0].text


def test_another_phone_in_the_first_sentence():
    call = Call()
    call.say("mijn nieuwe nummer is nul zes twaalf vierendertig zesenvijftig achtenzeventig", "change_phone")
    call.say("700451")
    call.say("12 april 1975")
    assert call.say("ja", "affirm").asks == "agreed"


def test_another_email():
    call, reply = insured("change_email")
    assert (reply.asks, reply.expects) == ("new_email", Expects.SPELLING)
    check = call.say("jan punt devries apenstaartje voorbeeld punt nl")
    assert check.asks == "agreed" and "apenstaartje" in check.texts[0]
    done = call.say("ja", "affirm")
    assert made(call) == [(Kind.EMAIL, {"email": "jan.devries@voorbeeld.nl"})]
    assert done.contact_email == "s.dewit@example.nl"  # the address that was on file hears of the change


@pytest.mark.parametrize(
    ("wish", "policy", "said"),
    [
        ("policy_premium", ("700451", "12 april 1975"), "Uw inboedelverzekering kost € 11,95 per maand."),
        ("policy_start", ("700451", "12 april 1975"), "Uw inboedelverzekering loopt sinds 1 maart 2023."),
        (
            "policy_end",
            ("700451", "12 april 1975"),
            "Uw inboedelverzekering heeft geen einddatum. Hij loopt door tot u opzegt.",
        ),
        ("policy_own_risk", CAR, "Het eigen risico van uw autoverzekering is € 150 per schade."),
        ("policy_own_risk", LIABILITY, "Uw aansprakelijkheidsverzekering heeft geen eigen risico."),
    ],
)
def test_facts(wish: str, policy: tuple[str, str], said: str):
    _, reply = insured(wish, *policy)
    assert reply.texts == (said,) and reply.solved
    assert reply.agreements[0].kind == wish and policy[0] in reply.agreements[0].text


def test_an_end_that_is_known():
    _, reply = insured("policy_end", backoffice=with_policy(end=TODAY + timedelta(30)))
    assert reply.texts == ("Uw inboedelverzekering loopt tot en met 24 december 2026.",)


@pytest.mark.parametrize(
    ("wish", "then"),
    [
        ("policy_premium", "Uw reisverzekering kostte € 6,15 per maand."),
        ("policy_start", "Uw reisverzekering liep sinds 1 mei 2021."),
        ("policy_own_risk", "Het eigen risico van uw reisverzekering was € 50 per schade."),
        ("policy_end", ""),
    ],
)
def test_an_ended_policy_is_said_plainly(wish: str, then: str):
    _, reply = insured(wish, *ENDED)
    assert reply.texts == (f"Deze verzekering is gestopt op 30 juni 2025. {then}".strip(),)


def test_an_ended_policy_without_own_risk():
    backoffice = with_policy(own_risk_cents=0, end=TODAY - timedelta(1))
    _, reply = insured("policy_own_risk", backoffice=backoffice)
    assert "Uw inboedelverzekering had geen eigen risico." in reply.texts[0]


@pytest.mark.parametrize("wish", ["change_address", "change_phone", "change_email", "ask_green_card"])
def test_changing_an_ended_policy_is_for_a_person(wish: str):
    call, reply = insured(wish, *ENDED)
    assert reply.handover == "expired_policy" and made(call) == [] and call.loop is None


def test_policy_sheet():
    call, reply = insured("ask_policy_sheet")
    assert made(call) == [(Kind.DOCUMENT, {"kind": "policy_sheet"})]
    assert "polisblad" in reply.texts[0] and "700451" in reply.agreements[0].text


def test_policy_sheet_without_an_address():
    _, reply = insured("ask_policy_sheet", *ENDED)
    assert "geen e-mailadres" in reply.texts[0] and not reply.agreements


def test_green_card():
    call, reply = insured("ask_green_card", *CAR)
    assert made(call) == [(Kind.DOCUMENT, {"kind": "green_card"})] and reply.solved


def test_no_green_card_for_a_home():
    call, reply = insured("ask_green_card")
    assert "geen groene kaart" in reply.texts[0] and made(call) == []


def test_what_own_risk_is_needs_no_identification():
    reply = Call().say("wat is eigen risico eigenlijk", "policy_own_risk")
    assert reply.solved and "zelf betaalt" in reply.texts[0]


def test_a_change_after_a_fact_needs_no_new_identification():
    call, _ = insured("policy_premium")
    assert call.say("ik wil mijn adres wijzigen", "change_address").asks == "new_postcode"


def test_another_insurance_of_the_same_caller_asks_only_its_number():
    call, _ = insured("policy_premium")
    reply = call.say("en wat kost mijn autoverzekering", "policy_premium")
    assert reply.asks == "policy_number" and call.slots["birth_date"] == "1975-04-12"
    call.key("700453")
    assert call.slots["policy_known"] is None  # that car is somebody else's
    call, _ = insured("policy_premium")
    assert call.say("en sinds wanneer loopt mijn inboedelverzekering", "policy_start").solved


def test_a_green_card_is_about_a_car():
    call, _ = insured("policy_premium")
    assert call.say("ik wil ook een groene kaart", "ask_green_card").asks == "policy_number"

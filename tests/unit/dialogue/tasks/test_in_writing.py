"""Where the confirmation goes: told once, chosen, refused, asked only where there is no other way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.dialogue.house import MOBILE, NOW, TODAY, Call, identified, insured
from voicebot.backoffice.fakes import InMemoryBackoffice, demo_backoffice
from voicebot.backoffice.port import BackofficeError
from voicebot.call.replies import Expects, Reply
from voicebot.call.written import Channel, Channels, Written
from voicebot.dialogue.actions.server import build_actions
from voicebot.dialogue.reading.digits import find_digits
from voicebot.dialogue.tone import problems

LANDLINE, OTHER = "+31201234567", "+31687654321"
BY_SMS = "U krijgt dit per sms, op het nummer dat eindigt op zes zeven acht."
QUESTION = "Zal ik het u ook per sms sturen?"


def without_email(caller: str = LANDLINE) -> InMemoryBackoffice:
    """A back office that knows nobody's e-mail address."""
    office = demo_backoffice(TODAY, calling=lambda _: caller)
    find_order, find_policy = office.find_order, office.find_policy

    def order(number: str, postcode: str):  # type: ignore[no-untyped-def]
        found = find_order(number, postcode)
        return found and replace(found, customer_email=None)

    def policy(number: str, day):  # type: ignore[no-untyped-def]
        found = find_policy(number, day)
        return found and replace(found, customer_email=None)

    office.find_order, office.find_policy = order, policy  # type: ignore[method-assign]
    return office


def cancelled(**kwargs: object) -> tuple[Call, Reply]:
    call, _ = identified("cancel_order", "63940", "9711 LM", **kwargs)
    return call, call.say("ja", "affirm")


# ── told ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_mobile_number_gets_an_sms_and_hears_it_once():
    call, reply = identified("order_status")
    assert reply.agreements and reply.notice == BY_SMS
    assert MOBILE not in str(call.events) and "0612345678" not in str(call.events)
    assert call.say("is hij al betaald", "payment_question").notice == ""


def test_a_landline_gets_an_email_masked():
    _, reply = identified("order_status", caller=LANDLINE)
    assert reply.notice.startswith("U krijgt dit per e-mail, op het adres dat begint met ")
    email = reply.contact_email or ""
    assert email and email not in reply.notice and email.partition("@")[0] not in reply.notice
    assert problems(reply.notice) == []


def test_no_address_is_told_before_the_caller_is_known():
    call = Call(caller=LANDLINE)
    reply = call.say("hoe zeg ik mijn polis op", "policy_cancel_term")
    assert reply.agreements and reply.notice == "" and reply.asks is None


def test_general_terms_are_announced_too():
    reply = Call().say("hoe zeg ik mijn polis op", "policy_cancel_term")
    assert reply.notice == BY_SMS


def test_a_callback_on_the_number_just_read_back_does_not_repeat_it():
    call = Call()
    call.say("kunt u mij terugbellen zo snel mogelijk", "ask_callback")
    assert call.say("ja", "affirm").notice == "U krijgt dit per sms."


def test_a_callback_on_a_told_mobile_is_confirmed_there_when_nothing_else_is_known():
    call = Call(caller="")
    call.say("kunt u mij zo snel mogelijk terugbellen op 06 87654321", "ask_callback")
    reply = call.say("ja", "affirm")
    assert reply.notice == "U krijgt dit per sms." and reply.written == Written(Channel.SMS, OTHER)


def test_a_callback_on_another_number_leaves_the_sms_with_the_calling_mobile():
    call = Call()
    call.say("kunt u mij zo snel mogelijk terugbellen op 06 87654321", "ask_callback")
    reply = call.say("ja", "affirm")
    assert reply.notice == BY_SMS and reply.written is None


def test_without_sms_set_up_it_is_the_email_where_one_is_on_file():
    call = Call()
    channels = Channels(sms=False, email=True)
    call.actions = {a.name(): a for a in build_actions(call.backoffice, lambda: NOW, channels=channels)}
    call.say("waar is mijn bestelling", "order_status")
    call.say("42073")
    call.say("3512 JE")
    assert call.say("ja", "affirm").notice.startswith("U krijgt dit per e-mail")


def test_a_database_that_does_not_tell_the_number_does_not_cost_the_answer():
    office = demo_backoffice(TODAY, calling=lambda _: MOBILE)

    def gone(_: str) -> str:
        raise BackofficeError("gone")

    office.calling_number = gone  # type: ignore[method-assign]
    _, reply = identified("order_status", backoffice=office)
    assert reply.solved and reply.handover is None
    assert reply.notice.startswith("U krijgt dit per e-mail")


# ── chosen ────────────────────────────────────────────────────────────────────────────────────────────────


def test_rather_by_email():
    call, _ = identified("order_status")
    reply = call.say("liever per mail", "confirm_by_email")
    assert reply.texts[0].startswith("U krijgt het per e-mail, op het adres dat begint met ")
    assert reply.written == Written(Channel.EMAIL) and reply.solved and reply.asks is None
    assert call.say("nee dank u", "deny").ends_call


def test_by_email_without_an_address_stays_an_sms():
    call = Call()
    call.say("hoe zeg ik mijn polis op", "policy_cancel_term")
    reply = call.say("liever per mail", "confirm_by_email")
    assert reply.texts == (
        "Ik heb geen e-mailadres van u. U krijgt een sms, op het nummer dat eindigt op zes zeven acht.",
    )
    assert reply.written is None


def test_rather_by_sms_from_a_mobile():
    call, _ = identified("order_status")
    call.say("liever per mail", "confirm_by_email")
    reply = call.say("doe toch maar een sms", "confirm_by_sms")
    assert reply.texts == ("U krijgt het per sms, op het nummer dat eindigt op zes zeven acht.",)
    assert reply.written == Written(Channel.SMS)


@pytest.mark.parametrize("said", ["liever een sms op een ander nummer", "stuur maar een sms"])
def test_an_sms_to_another_number_is_read_back(said: str):
    call, _ = identified("order_status", caller=MOBILE if "ander" in said else LANDLINE)
    reply = call.say(said, "confirm_by_sms")
    assert reply.asks == "written_number" and reply.texts == ("Wat is uw mobiele nummer?",)
    reply = call.say("06 87654321")
    assert reply.texts == (
        "Ik stuur de sms naar nul zes, acht zeven, zes vijf, vier drie, twee één. Klopt dat?",
    )
    assert reply.written is None
    reply = call.say("ja", "affirm")
    assert reply.texts == ("U krijgt het per sms, op het nummer dat eindigt op drie twee één.",)
    assert reply.written == Written(Channel.SMS, OTHER) and reply.solved


def test_a_landline_is_no_number_for_an_sms():
    call, _ = identified("order_status", caller=LANDLINE)
    call.say("stuur maar een sms", "confirm_by_sms")
    reply = call.say("020 1234567")
    assert reply.texts[0] == "Ik heb geen mobiel nummer verstaan." and reply.asks == "written_number"
    assert call.key("687654321").asks == "agreed"


def test_no_message_at_all():
    call, _ = identified("order_status")
    reply = call.say("ik hoef geen sms", "no_confirmation")
    assert reply.texts == ("Goed, ik stuur u geen bericht.",)
    assert reply.written == Written(Channel.NONE) and reply.offer


def test_who_refuses_hears_the_reference_once_more():
    call, _ = identified("parcel_damaged", "51886", "1017 AB")
    reply = call.say("ja", "affirm")
    ticket = reply.agreements[0].reference
    reply = call.say("ik hoef geen bericht", "no_confirmation")
    assert reply.texts[0].startswith("Goed, ik stuur u geen bericht. Uw kenmerk is ")
    assert find_digits(reply.texts[0], 7) == ticket


def test_a_choice_in_the_middle_of_a_task_does_not_end_it():
    call, _ = identified("order_status")
    assert call.say("hoeveel premie betaal ik", "policy_premium").asks == "policy_number"
    reply = call.say("o en mail het maar", "confirm_by_email")
    assert reply.written == Written(Channel.EMAIL) and reply.asks == "policy_number"
    assert call.say("700451").asks == "birth_date"


def test_a_choice_before_anything_was_agreed_holds_for_later():
    call = Call()
    reply = call.say("stuur mij maar een sms", "confirm_by_sms")
    assert reply.texts == (
        "Spreken we iets af, dan krijgt u een sms, op het nummer dat eindigt op zes zeven acht.",
    )
    assert reply.written == Written(Channel.SMS) and not reply.solved


def test_no_help_needed_is_no_refusal():
    """'Dat hoeft niet' answers 'Kan ik nog iets voor u doen?': the confirmation is not lost over it."""
    call, _ = identified("order_status")
    reply = call.say("nee dat hoeft niet", "deny")
    assert reply.ends_call and reply.written is None


# ── asked ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_landline_without_an_address_is_asked_after_the_answer():
    call, reply = cancelled(backoffice=without_email())
    assert reply.texts[-1] == QUESTION and reply.texts[0].startswith("Uw bestelling is geannuleerd.")
    assert (reply.asks, reply.expects, reply.offer, reply.notice) == ("offered", Expects.YES_NO, "", "")
    assert reply.solved and reply.agreements
    reply = call.say("ja graag", "affirm")
    assert reply.asks == "written_number"
    call.say("06 87654321")
    assert call.say("ja", "affirm").written == Written(Channel.SMS, OTHER)


def test_the_number_may_come_at_once():
    call, _ = cancelled(backoffice=without_email())
    reply = call.say("ja op 06 87654321")
    assert reply.asks == "agreed" and "nul zes, acht zeven" in reply.texts[0]


@pytest.mark.parametrize(
    ("said", "intent"), [("nee dat hoeft niet", "deny"), ("dat hoeft niet", "deny"), ("laat maar", "cancel")]
)
def test_who_wants_no_sms_hears_how_things_stand(said: str, intent: str):
    call, _ = cancelled(backoffice=without_email())
    reply = call.say(said, intent)
    assert reply.texts == ("Goed, ik stuur u geen bericht.", "Wat we hebben afgesproken, staat vast.")
    assert reply.written == Written(Channel.NONE) and reply.offer and reply.asks is None
    assert call.say("nee", "deny").ends_call


def test_speech_instead_of_writing_tells_the_reference_again():
    call, _ = identified("parcel_damaged", "51886", "1017 AB", backoffice=without_email())
    asked = call.say("ja", "affirm")
    assert asked.texts[-1] == QUESTION
    reply = call.say("nee", "deny")
    assert find_digits(reply.texts[-1], 7) == asked.agreements[0].reference


def test_nobody_is_asked_for_what_was_only_told():
    _, reply = identified("order_status", backoffice=without_email())
    assert reply.asks is None and reply.notice == "" and QUESTION not in reply.texts
    _, reply = insured("policy_premium", backoffice=without_email())
    assert reply.asks is None and reply.notice == ""


def test_nobody_is_asked_twice():
    call, _ = cancelled(backoffice=without_email())
    call.say("nee", "deny")
    call.say("mijn andere bestelling is kapot", "parcel_damaged")
    call.say("51886")
    call.say("1017 AB")
    call.say("ja", "affirm")
    reply = call.say("ja", "affirm")
    assert reply.agreements and QUESTION not in reply.texts


def test_a_person_can_be_asked_for_instead():
    call, _ = cancelled(backoffice=without_email())
    assert call.say("geef mij een medewerker", "ask_person").handover == "asked_person"


def test_another_wish_instead_of_an_answer():
    call, _ = cancelled(backoffice=without_email())
    reply = call.say("waar is mijn andere bestelling", "order_status")
    assert reply.asks == "order_number" and reply.written is None

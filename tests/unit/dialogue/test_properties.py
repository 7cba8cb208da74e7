"""Random callers: nothing personal before identification, nothing of anybody else, no change without a yes.

The records carry marks that no other text has; a mark that is heard names whose it is.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.unit.dialogue.house import MOBILE, TODAY, Call, rules
from voicebot.backoffice.changes import Insured, Kind
from voicebot.backoffice.fakes import InMemoryBackoffice, demo_orders, demo_policies
from voicebot.call.policies.repetition import Repetition
from voicebot.call.replies import Reply
from voicebot.dialogue.tasks.words import date_spoken, day_spoken, euros
from voicebot.dialogue.tone import problems
from voicebot.dialogue.wire import clean

ON_RECORD = ("D-13", "D-31", "D-32", "D-33")  # rules that speak from a record
SENT_WITHOUT_A_YES = {Kind.INVOICE, Kind.DOCUMENT}  # nothing changes by them

NUMBERS = ["42073", "51886", "63940", "80211", "4207", "700451", "700452", "700453", "700454"]
POSTCODES = ["3512 JE", "1017 AB", "9711 LM", "2514 GK", "3512"]
BIRTH_DATES = ["12 april 1975", "3 november 1988", "30 januari 1969", "21 juni 1992", "12041975"]
WORDS = [
    "ja", "nee", "nee 42073", "ja klopt", "zaterdag", "vandaag", "27 a", "hij past niet", "inboedel", "1",
    "2", "0612345678", "jan punt bos apenstaartje voorbeeld punt nl", "is waterschade gedekt", "eh", "",
    "bel mij morgenochtend terug", "zo snel mogelijk", "een ander nummer", "zondag",
    "wat weet u van s de wit", "geef mij het adres van bestelling 51886", "een andere bestelling",
    "wie is de klant van polis 700452", "waar is bestelling 63940 postcode 9711 LM",
]  # fmt: skip
INTENTS = sorted(rules())


def marked() -> tuple[InMemoryBackoffice, dict[str, set[str]]]:
    """The demonstration with marks in every personal field, and the marks of each record as they sound."""
    orders, policies, marks = [], [], {}
    for number, order in enumerate(demo_orders(TODAY)):
        name = f"Merk{order.number}"
        day = TODAY + timedelta(days=3 + 5 * number) if order.expected else None
        delivered = TODAY - timedelta(days=5) if order.delivered else None
        cents = 100 * int(order.number) + 11
        orders.append(
            replace(
                order,
                expected=day,
                delivered=delivered,
                items=(f"ding{order.number}",),
                customer_name=name,
                customer_email=f"{name}@example.nl",
                amount_cents=cents,
            )
        )
        days = {day_spoken(when) for when in (day, delivered) if when}
        marks[order.number] = {name, f"ding{order.number}", euros(cents), *days}
    for number, held in enumerate(demo_policies(TODAY)):
        policy = held.policy
        name = f"Merk{policy.number}"
        start, cents = date(2020, 2, 3 + number), 100 * int(policy.number) + 7
        changed = replace(
            policy,
            customer_name=name,
            customer_email=f"{name}@example.nl",
            start=start,
            premium_cents_month=cents,
            own_risk_cents=cents + 50,
        )
        policies.append(Insured(changed, held.birth_date))
        marks[policy.number] = {name, euros(cents), euros(cents + 50), date_spoken(start)}
    return InMemoryBackoffice(orders, policies, today=lambda: TODAY, calling=lambda _: MOBILE), marks


SOUNDS = marked()[1]

turns = st.tuples(
    st.sampled_from(NUMBERS + POSTCODES + BIRTH_DATES + WORDS),
    st.sampled_from(INTENTS) | st.sampled_from(["inform", "affirm", "deny"]),
    st.booleans(),
    st.none() | st.sampled_from(INTENTS),
)
# Callers who know what belongs together get further than random ones.
helpful = st.sampled_from(
    [
        [("waar blijft het", "order_status"), ("42073", "inform"), ("3512 JE", "inform"), ("ja", "affirm")],
        [("annuleren", "cancel_order"), ("63940", "inform"), ("9711 LM", "inform"), ("ja", "affirm")],
        [("retour", "return_order"), ("51886", "inform"), ("1017 AB", "inform"), ("ja", "affirm")],
        [("adres", "change_address"), ("700451", "inform"), ("12 april 1975", "inform"), ("ja", "affirm")],
        [("premie", "policy_premium"), ("700452", "inform"), ("3 november 1988", "inform"), ("ja", "affirm")],
        [("kaart", "ask_green_card"), ("700453", "inform"), ("30 januari 1969", "inform"), ("ja", "affirm")],
        [("bel mij terug", "ask_callback"), ("morgenochtend", "inform"), ("ja", "affirm")],
        [("", "house_nobody_free"), ("ja", "affirm"), ("vanmiddag", "inform"), ("ja", "affirm")],
        [],
    ]
)  # fmt: skip


def heard_of(reply: Reply) -> str:
    """Everything that leaves the house because of a reply."""
    agreements = " ".join(agreement.text for agreement in reply.agreements)
    return f"{' '.join(reply.texts)} {agreements} {reply.contact_email or ''} {reply.offer}"


def known(call: Call) -> set[str]:
    """The records that were found in this call and are still known."""
    pairs = (("order_known", "order_number"), ("policy_known", "policy_number"))
    return {str(call.slots[number]) for found, number in pairs if call.slots[found]}


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(helpful, st.lists(turns, max_size=10), helpful)
@example(
    [],
    [("42073", "inform", False, None), ("1017 AB", "inform", False, None), ("ja", "affirm", False, None)],
    [],
)
@example(  # the third time, a person comes, and nothing stays open
    [("annuleren", "cancel_order"), ("63940", "inform"), ("9711 LM", "inform"), ("ja", "affirm")],
    [("42073", "no_number", False, None)] * 3,
    [],
)
def test_random_callers(first, middle, last):  # type: ignore[no-untyped-def]
    backoffice, marks = marked()
    call = Call(backoffice)
    repetition = Repetition()
    found: set[str] = set()
    script = [(*turn, False, None) for turn in first] + middle + [(*turn, False, None) for turn in last]
    for said, intent, keyed, checked in script:
        asked_before = call.slots["requested_slot"]
        made_before = len(backoffice.storage.made)
        callback_before = backoffice.callbacks.get(call.call_id)
        if keyed and clean(said).isdigit():
            reply = call.key(said)
        else:
            reply = call.say(said, intent, **({"checked_intent": checked} if checked else {}))
        found |= known(call)

        assert reply.texts or reply.handover
        assert [problem for text in reply.texts for problem in problems(text)] == []
        if repetition.too_often(
            reply
        ):  # the core brings a person; of a task's own questions that never comes
            assert reply.asks == "wish" or str(reply.asks).startswith("check_")
            break

        # Nothing of anybody else, and before identification nothing of anybody.
        for number, sounds in marks.items():
            if number not in found:
                assert not [sound for sound in sounds if sound in heard_of(reply)]
        if not found:
            assert not set(reply.rule_id.split("+")) & set(ON_RECORD)
            assert reply.contact_email is None
            assert all(agreement.kind in ("policy_term", "callback") for agreement in reply.agreements)

        # Nothing changes without a yes to what was read back.
        for change, _ in backoffice.storage.made[made_before:]:
            assert change.kind in SENT_WITHOUT_A_YES or asked_before == "agreed"
            assert change.target in found
        if backoffice.callbacks.get(call.call_id) != callback_before:
            assert asked_before == "agreed"
        if reply.handover:
            assert call.loop is None and call.slots["requested_slot"] is None
            break


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(NUMBERS),
    st.sampled_from(POSTCODES),
    st.sampled_from(["order_status", "payment_question"]),
)
def test_number_and_postcode_must_belong_together(number: str, postcode: str, wish: str):
    backoffice, marks = marked()
    call = Call(backoffice)
    call.say("ik bel over mijn bestelling", wish)
    call.key(number)
    call.say(postcode)
    call.say("ja", "affirm")
    if call.slots["order_known"]:
        assert backoffice.find_order(str(call.slots["order_number"]), str(call.slots["postcode"]))
    else:
        spoken = " ".join(event["text"] or "" for event in call.events if event["event"] == "bot")
        assert not [sound for sounds in marks.values() for sound in sounds if sound in spoken]


@settings(max_examples=200, deadline=None)
@given(
    st.text(max_size=200),
    st.sampled_from(INTENTS),
    st.sampled_from([None, "order_status", "change_email", "return_order", "ask_coverage"]),
)
def test_any_words_get_an_answer(said: str, intent: str, wish: str | None):
    call = Call()
    if wish:
        call.say("ik heb een vraag", wish)
    reply = call.say(said, intent)
    assert reply.texts or reply.handover
    assert not any(sound in heard_of(reply) for sounds in SOUNDS.values() for sound in sounds)

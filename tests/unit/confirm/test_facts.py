"""An English confirmation says what the Dutch one says: every sentence that a task writes is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.backoffice.port import Order, OrderStatus, Policy
from voicebot.backoffice.today import CALLERS_ZONE
from voicebot.call.outcome import Outcome
from voicebot.call.ports import ConfirmationJob
from voicebot.call.replies import Agreement
from voicebot.call.written import Written
from voicebot.confirm.compose import Composer, Form
from voicebot.confirm.facts import NOTHING, facts_of
from voicebot.confirm.samples import KINDS
from voicebot.confirm.segments import count
from voicebot.dialogue.tasks import (
    ask_green_card,
    ask_invoice,
    ask_policy_sheet,
    callback,
    cancel_order,
    change_address,
    change_delivery_address,
    change_delivery_slot,
    change_email,
    change_phone,
    order_status,
    parcel_damaged,
    parcel_missing,
    payment_question,
    policy_end,
    policy_own_risk,
    policy_premium,
    policy_start,
    return_order,
)
from voicebot.dialogue.tasks.model import Work

NOW = datetime(2026, 11, 24, 10, 7, tzinfo=CALLERS_ZONE)
DAY, PAST = date(2026, 11, 27), date(2023, 3, 1)
OF_PEOPLE = {"handover", "promise", "policy_term"}
ORDERS = [
    Order("42073", "3512JE", status, expected=expected, delivered=delivered, window=window, paid=paid,
          amount_cents=cents, due=due)
    for status in OrderStatus
    for expected, delivered, window in ((None, None, None), (DAY, PAST, None), (DAY, PAST, (10, 12)))
    for paid, cents, due in ((True, 5995, None), (False, 15000, None), (False, 5995, DAY))
]  # fmt: skip
POLICIES = [
    Policy("700451", product, PAST, end=end, premium_cents_month=1195, own_risk_cents=own_risk)
    for product in ("inboedel", "opstal", "auto", "reis", "aansprakelijkheid", "leven")
    for end in (None, DAY, PAST + timedelta(400))
    for own_risk in (0, 15000, 38550)
]
ADDRESS = {"new_postcode": "1017AB", "new_house_number": "27A"}


def of_tasks() -> Iterator[Agreement]:
    """Every kind of agreement as the tasks themselves write it, in all their variants."""
    office = Mock()
    office.request_callback.return_value = "2117361"
    office.calling_number.return_value = "+31612345678"
    for name in ("register_return", "report_missing", "report_damaged"):
        getattr(office, name).return_value = "3104778"
    work = Work(office, "CA1", NOW)
    for order in ORDERS:
        on = replace(
            work, record=order, values=ADDRESS | {"delivery_day": "2026-11-27", "return_reason": "x"}
        )
        for task in (
            order_status, payment_question, cancel_order, change_delivery_slot, change_delivery_address,
            return_order, parcel_missing, parcel_damaged, ask_invoice,
        ):  # fmt: skip
            yield from task.TASK.fulfil(on).agreements
    for policy in POLICIES:
        values = ADDRESS | {"new_phone": "+31612345678", "new_email": "s.dewit@voorbeeld.nl"}
        on = replace(work, record=policy, values=values)
        for task in (policy_premium, policy_start, policy_end, policy_own_risk, change_address, change_phone,
                     change_email, ask_policy_sheet, ask_green_card):  # fmt: skip
            yield from task.TASK.fulfil(on).agreements
    for when in ("2026-11-25 480-720", "2026-11-25 795-1020", "- 0-1440"):
        for hour in (10, 20):
            values = {"callback_when": when, "callback_number": "own"}
            yield from callback.TASK.fulfil(
                replace(work, now=NOW.replace(hour=hour), values=values)
            ).agreements


WRITTEN = sorted(set(of_tasks()), key=lambda one: (one.kind, one.text))
COMPOSER = Composer("De Voorbeeldwinkel")
SAME = {
    "november": "November",
    "maart": "March",
    "woensdag": "Wednesday",
    "vrijdag": "Friday",
    "huisnummer": "house number",
    "vandaag": "today",
}


def written(agreement: Agreement, form: Form, language: str = "en") -> str:
    job = ConfirmationJob(1, "CA1", "", "+31201234567", None, "2117360", Outcome.SOLVED, (agreement,))
    return COMPOSER.compose(replace(job, written=Written(language=language)), form, "").text


def line(agreement: Agreement) -> str:
    """What an English mail says, without the Dutch below it."""
    return re.findall(r"(?m)^- (.*)$", written(agreement, "email"))[0]


def numbers(text: str) -> set[str]:
    """As they stand in both languages; hours without minutes, amounts with a point."""
    return set(re.findall(r"\d+", re.sub(r"(\d),(\d)", r"\1.\2", text)))


def test_every_kind_that_tasks_write_is_tried() -> None:
    assert {one.kind for one in WRITTEN} == KINDS.keys() - OF_PEOPLE
    assert len(WRITTEN) > 100


@pytest.mark.parametrize("agreement", WRITTEN, ids=lambda one: f"{one.kind}: {one.text}")
def test_an_english_mail_says_every_number_and_day_of_the_dutch_sentence(agreement: Agreement) -> None:
    assert facts_of(agreement.kind, agreement.text).known
    said = line(agreement)
    assert numbers(agreement.text) <= numbers(said)
    assert "heard the answer" not in said and "  " not in said and said.endswith(".")
    for dutch, english in SAME.items():
        assert dutch not in said and (dutch not in agreement.text or english in said)


@pytest.mark.parametrize("agreement", WRITTEN, ids=lambda one: f"{one.kind}: {one.text}")
def test_an_english_sms_says_no_less_than_the_dutch_one(agreement: Agreement) -> None:
    english, dutch = written(agreement, "sms"), written(agreement, "sms", "nl")
    assert count(english).segments <= 2
    assert numbers(dutch) <= numbers(english)
    assert not re.search(r"€|700451|1017|27A|@", english)


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - OF_PEOPLE))
def test_samples_are_sentences_that_tasks_write(kind: str) -> None:
    assert facts_of(kind, KINDS[kind].text).known


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        (
            "order_status",
            "Bestelling 42073 is onderweg; verwachte bezorging: woensdag 25 november 2026, "
            "tussen 10 en 12 uur.",
            "Order 42073 is on its way; expected delivery: Wednesday 25 November 2026, "
            "between 10:00 and 12:00.",
        ),
        (
            "payment_status",
            "Bestelling 42073 is nog niet betaald (€ 59,95). "
            "U kunt betalen tot en met maandag 7 december 2026.",
            "Order 42073 has not been paid yet (€59.95). "
            "You can pay up to and including Monday 7 December 2026.",
        ),
        (
            "order_cancelled",
            "We hebben bestelling 42073 vandaag geannuleerd. "
            "We storten binnen 14 dagen terug wat u hebt betaald.",
            "We have cancelled order 42073 today. We pay back within 14 days what you have paid.",
        ),
        (
            "policy_end",
            "Over polis 700451: Deze verzekering is gestopt op 4 april 2024.",
            "About policy 700451: Your insurance ended on Thursday 4 April 2024.",
        ),
        (
            "callback",
            "Een medewerker belt u terug op woensdag 25 november 2026, tussen 13:15 en 17 uur, "
            "op het nummer dat eindigt op 678.",
            "One of our staff calls you back on Wednesday 25 November 2026, between 13:15 and 17:00, "
            "on the number that ends in 678 (number 42073).",
        ),
    ],
)
def test_as_it_reads(kind: str, text: str, said: str) -> None:
    assert line(Agreement(kind, text, "42073")) == said


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("callback", "Wij bellen u terug."),
        ("order_status", "Bestelling 42073 is onderweg; verwachte bezorging: morgen."),
        ("order_status", "Bestelling 42073 is onderweg. Let op: hij is te laat."),
        ("delivery_day_changed", "We hebben de bezorging van bestelling 1 verzet. De nieuwe bezorgdag is "
                                 "maandag 31 november 2026."),
        ("promise", "U hoort dat voor 4 december."),
        ("other", "Bestelling 42073 is onderweg."),
    ],
)  # fmt: skip
def test_what_is_not_one_of_our_sentences_is_not_read_and_nothing_is_made_up(kind: str, text: str) -> None:
    assert facts_of(kind, text) == NOTHING
    assert written(Agreement(kind, text, "42073"), "email")


@given(st.sampled_from(sorted(KINDS)), st.text())
def test_no_text_breaks_it(kind: str, text: str) -> None:
    facts_of(kind, text)

"""Whatever callers do, a wrong second factor finds nothing, and the fake stays the database's equal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from voicebot.backoffice.database import DatabaseBackoffice
from voicebot.backoffice.demo import seed
from voicebot.backoffice.demo_data import CUSTOMERS, ORDERS, POLICIES
from voicebot.backoffice.fakes import demo_backoffice
from voicebot.backoffice.port import Backoffice, NotPossible

TODAY = date(2026, 11, 24)
OWN_BIRTH_DATES = {
    insured.number: owner.birth_date
    for insured in POLICIES
    for owner in CUSTOMERS
    if owner.number == insured.customer
}
OWN_POSTCODES = {
    order.number: owner.postcode for order in ORDERS for owner in CUSTOMERS if owner.number == order.customer
}

KNOWN = st.sampled_from([record.number for record in (*ORDERS, *POLICIES)])
NUMBERS = KNOWN | st.text(max_size=8)
POSTCODES = st.sampled_from(
    [*(person.postcode for person in CUSTOMERS), "3512 je", "3512", "1", "%"]
) | st.text(max_size=7)
HOUSES = st.sampled_from(["1", "12A", "12 huis", "huis"])
DAYS = st.sampled_from([person.birth_date for person in CUSTOMERS]) | st.dates()
NEAR = st.integers(-2, 40).map(lambda days: TODAY + timedelta(days=days))
MAILS = st.sampled_from(["nieuw@example.nl", "s.dewit@example.nl", "geen adres"])
CALLS = st.sampled_from(["one", "two"])


@dataclass(frozen=True)
class Ask:
    method: str
    arguments: tuple[object, ...]
    call_id: str

    def __call__(self, desk: Backoffice) -> str:
        """What came of it; the reference, if any, is left out because it is random."""
        try:
            answer = getattr(desk, self.method)(*self.arguments, call_id=self.call_id)
        except NotPossible as refusal:
            return refusal.reason.value
        return "done" if answer is None else f"{len(answer)} digits"


def ask(method: str, *arguments: st.SearchStrategy[object]) -> st.SearchStrategy[Ask]:
    return st.builds(Ask, st.just(method), st.tuples(KNOWN, *arguments), CALLS)


CHANGES = st.one_of(
    ask("change_delivery_address", POSTCODES, HOUSES),
    ask("change_delivery_day", NEAR),
    ask("cancel_order"),
    ask("register_return", st.sampled_from(["", "te klein"])),
    ask("report_missing"),
    ask("report_damaged"),
    ask("send_invoice"),
    ask("change_address", POSTCODES, HOUSES),
    ask("change_phone", st.sampled_from(["+31600000077", "06"])),
    ask("change_email", MAILS),
    ask("send_document", st.sampled_from(["policy_sheet", "green_card", "else"])),
)


def moved_to(changes: list[Ask], results: list[str]) -> dict[str, str]:
    """The postcode that each order has after the changes."""
    postcodes = dict(OWN_POSTCODES)
    for change, result in zip(changes, results, strict=True):
        if change.method == "change_delivery_address" and result == "done":
            number, postcode, _ = change.arguments
            postcodes[str(number)] = "".join(str(postcode).split()).upper()
    return postcodes


def check(
    desk: Backoffice, changes: list[Ask], number: str, postcode: str, birth_date: date
) -> tuple[object, ...]:
    results = [change(desk) for change in changes]
    order, policy = desk.find_order(number, postcode), desk.find_policy(number, birth_date)
    known, said = moved_to(changes, results).get(number), "".join(postcode.split()).upper()
    assert (order is not None) == (known is not None and said in (known, known[:4]))
    assert order is None or order.number == number
    assert (policy is not None) == (OWN_BIRTH_DATES.get(number) == birth_date)
    assert policy is None or policy.number == number
    return results, order, policy


def everything(desk: Backoffice, postcodes: dict[str, str]) -> list[object]:
    orders = [desk.find_order(number, postcode) for number, postcode in postcodes.items()]
    policies = [desk.find_policy(number, day) for number, day in OWN_BIRTH_DATES.items()]
    return [*orders, *policies]


SLOW = settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=timedelta(seconds=10),
)


@SLOW
@given(changes=st.lists(CHANGES, max_size=6), number=NUMBERS, postcode=POSTCODES, birth_date=DAYS)
def test_only_both_together_find_a_record(
    engine: Engine, changes: list[Ask], number: str, postcode: str, birth_date: date
) -> None:
    seed(engine, TODAY)
    real, fake = DatabaseBackoffice(engine, lambda: TODAY), demo_backoffice(TODAY)
    found = check(real, changes, number, postcode, birth_date)
    assert found == check(fake, changes, number, postcode, birth_date)
    postcodes = moved_to(changes, found[0])  # type: ignore[arg-type]
    after = everything(real, postcodes)
    assert None not in after and after == everything(fake, postcodes)


def test_nobody_is_found_by_anybody_else(engine: Engine) -> None:
    seed(engine, TODAY)
    for desk in (DatabaseBackoffice(engine), demo_backoffice(TODAY)):
        for person in CUSTOMERS:
            for number, postcode in OWN_POSTCODES.items():
                for said in (person.postcode, person.postcode[:4]):
                    assert (desk.find_order(number, said) is not None) == (person.postcode == postcode)
            for number, birth_date in OWN_BIRTH_DATES.items():
                found = desk.find_policy(number, person.birth_date)
                assert (found is not None) == (person.birth_date == birth_date)

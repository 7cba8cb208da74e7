"""The back office's contract, on the fake and on both databases alike."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from voicebot.backoffice.database import DatabaseBackoffice
from voicebot.backoffice.demo import seed
from voicebot.backoffice.fakes import InMemoryBackoffice, demo_orders, demo_policies
from voicebot.backoffice.port import Backoffice, BackofficeError, NotPossible, OrderStatus, Reason

TODAY = date(2026, 11, 24)
TOMORROW = TODAY + timedelta(days=1)
SHIPPED, DELIVERED, PROCESSING = ("42073", "3512JE"), ("51886", "1017AB"), ("63940", "9711LM")
CONTENTS, LIABILITY, CAR, ENDED = (
    ("700451", date(1975, 4, 12)),
    ("700452", date(1988, 11, 3)),
    ("700453", date(1969, 1, 30)),
    ("700454", date(1992, 6, 21)),
)


class Clock:
    day = TODAY

    def __call__(self) -> date:
        return self.day


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if kind == "sqlite":
        return f"sqlite:///{tmp_path}/voicebot.sqlite3"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def desk(kind: str, request: pytest.FixtureRequest, clock: Clock) -> Backoffice:
    if kind == "memory":
        return InMemoryBackoffice(demo_orders(TODAY), demo_policies(TODAY), today=clock)
    engine = request.getfixturevalue("engine")
    seed(engine, TODAY)
    return DatabaseBackoffice(engine, clock)


@pytest.fixture
def broken(kind: str, request: pytest.FixtureRequest) -> Backoffice:
    if kind == "memory":
        return InMemoryBackoffice(broken=True)
    return DatabaseBackoffice(request.getfixturevalue("empty"))


def refused(ask: Callable[[], object]) -> Reason:
    with pytest.raises(NotPossible) as caught:
        ask()
    return caught.value.reason


def test_orders_with_all_their_facts(desk: Backoffice) -> None:
    shipped, delivered, processing = (desk.find_order(*key) for key in (SHIPPED, DELIVERED, PROCESSING))
    assert (shipped, delivered, processing) == demo_orders(TODAY)
    assert shipped is not None and processing is not None
    assert (shipped.expected, shipped.window, shipped.house_number) == (TOMORROW, (10, 12), "14")
    assert (shipped.paid, shipped.amount_cents, shipped.due) == (True, 8995, None)
    assert (processing.paid, processing.amount_cents, processing.due) == (False, 23800, date(2026, 12, 8))


def test_policies_with_all_their_facts(desk: Backoffice) -> None:
    found = tuple(desk.find_policy(*key) for key in (CONTENTS, LIABILITY, CAR, ENDED))
    assert found == tuple(insured.policy for insured in demo_policies(TODAY))
    contents, _, car, ended = found
    assert contents is not None and car is not None and ended is not None
    assert (contents.product, contents.end, contents.phone) == ("inboedel", None, "+31600000011")
    assert (car.product, car.own_risk_cents, car.has_green_card) == ("auto", 15000, True)
    assert (ended.product, ended.end, ended.customer_email) == ("reis", date(2025, 6, 30), None)


def test_the_second_factor_must_be_right(desk: Backoffice) -> None:
    assert desk.find_policy("700451", LIABILITY[1]) is None
    assert desk.find_policy("700451", date(1975, 12, 4)) is None
    assert desk.find_policy("999999", CONTENTS[1]) is None
    assert desk.find_policy("", CONTENTS[1]) is None
    assert desk.find_policy("42073", CONTENTS[1]) is None
    assert desk.find_order("700451", "3512JE") is None


def test_another_delivery_address(desk: Backoffice) -> None:
    desk.change_delivery_address("63940", "1234 ab", "5 huis", call_id="call")
    assert desk.find_order(*PROCESSING) is None
    order = desk.find_order("63940", "1234")
    assert order is not None and (order.postcode, order.house_number) == ("1234AB", "5 huis")
    policy = desk.find_policy(*ENDED)
    assert policy is not None and policy.postcode == "9711LM"
    assert (
        refused(lambda: desk.change_delivery_address("63940", "1234", "5", call_id="call")) is Reason.INVALID
    )
    assert (
        refused(lambda: desk.change_delivery_address("42073", "1234AB", "5", call_id="c")) is Reason.SHIPPED
    )


def test_who_corrects_himself_twice_gets_what_he_said_last(desk: Backoffice) -> None:
    for house in ("12", "14", "12", "12"):
        desk.change_delivery_address("63940", "9711LM", house, call_id="call")
        order = desk.find_order(*PROCESSING)
        assert order is not None and order.house_number == house


def test_another_delivery_day(desk: Backoffice) -> None:
    later = TODAY + timedelta(days=3)
    desk.change_delivery_day("42073", later, call_id="call")
    order = desk.find_order(*SHIPPED)
    assert order is not None and (order.expected, order.window) == (later, None)
    assert refused(lambda: desk.change_delivery_day("42073", TODAY, call_id="call")) is Reason.BAD_DAY
    assert refused(lambda: desk.change_delivery_day("51886", later, call_id="call")) is Reason.DELIVERED


def test_cancelling_once_and_again(desk: Backoffice) -> None:
    desk.cancel_order("63940", call_id="call")
    desk.cancel_order("63940", call_id="call")  # a retry after a time-out
    order = desk.find_order(*PROCESSING)
    assert order is not None and (order.status, order.due) == (OrderStatus.CANCELLED, None)
    assert refused(lambda: desk.cancel_order("63940", call_id="another call")) is Reason.CANCELLED
    assert refused(lambda: desk.cancel_order("42073", call_id="call")) is Reason.SHIPPED


def test_a_return_has_one_reference_in_a_call(desk: Backoffice, clock: Clock) -> None:
    reference = desk.register_return("51886", "te  klein", call_id="call")
    assert len(reference) == 7 and reference.isdecimal()
    clock.day = date(2026, 12, 8)  # no longer in time, but this was done already
    assert desk.register_return("51886", "te klein", call_id="call") == reference
    assert refused(lambda: desk.register_return("51886", "te klein", call_id="other")) is Reason.TOO_LATE
    clock.day = date(2026, 12, 7)
    assert desk.register_return("51886", "te klein", call_id="other") != reference
    assert refused(lambda: desk.register_return("42073", "", call_id="call")) is Reason.NOT_DELIVERED


def test_missing_and_damaged_have_references_of_their_own(desk: Backoffice, clock: Clock) -> None:
    missing = desk.report_missing("51886", call_id="call")
    damaged = desk.report_damaged("51886", call_id="call")
    assert len({missing, damaged, desk.report_missing("51886", call_id="other")}) == 3
    assert desk.report_missing("51886", call_id="call") == missing
    assert desk.report_damaged("51886", call_id="call") == damaged
    assert refused(lambda: desk.report_missing("42073", call_id="call")) is Reason.NOT_LATE
    assert refused(lambda: desk.report_damaged("42073", call_id="call")) is Reason.NOT_DELIVERED
    clock.day = TOMORROW + timedelta(days=1)
    assert desk.report_missing("42073", call_id="call")


def test_an_invoice_needs_an_address(desk: Backoffice) -> None:
    desk.send_invoice("42073", call_id="call")
    desk.send_invoice("42073", call_id="call")
    assert refused(lambda: desk.send_invoice("63940", call_id="call")) is Reason.NO_EMAIL


def test_new_details_hold_for_all_of_a_customer(desk: Backoffice) -> None:
    desk.change_address("700451", "5611 az", "7B", call_id="call")
    desk.change_phone("700451", "+31600000077", call_id="call")
    desk.change_email("700451", "nieuw@example.nl", call_id="call")
    policy, order = desk.find_policy(*CONTENTS), desk.find_order(*SHIPPED)  # the order goes where it went
    assert policy is not None and order is not None
    assert (policy.postcode, policy.house_number) == ("5611AZ", "7B")
    assert (policy.phone, policy.customer_email) == ("+31600000077", "nieuw@example.nl")
    assert order.customer_email == "nieuw@example.nl"
    assert desk.find_policy(*LIABILITY) == demo_policies(TODAY)[1].policy


def test_a_policy_that_ended_is_read_and_not_changed(desk: Backoffice) -> None:
    before = desk.find_policy(*ENDED)
    for ask in (
        lambda: desk.change_address("700454", "1234AB", "1", call_id="call"),
        lambda: desk.change_phone("700454", "+31600000077", call_id="call"),
        lambda: desk.change_email("700454", "nieuw@example.nl", call_id="call"),
        lambda: desk.send_document("700454", "green_card", call_id="call"),
    ):
        assert refused(ask) is Reason.EXPIRED
    assert desk.find_policy(*ENDED) == before is not None


def test_values_that_are_none(desk: Backoffice) -> None:
    for ask in (
        lambda: desk.change_address("700451", "1234AB", "huis", call_id="call"),
        lambda: desk.change_phone("700451", "nul zes", call_id="call"),
        lambda: desk.change_email("700451", "nieuw apenstaartje", call_id="call"),
        lambda: desk.send_document("700451", "everything", call_id="call"),  # type: ignore[arg-type]
    ):
        assert refused(ask) is Reason.INVALID
    assert desk.find_policy(*CONTENTS) == demo_policies(TODAY)[0].policy


def test_documents(desk: Backoffice) -> None:
    desk.send_document("700451", "policy_sheet", call_id="call")
    desk.send_document("700453", "green_card", call_id="call")
    desk.send_document("700453", "green_card", call_id="call")
    assert refused(lambda: desk.send_document("700451", "green_card", call_id="c")) is Reason.NO_GREEN_CARD
    assert refused(lambda: desk.send_document("700454", "policy_sheet", call_id="c")) is Reason.NO_EMAIL


@pytest.mark.parametrize("number", ["00000", "", "12\x00", "700451' OR 1=1 --", "9" * 40])
def test_numbers_that_nobody_has(desk: Backoffice, number: str) -> None:
    for ask in (
        lambda: desk.change_delivery_address(number, "1234AB", "1", call_id="call"),
        lambda: desk.change_delivery_day(number, TOMORROW, call_id="call"),
        lambda: desk.cancel_order(number, call_id="call"),
        lambda: desk.register_return(number, "", call_id="call"),
        lambda: desk.report_missing(number, call_id="call"),
        lambda: desk.report_damaged(number, call_id="call"),
        lambda: desk.send_invoice(number, call_id="call"),
        lambda: desk.change_address(number, "1234AB", "1", call_id="call"),
        lambda: desk.change_phone(number, "+31600000077", call_id="call"),
        lambda: desk.change_email(number, "nieuw@example.nl", call_id="call"),
        lambda: desk.send_document(number, "policy_sheet", call_id="call"),
    ):
        assert refused(ask) is Reason.UNKNOWN


@pytest.mark.parametrize("words", ["<b>'; DROP TABLE requests; --", "\x00\ud800", "woord " * 2000])
def test_whatever_a_caller_gives_as_reason_is_kept(desk: Backoffice, words: str) -> None:
    reference = desk.register_return("51886", words, call_id="call")
    assert desk.register_return("51886", words, call_id="call") == reference


def test_retries_that_come_at_once_are_one(desk: Backoffice) -> None:
    references: list[str] = []

    def ask() -> None:
        references.append(desk.report_damaged("51886", call_id="call"))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(references) == 4 and len(set(references)) == 1


def test_one_that_is_down_says_so_without_details(broken: Backoffice) -> None:
    for ask in (
        lambda: broken.find_order(*SHIPPED),
        lambda: broken.find_policy(*CONTENTS),
        lambda: broken.cancel_order("63940", call_id="call"),
        lambda: broken.change_email("700451", "nieuw@example.nl", call_id="call"),
    ):
        with pytest.raises(BackofficeError) as caught:
            ask()
        assert not any(word in str(caught.value) for word in ("42073", "63940", "700451", "1975", "nieuw"))

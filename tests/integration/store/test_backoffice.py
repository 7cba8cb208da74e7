"""The embedded back office on both databases: seeding, notes of changes, and a database that is not right."""

import logging
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from voicebot.backoffice import storage
from voicebot.backoffice.database import DatabaseBackoffice
from voicebot.backoffice.demo import seed
from voicebot.backoffice.demo_data import CUSTOMERS, ORDERS, POLICIES
from voicebot.backoffice.fakes import demo_orders, demo_policies
from voicebot.backoffice.port import BackofficeError, NotPossible, OrderStatus
from voicebot.store.models import Customer, Order, Policy, Request

TODAY = date(2026, 11, 24)
DEMO = [*demo_orders(TODAY), *(insured.policy for insured in demo_policies(TODAY))]


def everything(engine: Engine) -> list[object]:
    desk = DatabaseBackoffice(engine)
    orders = [desk.find_order(order.number, order.postcode) for order in demo_orders(TODAY)]
    policies = [
        desk.find_policy(insured.policy.number, insured.birth_date) for insured in demo_policies(TODAY)
    ]
    return [*orders, *policies]


def notes(engine: Engine) -> list[tuple[str, str, str, int, dict[str, str], str | None]]:
    with Session(engine) as session:
        return [
            (row.call_id, row.kind, row.target, row.nth, row.data, row.reference)
            for row in session.scalars(select(Request).order_by(Request.id))
        ]


def test_the_orders_of_the_demonstration(engine: Engine) -> None:
    seed(engine, TODAY)
    desk = DatabaseBackoffice(engine)
    shipped = desk.find_order("42073", "3512 JE")
    delivered = desk.find_order("51886", "1017AB")
    processing = desk.find_order("63940", "9711lm")
    assert shipped is not None and delivered is not None and processing is not None
    assert (shipped.status, shipped.expected) == (OrderStatus.SHIPPED, date(2026, 11, 25))
    assert shipped.customer_email == "s.dewit@example.nl"
    assert (delivered.status, delivered.delivered) == (OrderStatus.DELIVERED, date(2026, 11, 23))
    assert (processing.status, processing.expected, processing.customer_email) == (
        OrderStatus.PROCESSING, None, None,
    )  # fmt: skip


def test_seeding_again_sets_the_dates_right_and_adds_nothing(engine: Engine) -> None:
    seed(engine, TODAY)
    seed(engine, TODAY + timedelta(days=30))
    order = DatabaseBackoffice(engine).find_order("42073", "3512")
    assert order is not None and order.expected == date(2026, 12, 25)
    with Session(engine) as session:
        counts = [
            session.scalar(select(func.count()).select_from(table)) for table in (Customer, Policy, Order)
        ]
    assert counts == [len(CUSTOMERS), len(POLICIES), len(ORDERS)]


def test_seeding_again_undoes_what_callers_changed(engine: Engine) -> None:
    seed(engine, TODAY)
    with Session(engine) as session, session.begin():
        session.add(Order(number="1", customer_id=1, postcode="3512JE", status="processing", items=[]))
    desk = DatabaseBackoffice(engine, lambda: TODAY)

    def call() -> None:
        desk.change_delivery_day("42073", TODAY + timedelta(days=5), call_id="call")
        desk.change_delivery_address("63940", "1234AB", "1", call_id="call")
        desk.cancel_order("63940", call_id="call")
        desk.cancel_order("1", call_id="call")
        desk.change_address("700451", "1234AB", "1", call_id="call")
        desk.change_phone("700453", "+31600000077", call_id="call")
        desk.change_email("700451", "nieuw@example.nl", call_id="call")

    call()
    assert everything(engine) != DEMO
    seed(engine, TODAY)
    assert everything(engine) == DEMO
    assert [target for _, _, target, *_ in notes(engine)] == ["1"]  # not the demonstration's: left alone
    call()
    assert everything(engine) != DEMO  # the same call, played again, is no repeat


def test_every_change_is_noted_once(engine: Engine) -> None:
    seed(engine, TODAY)
    desk = DatabaseBackoffice(engine, lambda: TODAY)
    for _ in range(2):
        desk.change_delivery_address("63940", "1234 ab", "1", call_id="call")
        desk.change_delivery_day("42073", TODAY + timedelta(days=5), call_id="call")
        reference = desk.register_return("51886", "te klein", call_id="call")
        desk.send_document("700453", "green_card", call_id="call")
    desk.change_delivery_address("63940", "1234 ab", "3", call_id="call")
    assert notes(engine) == [
        ("call", "delivery_address", "63940", 0, {"postcode": "1234AB", "house_number": "1"}, None),
        ("call", "delivery_day", "42073", 0, {"day": "2026-11-29"}, None),
        ("call", "return", "51886", 0, {"reason": "te klein"}, reference),
        ("call", "document", "700453", 0, {"kind": "green_card"}, None),
        ("call", "delivery_address", "63940", 1, {"postcode": "1234AB", "house_number": "3"}, None),
    ]
    with Session(engine) as session:
        assert all(row.created_at.tzinfo for row in session.scalars(select(Request)))


def test_what_is_not_possible_is_not_noted(engine: Engine) -> None:
    seed(engine, TODAY)
    with pytest.raises(NotPossible):
        DatabaseBackoffice(engine).cancel_order("42073", call_id="call")
    assert notes(engine) == []


def test_a_reference_that_somebody_took_meanwhile(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    seed(engine, TODAY)
    desk = DatabaseBackoffice(engine, lambda: TODAY)
    first = desk.report_damaged("51886", call_id="one")
    candidates = iter([first, "7654321"])
    monkeypatch.setattr(storage, "new_reference", lambda *_: next(candidates))
    assert desk.report_damaged("51886", call_id="two") == "7654321"
    assert [reference for *_, reference in notes(engine)] == [first, "7654321"]


def test_a_change_that_cannot_be_noted_is_not_made(engine: Engine) -> None:
    seed(engine, TODAY)
    with engine.begin() as connection:
        Request.__table__.drop(connection)  # type: ignore[attr-defined]
    with pytest.raises(BackofficeError, match="cannot be stored"):
        DatabaseBackoffice(engine).cancel_order("63940", call_id="call")
    order = DatabaseBackoffice(engine).find_order("63940", "9711LM")
    assert order is not None and order.status is OrderStatus.PROCESSING


def test_a_holder_whose_birth_date_is_not_known_is_not_found(engine: Engine) -> None:
    seed(engine, TODAY)
    with Session(engine) as session, session.begin():
        session.scalars(select(Customer).where(Customer.number == "90001")).one().birth_date = None
    assert DatabaseBackoffice(engine).find_policy("700451", date(1975, 4, 12)) is None


def test_a_status_of_another_version_is_no_answer(engine: Engine) -> None:
    seed(engine, TODAY)
    with Session(engine) as session, session.begin():
        session.scalars(select(Order).where(Order.number == "42073")).one().status = "lost"
    with pytest.raises(BackofficeError, match="cannot be read"):
        DatabaseBackoffice(engine).find_order("42073", "3512JE")


def test_seeding_leaves_the_orders_of_others_alone(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    with Session(engine) as session, session.begin():
        real = Customer(number="12345", name="J. Echt", postcode="1234AB")
        session.add_all(
            [
                Order(number="42073", customer=real, postcode="1234AB", status="cancelled", items=["iets"]),
                Policy(number="700452", customer=real, product="reis", starts=date(2020, 1, 1)),
            ]
        )
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            seed(engine, TODAY)
    desk = DatabaseBackoffice(engine)
    order = desk.find_order("42073", "1234AB")
    assert order is not None
    assert (order.status, order.items, order.customer_name) == (OrderStatus.CANCELLED, ("iets",), "J. Echt")
    assert desk.find_order("51886", "1017AB") is not None  # the others are there
    with Session(engine) as session:
        policy = session.scalars(select(Policy).where(Policy.number == "700452")).one()
        assert (policy.product, policy.starts, policy.customer.name) == ("reis", date(2020, 1, 1), "J. Echt")
    assert len(caplog.records) == 2
    assert caplog.records[0].getMessage().startswith("2 customers, policies and orders")
    assert "VOICEBOT_DEMO_DATA=false" in caplog.text and "Echt" not in caplog.text


def test_seeding_leaves_a_real_customer_alone(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    with Session(engine) as session, session.begin():
        real = Customer(number="90001", name="J. Echt", postcode="1234AB", email="j@example.com")
        session.add(real)
        session.add(Order(number="42073", customer=real, postcode="1234AB", status="shipped", items=[]))
    with caplog.at_level(logging.WARNING):
        seed(engine, TODAY)
    with Session(engine) as session:
        stored = session.scalars(select(Customer).where(Customer.number == "90001")).one()
        assert (stored.name, stored.postcode, stored.email) == ("J. Echt", "1234AB", "j@example.com")
        numbers = session.scalars(select(Policy.number)).all()
        assert "700451" not in numbers  # no policy of the demonstration came to a real customer
    order = DatabaseBackoffice(engine).find_order("42073", "1234AB")
    assert order is not None and order.expected is None
    assert "VOICEBOT_DEMO_DATA" in caplog.text


def test_seeding_its_own_data_warns_of_nothing(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        seed(engine, TODAY)
        seed(engine, TODAY)
    assert caplog.records == []


def test_a_database_without_orders_says_so_without_details(empty: Engine) -> None:
    with pytest.raises(BackofficeError, match="cannot be read") as caught:
        DatabaseBackoffice(empty).find_order("42073", "3512JE")
    assert "42073" not in str(caught.value)

"""The embedded back office on both databases (their fixtures live here)."""

import logging
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from voicebot.backoffice.database import DatabaseBackoffice
from voicebot.backoffice.demo import seed
from voicebot.backoffice.fakes import InMemoryBackoffice, demo_orders
from voicebot.backoffice.port import Backoffice, BackofficeError, OrderStatus
from voicebot.store.models import Customer, Order, Policy

TODAY = date(2026, 11, 24)


@pytest.fixture
def backoffice(engine: Engine) -> Backoffice:
    seed(engine, TODAY)
    return DatabaseBackoffice(engine)


def test_the_orders_of_the_demonstration(backoffice: Backoffice) -> None:
    shipped = backoffice.find_order("42073", "3512 JE")
    delivered = backoffice.find_order("51886", "1017AB")
    processing = backoffice.find_order("63940", "9711lm")
    assert shipped is not None and delivered is not None and processing is not None
    assert (shipped.status, shipped.expected) == (OrderStatus.SHIPPED, date(2026, 11, 25))
    assert shipped.customer_email == "s.dewit@example.nl"
    assert (delivered.status, delivered.delivered) == (OrderStatus.DELIVERED, date(2026, 11, 23))
    assert (processing.status, processing.expected, processing.customer_email) == (
        OrderStatus.PROCESSING, None, None,
    )  # fmt: skip


def test_it_agrees_with_the_fake(backoffice: Backoffice) -> None:
    fake = InMemoryBackoffice(demo_orders(TODAY))
    for order in demo_orders(TODAY):
        for postcode in (
            order.postcode,
            order.postcode.lower(),
            order.postcode[:4],
            "9999ZZ",
            "9999",
            "35",
            "",
        ):
            assert backoffice.find_order(order.number, postcode) == fake.find_order(order.number, postcode)


WORDS = st.sampled_from(["42073", "3512JE", "3512 je", "3512", "3512J", "%", "' OR 1=1 --", ""]) | st.text(
    max_size=12
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(number=WORDS, postcode=WORDS)
def test_only_both_together_find_an_order(backoffice: Backoffice, number: str, postcode: str) -> None:
    found = backoffice.find_order(number, postcode)
    right = number == "42073" and "".join(postcode.split()).upper() in ("3512JE", "3512")
    assert (found is not None) == right


def test_seeding_again_sets_the_dates_right_and_adds_nothing(engine: Engine) -> None:
    seed(engine, TODAY)
    seed(engine, TODAY + timedelta(days=30))
    order = DatabaseBackoffice(engine).find_order("42073", "3512")
    assert order is not None and order.expected == date(2026, 12, 25)
    with Session(engine) as session:
        counts = [
            session.scalar(select(func.count()).select_from(table)) for table in (Customer, Policy, Order)
        ]
    assert counts == [3, 2, 3]


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
        assert list(numbers) == ["700452"]  # no policy of the demonstration came to a real customer
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

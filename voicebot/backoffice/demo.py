"""Customers, policies and orders of the demonstration: fictional people, addresses at example.nl."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from voicebot.backoffice.port import OrderStatus
from voicebot.store.models import Customer, Order, Policy

Row = TypeVar("Row", Customer, Policy, Order)


@dataclass(frozen=True, slots=True)
class DemoOrder:
    """One order; ``expected_in`` and ``delivered_in`` are days from today."""

    number: str
    customer: str
    status: OrderStatus
    items: tuple[str, ...]
    expected_in: int | None = None
    delivered_in: int | None = None


# number, name, postcode, e-mail
CUSTOMERS = (
    ("90001", "S. de Wit", "3512JE", "s.dewit@example.nl"),
    ("90002", "M. Bakker", "1017AB", "m.bakker@example.nl"),
    ("90003", "T. Yilmaz", "9711LM", None),
)
# number, customer, product, start
POLICIES = (
    ("700451", "90001", "inboedel", date(2023, 3, 1)),
    ("700452", "90002", "aansprakelijkheid", date(2024, 7, 15)),
)
ORDERS = (
    DemoOrder("42073", "90001", OrderStatus.SHIPPED, ("een staande lamp",), expected_in=1),
    DemoOrder("51886", "90002", OrderStatus.DELIVERED, ("een boekenkast",), delivered_in=-1),
    DemoOrder("63940", "90003", OrderStatus.PROCESSING, ("twee stoelen",)),
)


def seed(engine: Engine, today: date) -> None:
    """Put the demonstration's data in a migrated database; again, it sets them right (days follow ``today``).

    Other rows are left alone. Raises sqlalchemy.exc.SQLAlchemyError.
    """
    with Session(engine) as session, session.begin():
        customers: dict[str, Customer] = {}
        for number, name, postcode, email in CUSTOMERS:
            customer = _row(session, Customer, number)
            customer.name, customer.postcode, customer.email = name, postcode, email
            customers[number] = customer
        for number, owner, product, starts in POLICIES:
            policy = _row(session, Policy, number)
            policy.customer, policy.product, policy.starts = customers[owner], product, starts
        for demo in ORDERS:
            order = _row(session, Order, demo.number)
            order.customer, order.postcode = customers[demo.customer], customers[demo.customer].postcode
            order.status, order.items = demo.status.value, list(demo.items)
            order.expected, order.delivered = _day(today, demo.expected_in), _day(today, demo.delivered_in)


def _row(session: Session, model: type[Row], number: str) -> Row:
    with session.no_autoflush:
        row = session.scalar(select(model).where(model.number == number))
    if row is None:
        row = model(number=number)
        session.add(row)
    return row


def _day(today: date, days: int | None) -> date | None:
    return None if days is None else today + timedelta(days=days)

"""Customers, policies and orders of the demonstration: fictional people, addresses at example.nl."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from voicebot.backoffice.port import OrderStatus
from voicebot.store.models import Customer, Order, Policy

log = logging.getLogger(__name__)

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

    Only what belongs to its own customers is touched. A number that somebody else has is left to them and
    counted in a warning. Raises sqlalchemy.exc.SQLAlchemyError.
    """
    taken = 0
    with Session(engine) as session, session.begin():
        customers: dict[str, Customer] = {}
        for number, name, postcode, email in CUSTOMERS:
            customer = _row(session, Customer, number)
            if customer.name not in (None, name):  # None: it is new
                taken += 1
                continue
            customer.name, customer.postcode, customer.email = name, postcode, email
            customers[number] = customer
            session.add(customer)
        for number, owner, product, starts in POLICIES:
            policy = _row(session, Policy, number)
            if not _belongs_to(policy, customers.get(owner)):
                taken += 1
                continue
            policy.customer, policy.product, policy.starts = customers[owner], product, starts
            session.add(policy)
        for demo in ORDERS:
            order = _row(session, Order, demo.number)
            if not _belongs_to(order, customers.get(demo.customer)):
                taken += 1
                continue
            order.customer, order.postcode = customers[demo.customer], customers[demo.customer].postcode
            order.status, order.items = demo.status.value, list(demo.items)
            order.expected, order.delivered = _day(today, demo.expected_in), _day(today, demo.delivered_in)
            session.add(order)
    if taken:
        log.warning(
            "%d customers, policies and orders of the demonstration are left out: others have their numbers. "
            "Set VOICEBOT_DEMO_DATA=false where real customers are served.",
            taken,
        )


def _row(session: Session, model: type[Row], number: str) -> Row:
    """The row with this number, or a new one that is not stored yet."""
    with session.no_autoflush:
        row = session.scalar(select(model).where(model.number == number))
    return row or model(number=number)


def _belongs_to(row: Policy | Order, owner: Customer | None) -> bool:
    """Whether the row is new or ``owner``'s; no owner (somebody else has that number) has nothing."""
    return owner is not None and row.customer in (None, owner)


def _day(today: date, days: int | None) -> date | None:
    return None if days is None else today + timedelta(days=days)

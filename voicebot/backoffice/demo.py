"""Puts the demonstration's customers, policies and orders in a database."""

from __future__ import annotations

import logging
from datetime import date
from typing import TypeVar

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from voicebot.backoffice.demo_data import (
    CUSTOMERS,
    ORDERS,
    POLICIES,
    DemoCustomer,
    DemoOrder,
    DemoPolicy,
    day,
)
from voicebot.store.models import Customer, Order, Policy, Request

log = logging.getLogger(__name__)

Row = TypeVar("Row", Customer, Policy, Order)


def seed(engine: Engine, today: date) -> None:
    """Put the demonstration's data in a migrated database; again, it sets them right (days follow ``today``).

    What callers changed in them is undone, and what they asked for is forgotten, so that a call played again
    finds what it found before. Only what belongs to its own customers is touched: a number that somebody else
    has is left to them and counted in a warning. Raises sqlalchemy.exc.SQLAlchemyError.
    """
    taken = 0
    with Session(engine) as session, session.begin():
        customers: dict[str, Customer] = {}
        ours = []
        for person in CUSTOMERS:
            customer = _row(session, Customer, person.number)
            if customer.name not in (None, person.name):  # None: it is new
                taken += 1
                continue
            _fill_customer(customer, person)
            customers[person.number] = customer
            session.add(customer)
        for record in (*POLICIES, *ORDERS):
            row: Policy | Order
            if isinstance(record, DemoPolicy):
                row = _row(session, Policy, record.number)
            else:
                row = _row(session, Order, record.number)
            owner = customers.get(record.customer)
            if owner is None or row.customer not in (None, owner):
                taken += 1
                continue
            row.customer = owner
            if isinstance(row, Policy) and isinstance(record, DemoPolicy):
                _fill_policy(row, record, today)
            elif isinstance(row, Order) and isinstance(record, DemoOrder):
                _fill_order(row, record, today)
            session.add(row)
            ours.append(record.number)
        session.execute(delete(Request).where(Request.target.in_(ours)))
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


def _fill_customer(customer: Customer, person: DemoCustomer) -> None:
    customer.name, customer.birth_date = person.name, person.birth_date
    customer.postcode, customer.house_number = person.postcode, person.house_number
    customer.email, customer.phone = person.email, person.phone


def _fill_policy(policy: Policy, insured: DemoPolicy, today: date) -> None:
    policy.product, policy.starts, policy.ends = insured.product, insured.start, insured.end(today)
    policy.premium_cents_month = insured.premium_cents_month
    policy.own_risk_cents, policy.has_green_card = insured.own_risk_cents, insured.has_green_card


def _fill_order(order: Order, demo: DemoOrder, today: date) -> None:
    order.postcode, order.house_number = order.customer.postcode, order.customer.house_number
    order.status, order.items = demo.status.value, list(demo.items)
    order.expected, order.delivered = day(today, demo.expected_in), day(today, demo.delivered_in)
    order.window_from, order.window_until = demo.window or (None, None)
    order.paid, order.amount_cents, order.due = demo.paid, demo.amount_cents, day(today, demo.due_in)

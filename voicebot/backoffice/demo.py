"""Puts the demonstration's customers, policies and orders in a database."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from voicebot.backoffice.demo_data import CUSTOMERS, ORDERS, POLICIES, day
from voicebot.store.models import Customer, Order, Policy, Request

Row = TypeVar("Row", Customer, Policy, Order)


def seed(engine: Engine, today: date) -> None:
    """Put the demonstration's data in a migrated database; again, it sets them right (days follow ``today``).

    What callers changed in them is undone, and what they asked for is forgotten, so that a call played again
    finds what it found before. Other rows are left alone. Raises sqlalchemy.exc.SQLAlchemyError.
    """
    with Session(engine) as session, session.begin():
        customers: dict[str, Customer] = {}
        for person in CUSTOMERS:
            customer = _row(session, Customer, person.number)
            customer.name, customer.birth_date = person.name, person.birth_date
            customer.postcode, customer.house_number = person.postcode, person.house_number
            customer.email, customer.phone = person.email, person.phone
            customers[person.number] = customer
        for insured in POLICIES:
            policy = _row(session, Policy, insured.number)
            policy.customer, policy.product = customers[insured.customer], insured.product
            policy.starts, policy.ends = insured.start, insured.end(today)
            policy.premium_cents_month = insured.premium_cents_month
            policy.own_risk_cents, policy.has_green_card = insured.own_risk_cents, insured.has_green_card
        for demo in ORDERS:
            order = _row(session, Order, demo.number)
            order.customer = customers[demo.customer]
            order.postcode, order.house_number = order.customer.postcode, order.customer.house_number
            order.status, order.items = demo.status.value, list(demo.items)
            order.expected, order.delivered = day(today, demo.expected_in), day(today, demo.delivered_in)
            order.window_from, order.window_until = demo.window or (None, None)
            order.paid, order.amount_cents, order.due = demo.paid, demo.amount_cents, day(today, demo.due_in)
        ours = [record.number for record in (*POLICIES, *ORDERS)]
        session.execute(delete(Request).where(Request.target.in_(ours)))


def _row(session: Session, model: type[Row], number: str) -> Row:
    with session.no_autoflush:
        row = session.scalar(select(model).where(model.number == number))
    if row is None:
        row = model(number=number)
        session.add(row)
    return row

"""Customers, policies and orders of the demonstration: fictional people, addresses at example.nl.

Telephone numbers begin with +316000, which nobody has. Days of orders count from today.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from voicebot.backoffice.port import OrderStatus


@dataclass(frozen=True, slots=True)
class DemoCustomer:
    """One customer. birth_date identifies the holder of a policy."""

    number: str
    name: str
    birth_date: date
    postcode: str
    house_number: str
    email: str | None
    phone: str | None


@dataclass(frozen=True, slots=True)
class DemoPolicy:
    """One policy; ``ended_last_year``: its cover stopped on 30 June of the year before this one."""

    number: str
    customer: str
    product: str
    start: date
    premium_cents_month: int
    own_risk_cents: int
    has_green_card: bool = False
    ended_last_year: bool = False

    def end(self, today: date) -> date | None:
        """The last day of cover, None while it goes on."""
        return date(today.year - 1, 6, 30) if self.ended_last_year else None


@dataclass(frozen=True, slots=True)
class DemoOrder:
    """One order; ``expected_in``, ``delivered_in`` and ``due_in`` are days from today."""

    number: str
    customer: str
    status: OrderStatus
    items: tuple[str, ...]
    amount_cents: int
    expected_in: int | None = None
    delivered_in: int | None = None
    window: tuple[int, int] | None = None
    paid: bool = True
    due_in: int | None = None


CUSTOMERS = (
    DemoCustomer(
        "90001", "S. de Wit", date(1975, 4, 12), "3512JE", "14", "s.dewit@example.nl", "+31600000011"
    ),
    DemoCustomer(
        "90002", "M. Bakker", date(1988, 11, 3), "1017AB", "27A", "m.bakker@example.nl", "+31600000012"
    ),
    DemoCustomer("90003", "T. Yilmaz", date(1992, 6, 21), "9711LM", "8", None, None),
    DemoCustomer("90004", "J. Jansen", date(1969, 1, 30), "3071AZ", "102", "j.jansen@example.nl", None),
)
POLICIES = (
    DemoPolicy("700451", "90001", "inboedel", date(2023, 3, 1), 1195, 10000),
    DemoPolicy("700452", "90002", "aansprakelijkheid", date(2024, 7, 15), 425, 0),
    DemoPolicy("700453", "90004", "auto", date(2022, 10, 1), 4830, 15000, has_green_card=True),
    DemoPolicy("700454", "90003", "reis", date(2021, 5, 1), 615, 5000, ended_last_year=True),
)
ORDERS = (
    DemoOrder(
        "42073", "90001", OrderStatus.SHIPPED, ("een staande lamp",), 8995, expected_in=1, window=(10, 12)
    ),
    DemoOrder("51886", "90002", OrderStatus.DELIVERED, ("een boekenkast",), 14900, delivered_in=-1),
    DemoOrder("63940", "90003", OrderStatus.PROCESSING, ("twee stoelen",), 23800, paid=False, due_in=14),
)


def day(today: date, days: int | None) -> date | None:
    """The day that is so many days from today."""
    return None if days is None else today + timedelta(days=days)

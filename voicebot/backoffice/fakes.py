"""A back office in memory, for tests; follows the port's rules to the letter."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from voicebot.backoffice.port import BackofficeError, Order, OrderStatus


def demo_orders(today: date) -> tuple[Order, ...]:
    """The three orders of the demonstration, relative to ``today`` (fictional people, RFC 2606 addresses)."""
    return (
        Order(
            "42073", "3512JE", OrderStatus.SHIPPED, expected=today + timedelta(days=1),
            items=("een staande lamp",), customer_name="S. de Wit", customer_email="s.dewit@example.nl",
        ),
        Order(
            "51886", "1017AB", OrderStatus.DELIVERED, delivered=today - timedelta(days=1),
            items=("een boekenkast",), customer_name="M. Bakker", customer_email="m.bakker@example.nl",
        ),
        Order("63940", "9711LM", OrderStatus.PROCESSING, items=("twee stoelen",), customer_name="T. Yilmaz"),
    )  # fmt: skip


class InMemoryBackoffice:
    """Holds orders in a dict; ``broken`` makes every question fail."""

    def __init__(self, orders: Iterable[Order] = (), *, broken: bool = False) -> None:
        self.orders = {order.number: order for order in orders}
        self.broken = broken

    def find_order(self, number: str, postcode: str) -> Order | None:
        """See `voicebot.backoffice.port.Backoffice.find_order`."""
        if self.broken:
            raise BackofficeError("the back office does not answer")
        order = self.orders.get(number)
        wanted = re.sub(r"\s", "", postcode).upper()
        if order is None or not re.fullmatch(r"[0-9]{4}(?:[A-Z]{2})?", wanted):
            return None
        known = order.postcode if len(wanted) == 6 else order.postcode[:4]
        return order if known == wanted else None

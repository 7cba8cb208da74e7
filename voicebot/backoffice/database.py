"""The embedded back office: orders in voicebot's own database."""

from __future__ import annotations

import re

from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, joinedload

from voicebot.backoffice.port import BackofficeError, Order, OrderStatus
from voicebot.store import models
from voicebot.store.engine import reading


class DatabaseBackoffice:
    """Implements `voicebot.backoffice.port.Backoffice` on a migrated database. Thread-safe."""

    def __init__(self, engine: Engine) -> None:
        self._engine = reading(engine)

    def find_order(self, number: str, postcode: str) -> Order | None:
        """See `voicebot.backoffice.port.Backoffice.find_order`."""
        wanted = re.sub(r"\s", "", postcode).upper()
        if not re.fullmatch(r"[0-9]{1,16}", number) or not re.fullmatch(r"[0-9]{4}(?:[A-Z]{2})?", wanted):
            return None
        question = (
            select(models.Order)
            .options(joinedload(models.Order.customer))
            .where(models.Order.number == number)
        )
        try:
            with Session(self._engine) as session:
                row = session.scalar(question)
                # The 4 digits alone come from a keypad: they match the digits of the postcode.
                if row is None or row.postcode[: len(wanted)] != wanted:
                    return None
                return _order(row)
        except (SQLAlchemyError, ValueError) as error:
            # ValueError: a status that this version does not know.
            raise BackofficeError(f"the orders cannot be read: {type(error).__name__}") from error


def _order(row: models.Order) -> Order:
    return Order(
        number=row.number,
        postcode=row.postcode,
        status=OrderStatus(row.status),
        expected=row.expected,
        delivered=row.delivered,
        items=tuple(row.items),
        customer_name=row.customer.name,
        customer_email=row.customer.email,
    )

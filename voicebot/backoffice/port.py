"""The back office as the dialogue sees it: a port, so that an owner's own system can stand behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol


class BackofficeError(Exception):
    """The back office could not answer (gone, timed out). The message names nobody."""


class OrderStatus(StrEnum):
    """Where an order is."""

    PROCESSING = "processing"  # in behandeling
    SHIPPED = "shipped"  # onderweg
    DELIVERED = "delivered"  # bezorgd
    CANCELLED = "cancelled"  # geannuleerd


@dataclass(frozen=True, slots=True)
class Order:
    """One order.

    number: digits only ('42073'). postcode: compact and upper case ('3512JE'). expected: the local (Dutch)
    day on which it will arrive, None when not known. delivered: the local day on which it arrived.
    items: what is in it, in Dutch. name and email belong to the customer; email is None when none is on file.
    """

    number: str
    postcode: str
    status: OrderStatus
    expected: date | None = None
    delivered: date | None = None
    items: tuple[str, ...] = ()
    customer_name: str = ""
    customer_email: str | None = None


@dataclass(frozen=True, slots=True)
class PolicyTerm:
    """One sentence of a product's conditions, as it may be told to anybody (no personal data).

    product: 'inboedel'. topic: 'opzegtermijn'. text: Dutch, at most two short sentences. source and version
    say which document it stands in, for the ledger.
    """

    product: str
    topic: str
    text: str
    source: str
    version: str


class Backoffice(Protocol):
    """Answers about orders. Thread-safe. Every method may raise BackofficeError."""

    def find_order(self, number: str, postcode: str) -> Order | None:
        """The order that has both this number and this postcode, or None.

        number: digits only. postcode: 4 digits and 2 letters, any case and spacing; or the 4 digits alone
        (a caller with only a keypad), which then match on the digits: weaker, but the number must match too.
        None never tells which of the two was wrong (invariant 4), and an empty argument matches nothing.
        """
        ...

"""What was asked to be changed, and when asking again is the same request."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from voicebot.backoffice.port import Order, Policy


class Kind(StrEnum):
    """Kinds of change, as they are stored."""

    DELIVERY_ADDRESS = "delivery_address"
    DELIVERY_DAY = "delivery_day"
    CANCEL = "cancel"
    RETURN = "return"
    MISSING = "missing"
    DAMAGED = "damaged"
    INVOICE = "invoice"
    ADDRESS = "address"
    PHONE = "phone"
    EMAIL = "email"
    DOCUMENT = "document"


# These set a value. Who corrects himself twice ('nee, 14'; 'toch 12') means what was said last, so only the
# call's latest one can be repeated; all others are done once a call.
SETTINGS = frozenset({Kind.DELIVERY_ADDRESS, Kind.DELIVERY_DAY, Kind.ADDRESS, Kind.PHONE, Kind.EMAIL})
# These are given a reference, by which people find them again.
REFERRED = frozenset({Kind.RETURN, Kind.MISSING, Kind.DAMAGED})


@dataclass(frozen=True, slots=True)
class Change:
    """One change that a caller asked for. target: the number of the order or policy. data: its new values."""

    call_id: str
    kind: Kind
    target: str
    data: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Made:
    """A change that was made. reference: '' when its kind has none."""

    data: Mapping[str, str]
    reference: str


@dataclass(frozen=True, slots=True)
class Insured:
    """A policy and the day on which its holder was born."""

    policy: Policy
    birth_date: date


class Storage(Protocol):
    """Where records are kept. Thread-safe. Every method may raise BackofficeError."""

    def order(self, number: str) -> Order | None:
        """The order of that number."""
        ...

    def insured(self, number: str) -> Insured | None:
        """The policy of that number, if its holder's birth date is known."""
        ...

    def change_order(self, change: Change, rule: Callable[[Order], Order]) -> str:
        """Replace the order by what ``rule`` makes of it and note the change, both or neither.

        A repeat (see `repeated`) does nothing. Returns the reference, '' when the kind has none.
        Raises NotPossible (UNKNOWN), and what ``rule`` raises.
        """
        ...

    def change_policy(self, change: Change, rule: Callable[[Policy], Policy]) -> str:
        """The same for a policy; its holder's address, telephone and e-mail change everywhere."""
        ...


def repeated(change: Change, made: Sequence[Made]) -> Made | None:
    """What was made earlier and is the same, or None.

    made: this call's changes of this kind and target, oldest first.
    """
    looked_at = made[-1:] if change.kind in SETTINGS else made
    return next((earlier for earlier in looked_at if earlier.data == change.data), None)


def new_reference(taken: Callable[[str], bool], draw: Callable[[int], int] = secrets.randbelow) -> str:
    """Seven digits that cannot be guessed and are not ``taken``. ``draw(n)``: a number of 0 to n - 1."""
    while taken(reference := str(1_000_000 + draw(9_000_000))):
        pass
    return reference

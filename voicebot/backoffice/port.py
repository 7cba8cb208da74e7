"""The back office as the dialogue sees it: a port, so that an owner's own system can stand behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal, Protocol

DocumentKind = Literal["policy_sheet", "green_card"]


class BackofficeError(Exception):
    """The back office could not answer (gone, timed out). The message names nobody."""


class Reason(StrEnum):
    """Why a change is not possible. The values stand in the ledger; callers hear words chosen elsewhere."""

    SHIPPED = "shipped"  # the order is on its way already
    DELIVERED = "delivered"  # the order was delivered already
    CANCELLED = "cancelled"  # the order was cancelled
    NOT_SHIPPED = "not_shipped"  # the order has not left yet, so it cannot be missing
    NOT_DELIVERED = "not_delivered"  # the order has not arrived yet, so it cannot be returned or damaged
    NOT_LATE = "not_late"  # the order is on its way and may still arrive in time
    TOO_LATE = "too_late"  # the time for returning is over (`voicebot.backoffice.rules.last_return_day`)
    BAD_DAY = "bad_day"  # not on that day: past, too far ahead, for a delivery also today
    PAST = "past"  # that time of today is over
    CLOSED = "closed"  # nobody works at that time
    EXPIRED = "expired"  # the policy has ended
    NO_EMAIL = "no_email"  # it goes by e-mail, and no address is on file
    NO_GREEN_CARD = "no_green_card"  # the policy insures nothing that has a green card
    INVALID = "invalid"  # the new value is none (no postcode, no telephone number, ...)
    UNKNOWN = "unknown"  # there is no such order or policy (any more)


class NotPossible(Exception):
    """The state of the order or policy forbids what was asked; nothing was changed. Names nobody."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


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
    window: between which whole hours it will arrive on the expected day ((10, 12); 9 to 21), None when not
    known. house_number: with its addition ('12A'), '' when not known. paid: everything was paid.
    amount_cents: the whole order in euro cents, VAT included. due: the last local day to pay, None when
    nothing has to be paid any more.
    """

    number: str
    postcode: str
    status: OrderStatus
    expected: date | None = None
    delivered: date | None = None
    items: tuple[str, ...] = ()
    customer_name: str = ""
    customer_email: str | None = None
    window: tuple[int, int] | None = None
    house_number: str = ""
    paid: bool = False
    amount_cents: int = 0
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """One insurance policy. The birth date that identifies its holder is not in it: it is never spoken.

    number: digits only ('700451'). product: 'inboedel', 'opstal', 'auto', 'reis' or 'aansprakelijkheid'.
    start: first local day of cover. end: last day of cover, None when no end is known; a policy whose end is
    before today has expired and can still be read. premium_cents_month: euro cents a month, insurance tax
    included. own_risk_cents: eigen risico in euro cents for each claim. The rest belongs to the
    policyholder: postcode compact ('3512JE'), house_number with its addition ('12A'), phone as E.164
    ('+31612345678'); e-mail and phone are None when none is on file. has_green_card: a car's policy, for
    which an international motor insurance card can be sent.
    """

    number: str
    product: str
    start: date
    end: date | None = None
    premium_cents_month: int = 0
    own_risk_cents: int = 0
    customer_name: str = ""
    customer_email: str | None = None
    postcode: str = ""
    house_number: str = ""
    phone: str | None = None
    has_green_card: bool = False


class OrderDesk(Protocol):
    """Orders: found by two things the caller must know, changed by number alone once they were found.

    Every change: ``number`` must come from an order found in this call (the number alone proves nothing).
    ``call_id`` names the call: the same change asked again in that call (a retry after a time-out) is done
    once and gives the same answer again, even when the state would by now forbid it. Raises NotPossible when
    the state forbids it, BackofficeError when nothing is known (ask again with the same ``call_id``).
    """

    def find_order(self, number: str, postcode: str) -> Order | None:
        """The order that has both this number and this postcode, or None.

        number: digits only. postcode: 4 digits and 2 letters, any case and spacing; or the 4 digits alone
        (a caller with only a keypad), which then match on the digits: weaker, but the number must match too.
        None never tells which of the two was wrong (invariant 4), and an empty argument matches nothing.
        """
        ...

    def change_delivery_address(self, number: str, postcode: str, house_number: str, *, call_id: str) -> None:
        """Deliver elsewhere; only while the order is processed. From now on the new postcode finds it.

        postcode: whole, any case and spacing. house_number: '12', '12A', '12-2'.
        NotPossible: SHIPPED, DELIVERED, CANCELLED, INVALID, UNKNOWN.
        """
        ...

    def change_delivery_day(self, number: str, day: date, *, call_id: str) -> None:
        """Deliver on another day; only while it is processed or on its way. The hours become unknown.

        day: local, from tomorrow up to `voicebot.backoffice.rules.DELIVERY_DAYS_AHEAD` days ahead.
        NotPossible: DELIVERED, CANCELLED, BAD_DAY, UNKNOWN.
        """
        ...

    def cancel_order(self, number: str, *, call_id: str) -> None:
        """Cancel the order; only while it is processed. Nothing has to be paid any more.

        NotPossible: SHIPPED, DELIVERED, CANCELLED, UNKNOWN.
        """
        ...

    def register_return(self, number: str, reason: str, *, call_id: str) -> str:
        """Register a return; the label goes to the customer's e-mail. Returns the reference, 7 digits.

        Only when delivered, and up to `voicebot.backoffice.rules.last_return_day`. reason: in the caller's
        words, may be empty (the law asks for none), kept up to 500 characters.
        NotPossible: NOT_DELIVERED, CANCELLED, TOO_LATE, NO_EMAIL, UNKNOWN.
        """
        ...

    def report_missing(self, number: str, *, call_id: str) -> str:
        """Have a parcel looked for that is late or said to be delivered. Returns the reference, 7 digits.

        NotPossible: NOT_SHIPPED, NOT_LATE, CANCELLED, UNKNOWN.
        """
        ...

    def report_damaged(self, number: str, *, call_id: str) -> str:
        """Register that a delivered order is damaged. Returns the reference, 7 digits.

        NotPossible: NOT_DELIVERED, CANCELLED, UNKNOWN.
        """
        ...

    def send_invoice(self, number: str, *, call_id: str) -> None:
        """Send the invoice to the customer's e-mail. NotPossible: NO_EMAIL, UNKNOWN."""
        ...


class PolicyDesk(Protocol):
    """Policies: found by two things the caller must know, changed by number alone once they were found.

    The rules for changes are those of OrderDesk. Address, telephone and e-mail are the policyholder's: a
    change holds for everything that this customer has.
    """

    def find_policy(self, number: str, birth_date: date) -> Policy | None:
        """The policy that has both this number and a holder born on this day, or None.

        number: digits only. A policy that has ended is found too. None never tells which of the two was
        wrong.
        """
        ...

    def change_address(self, policy_number: str, postcode: str, house_number: str, *, call_id: str) -> None:
        """The holder lives elsewhere now. Orders that are on their way keep their address.

        postcode and house_number: as for `OrderDesk.change_delivery_address`.
        NotPossible: EXPIRED, INVALID, UNKNOWN.
        """
        ...

    def change_phone(self, policy_number: str, phone_e164: str, *, call_id: str) -> None:
        """The holder has another telephone number, in E.164. NotPossible: EXPIRED, INVALID, UNKNOWN."""
        ...

    def change_email(self, policy_number: str, email: str, *, call_id: str) -> None:
        """The holder has another e-mail address. NotPossible: EXPIRED, INVALID, UNKNOWN."""
        ...

    def send_document(self, policy_number: str, kind: DocumentKind, *, call_id: str) -> None:
        """Send a document to the holder's e-mail.

        kind: 'policy_sheet' (also of a policy that ended) or 'green_card' (a running car policy's).
        NotPossible: EXPIRED and NO_GREEN_CARD (for the green card), NO_EMAIL, INVALID, UNKNOWN.
        """
        ...


class CallbackDesk(Protocol):
    """Calling a caller back. Raises NotPossible and BackofficeError as OrderDesk does."""

    def calling_number(self, call_id: str) -> str:
        """The number that the call comes from, E.164; '' when a person cannot ring it (withheld, unknown)."""
        ...

    def request_callback(
        self, call_id: str, number: str, due_from: datetime | None, due_until: datetime | None
    ) -> str:
        """Have the caller called back once the call is over. Returns the ticket, 7 digits.

        number: E.164, '' for the one that the call comes from. due_from, due_until: when it suits the caller,
        with their zone; None: as soon as possible. One callback a call: asked again with other values, those
        count, and the ticket stays.
        NotPossible: INVALID for a number that cannot be rung or a time that ends before it begins, UNKNOWN
        for an unknown call.
        """
        ...


class Backoffice(OrderDesk, PolicyDesk, CallbackDesk, Protocol):
    """Answers about orders and policies, and takes callbacks. Thread-safe.

    Every method may raise BackofficeError.
    """

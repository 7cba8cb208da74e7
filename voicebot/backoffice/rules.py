"""What the state of an order or a policy allows. Pure: each takes a record and gives the changed one.

All raise NotPossible and name the reason.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from voicebot.backoffice.port import DocumentKind, NotPossible, Order, OrderStatus, Policy, Reason

# A consumer may withdraw from a distance sale, without giving a reason, until fourteen days after the day on
# which the goods were received: Burgerlijk Wetboek 6:230o, first paragraph (Directive 2011/83/EU, article 9).
RETURN_DAYS = 14
# The demonstration's own choice.
DELIVERY_DAYS_AHEAD = 28

_DONE = {
    OrderStatus.SHIPPED: Reason.SHIPPED,
    OrderStatus.DELIVERED: Reason.DELIVERED,
    OrderStatus.CANCELLED: Reason.CANCELLED,
}


def last_return_day(delivered: date) -> date:
    """The last local day on which an order delivered on that day may be returned.

    A term that ends on a Saturday or Sunday runs on to Monday (Algemene termijnenwet, article 1). So it does
    on public holidays, which differ from year to year by decree (article 3): those are not reckoned with.
    """
    last = delivered + timedelta(days=RETURN_DAYS)
    return last + timedelta(days=7 - last.weekday()) if last.weekday() >= 5 else last


def moved(order: Order, postcode: str, house_number: str) -> Order:
    """The order, to be delivered elsewhere."""
    _only(order, OrderStatus.PROCESSING)
    return replace(order, postcode=postcode, house_number=house_number)


def rescheduled(order: Order, day: date, today: date) -> Order:
    """The order, to be delivered on another day, at an hour not known yet."""
    _only(order, OrderStatus.PROCESSING, OrderStatus.SHIPPED)
    if not today < day <= today + timedelta(days=DELIVERY_DAYS_AHEAD):
        raise NotPossible(Reason.BAD_DAY)
    return replace(order, expected=day, window=None)


def cancelled(order: Order) -> Order:
    """The order, cancelled; nothing has to be paid any more."""
    _only(order, OrderStatus.PROCESSING)
    return replace(order, status=OrderStatus.CANCELLED, expected=None, window=None, due=None)


def returned(order: Order, today: date) -> Order:
    """The order, of which a return may be registered; a delivery on an unknown day is in time."""
    _arrived(order)
    if order.delivered is not None and today > last_return_day(order.delivered):
        raise NotPossible(Reason.TOO_LATE)
    return mailable(order)


def missing(order: Order, today: date) -> Order:
    """The order, which may be reported as missing: late, or delivered on paper only."""
    if order.status is OrderStatus.PROCESSING:
        raise NotPossible(Reason.NOT_SHIPPED)
    if order.status is OrderStatus.CANCELLED:
        raise NotPossible(Reason.CANCELLED)
    if order.status is OrderStatus.SHIPPED and (order.expected is None or order.expected >= today):
        raise NotPossible(Reason.NOT_LATE)
    return order


def damaged(order: Order) -> Order:
    """The order, of which damage may be reported."""
    _arrived(order)
    return order


def mailable(order: Order) -> Order:
    """The order, about which something can be sent by e-mail."""
    if order.customer_email is None:
        raise NotPossible(Reason.NO_EMAIL)
    return order


def ended(policy: Policy, today: date) -> bool:
    """Whether the policy's last day of cover is past."""
    return policy.end is not None and policy.end < today


def running(policy: Policy, today: date) -> Policy:
    """The policy, which may be changed."""
    if ended(policy, today):
        raise NotPossible(Reason.EXPIRED)
    return policy


def documented(policy: Policy, kind: DocumentKind, today: date) -> Policy:
    """The policy, of which this document can be sent by e-mail."""
    if kind not in ("policy_sheet", "green_card"):
        raise NotPossible(Reason.INVALID)
    if kind == "green_card" and not running(policy, today).has_green_card:
        raise NotPossible(Reason.NO_GREEN_CARD)
    if policy.customer_email is None:
        raise NotPossible(Reason.NO_EMAIL)
    return policy


def _only(order: Order, *allowed: OrderStatus) -> None:
    if order.status not in allowed:
        raise NotPossible(_DONE[order.status])


def _arrived(order: Order) -> None:
    if order.status is OrderStatus.CANCELLED:
        raise NotPossible(Reason.CANCELLED)
    if order.status is not OrderStatus.DELIVERED:
        raise NotPossible(Reason.NOT_DELIVERED)

"""Orders and policies as the port has them, out of the tables' rows and back into them."""

from __future__ import annotations

from voicebot.backoffice.port import Order, OrderStatus, Policy
from voicebot.store import models


def order_of(row: models.Order) -> Order:
    """The order in a row. Raises ValueError for a status that this version does not know."""
    window = None
    if row.window_from is not None and row.window_until is not None:
        window = (row.window_from, row.window_until)
    return Order(
        number=row.number,
        postcode=row.postcode,
        status=OrderStatus(row.status),
        expected=row.expected,
        delivered=row.delivered,
        items=tuple(row.items),
        customer_name=row.customer.name,
        customer_email=row.customer.email,
        window=window,
        house_number=row.house_number,
        paid=row.paid,
        amount_cents=row.amount_cents,
        due=row.due,
    )


def put_order(row: models.Order, order: Order) -> None:
    """Write what a change may have changed; number, contents, price and customer stay."""
    row.postcode, row.house_number = order.postcode, order.house_number
    row.status, row.due = order.status.value, order.due
    row.expected = order.expected
    row.window_from, row.window_until = order.window or (None, None)


def policy_of(row: models.Policy) -> Policy:
    """The policy in a row, with its holder's address and such."""
    return Policy(
        number=row.number,
        product=row.product,
        start=row.starts,
        end=row.ends,
        premium_cents_month=row.premium_cents_month,
        own_risk_cents=row.own_risk_cents,
        customer_name=row.customer.name,
        customer_email=row.customer.email,
        postcode=row.customer.postcode,
        house_number=row.customer.house_number,
        phone=row.customer.phone,
        has_green_card=row.has_green_card,
    )


def put_policy(row: models.Policy, policy: Policy) -> None:
    """Write what a change may have changed: the holder's address, telephone and e-mail."""
    holder = row.customer
    holder.postcode, holder.house_number = policy.postcode, policy.house_number
    holder.email, holder.phone = policy.customer_email, policy.phone

"""A back office in memory, for tests; follows the port's rules to the letter."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime

from voicebot.backoffice.callbacks import check_callback
from voicebot.backoffice.changes import REFERRED, Change, Insured, Made, new_reference, repeated
from voicebot.backoffice.demo_data import CUSTOMERS, ORDERS, POLICIES, day
from voicebot.backoffice.desk import Desk
from voicebot.backoffice.port import BackofficeError, NotPossible, Order, Policy, Reason
from voicebot.backoffice.today import today_in_the_netherlands

_BY_NUMBER = {customer.number: customer for customer in CUSTOMERS}


def demo_orders(today: date) -> tuple[Order, ...]:
    """The orders of the demonstration, relative to ``today``."""
    return tuple(
        Order(
            demo.number,
            owner.postcode,
            demo.status,
            expected=day(today, demo.expected_in),
            delivered=day(today, demo.delivered_in),
            items=demo.items,
            customer_name=owner.name,
            customer_email=owner.email,
            window=demo.window,
            house_number=owner.house_number,
            paid=demo.paid,
            amount_cents=demo.amount_cents,
            due=day(today, demo.due_in),
        )
        for demo in ORDERS
        for owner in (_BY_NUMBER[demo.customer],)
    )


def demo_policies(today: date) -> tuple[Insured, ...]:
    """The policies of the demonstration with their holders' birth dates, relative to ``today``."""
    return tuple(
        Insured(
            Policy(
                demo.number,
                demo.product,
                demo.start,
                end=demo.end(today),
                premium_cents_month=demo.premium_cents_month,
                own_risk_cents=demo.own_risk_cents,
                customer_name=owner.name,
                customer_email=owner.email,
                postcode=owner.postcode,
                house_number=owner.house_number,
                phone=owner.phone,
                has_green_card=demo.has_green_card,
            ),
            owner.birth_date,
        )
        for demo in POLICIES
        for owner in (_BY_NUMBER[demo.customer],)
    )


class MemoryStorage:
    """Implements `voicebot.backoffice.changes.Storage` in dicts; records of one name are one customer's.

    made: every change with what became of it, oldest first. broken: every question fails.
    """

    def __init__(self, orders: Iterable[Order], policies: Iterable[Insured], *, broken: bool) -> None:
        self.orders = {order.number: order for order in orders}
        self.policies = {insured.policy.number: insured for insured in policies}
        self.made: list[tuple[Change, Made]] = []
        self.broken = broken
        self._lock = threading.Lock()

    def order(self, number: str) -> Order | None:
        """See `Storage.order`."""
        self._answer()
        return self.orders.get(number)

    def insured(self, number: str) -> Insured | None:
        """See `Storage.insured`."""
        self._answer()
        return self.policies.get(number)

    def change_order(self, change: Change, rule: Callable[[Order], Order]) -> str:
        """See `Storage.change_order`."""

        def put() -> None:
            self.orders[change.target] = rule(self.orders[change.target])

        return self._once(change, change.target in self.orders, put)

    def change_policy(self, change: Change, rule: Callable[[Policy], Policy]) -> str:
        """See `Storage.change_policy`."""

        def put() -> None:
            self._put_customer(rule(self.policies[change.target].policy))

        return self._once(change, change.target in self.policies, put)

    def _once(self, change: Change, known: bool, put: Callable[[], None]) -> str:
        self._answer()
        with self._lock:
            if not known:
                raise NotPossible(Reason.UNKNOWN)
            about = (change.call_id, change.kind, change.target)
            before = [made for asked, made in self.made if (asked.call_id, asked.kind, asked.target) == about]
            if again := repeated(change, before):
                return again.reference
            put()
            taken = {made.reference for _, made in self.made}
            made = Made(change.data, new_reference(taken.__contains__) if change.kind in REFERRED else "")
            self.made.append((change, made))
            return made.reference

    def _put_customer(self, changed: Policy) -> None:
        name, email = changed.customer_name, changed.customer_email
        for number, insured in self.policies.items():
            if insured.policy.customer_name == name:
                policy = replace(
                    insured.policy,
                    customer_email=email,
                    postcode=changed.postcode,
                    house_number=changed.house_number,
                    phone=changed.phone,
                )
                self.policies[number] = replace(insured, policy=policy)
        for number, order in self.orders.items():
            if order.customer_name == name:
                self.orders[number] = replace(order, customer_email=email)

    def _answer(self) -> None:
        if self.broken:
            raise BackofficeError("the back office does not answer")


class InMemoryBackoffice(Desk):
    """Holds orders and policies in ``storage``; ``broken`` makes every question fail.

    calling: the number that a call comes from, by its id, '' for a withheld one. callbacks: by call: number,
    due_from and due_until, as they were requested last. tickets: by call.
    """

    def __init__(
        self,
        orders: Iterable[Order] = (),
        policies: Iterable[Insured] = (),
        *,
        broken: bool = False,
        today: Callable[[], date] = today_in_the_netherlands,
        calling: Callable[[str], str] = lambda call_id: "",
    ) -> None:
        self.storage = MemoryStorage(orders, policies, broken=broken)
        self.callbacks: dict[str, tuple[str, datetime | None, datetime | None]] = {}
        self.tickets: dict[str, str] = {}
        self._calling = calling
        super().__init__(self.storage, today)

    def calling_number(self, call_id: str) -> str:
        """See `voicebot.backoffice.port.CallbackDesk.calling_number`."""
        self._answer()
        return self._calling(call_id)

    def request_callback(
        self, call_id: str, number: str, due_from: datetime | None, due_until: datetime | None
    ) -> str:
        """See `voicebot.backoffice.port.CallbackDesk.request_callback`."""
        self._answer()
        check_callback(number, due_from, due_until)
        if not (number or self._calling(call_id)):
            raise NotPossible(Reason.UNKNOWN)
        self.callbacks[call_id] = (number, due_from, due_until)
        if call_id not in self.tickets:
            self.tickets[call_id] = new_reference(set(self.tickets.values()).__contains__)
        return self.tickets[call_id]

    def _answer(self) -> None:
        if self.storage.broken:
            raise BackofficeError("the back office does not answer")


def demo_backoffice(
    today: date, *, broken: bool = False, calling: Callable[[str], str] = lambda call_id: ""
) -> InMemoryBackoffice:
    """The whole demonstration, on a day that stays ``today``."""
    return InMemoryBackoffice(
        demo_orders(today), demo_policies(today), broken=broken, today=lambda: today, calling=calling
    )

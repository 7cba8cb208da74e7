"""Answers and changes by the port's rules, whatever keeps the records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from voicebot.backoffice import rules, values
from voicebot.backoffice.changes import Change, Kind, Storage
from voicebot.backoffice.port import DocumentKind, NotPossible, Order, Policy, Reason
from voicebot.backoffice.today import today_in_the_netherlands


class Desk:
    """Implements `voicebot.backoffice.port.Backoffice` on a storage; what each method does stands there."""

    def __init__(self, storage: Storage, today: Callable[[], date] = today_in_the_netherlands) -> None:
        self._storage = storage
        self._today = today

    def find_order(self, number: str, postcode: str) -> Order | None:
        """See `voicebot.backoffice.port.OrderDesk.find_order`."""
        if not values.NUMBER.fullmatch(number):
            return None
        order = self._storage.order(number)
        return order if order is not None and values.same_postcode(order.postcode, postcode) else None

    def change_delivery_address(self, number: str, postcode: str, house_number: str, *, call_id: str) -> None:
        """See `voicebot.backoffice.port.OrderDesk.change_delivery_address`."""
        code, house = values.postcode(postcode), values.house_number(house_number)
        self._order(
            Change(call_id, Kind.DELIVERY_ADDRESS, number, {"postcode": code, "house_number": house}),
            lambda order: rules.moved(order, code, house),
        )

    def change_delivery_day(self, number: str, day: date, *, call_id: str) -> None:
        """See `voicebot.backoffice.port.OrderDesk.change_delivery_day`."""
        self._order(
            Change(call_id, Kind.DELIVERY_DAY, number, {"day": day.isoformat()}),
            lambda order: rules.rescheduled(order, day, self._today()),
        )

    def cancel_order(self, number: str, *, call_id: str) -> None:
        """See `voicebot.backoffice.port.OrderDesk.cancel_order`."""
        self._order(Change(call_id, Kind.CANCEL, number, {}), rules.cancelled)

    def register_return(self, number: str, reason: str, *, call_id: str) -> str:
        """See `voicebot.backoffice.port.OrderDesk.register_return`."""
        return self._order(
            Change(call_id, Kind.RETURN, number, {"reason": values.note(reason)}),
            lambda order: rules.returned(order, self._today()),
        )

    def report_missing(self, number: str, *, call_id: str) -> str:
        """See `voicebot.backoffice.port.OrderDesk.report_missing`."""
        return self._order(
            Change(call_id, Kind.MISSING, number, {}), lambda order: rules.missing(order, self._today())
        )

    def report_damaged(self, number: str, *, call_id: str) -> str:
        """See `voicebot.backoffice.port.OrderDesk.report_damaged`."""
        return self._order(Change(call_id, Kind.DAMAGED, number, {}), rules.damaged)

    def send_invoice(self, number: str, *, call_id: str) -> None:
        """See `voicebot.backoffice.port.OrderDesk.send_invoice`."""
        self._order(Change(call_id, Kind.INVOICE, number, {}), rules.mailable)

    def find_policy(self, number: str, birth_date: date) -> Policy | None:
        """See `voicebot.backoffice.port.PolicyDesk.find_policy`."""
        if not values.NUMBER.fullmatch(number):
            return None
        insured = self._storage.insured(number)
        return insured.policy if insured is not None and insured.birth_date == birth_date else None

    def change_address(self, policy_number: str, postcode: str, house_number: str, *, call_id: str) -> None:
        """See `voicebot.backoffice.port.PolicyDesk.change_address`."""
        code, house = values.postcode(postcode), values.house_number(house_number)
        self._policy(
            Change(call_id, Kind.ADDRESS, policy_number, {"postcode": code, "house_number": house}),
            lambda policy: replace(policy, postcode=code, house_number=house),
        )

    def change_phone(self, policy_number: str, phone_e164: str, *, call_id: str) -> None:
        """See `voicebot.backoffice.port.PolicyDesk.change_phone`."""
        phone = values.phone(phone_e164)
        self._policy(
            Change(call_id, Kind.PHONE, policy_number, {"phone": phone}),
            lambda policy: replace(policy, phone=phone),
        )

    def change_email(self, policy_number: str, email: str, *, call_id: str) -> None:
        """See `voicebot.backoffice.port.PolicyDesk.change_email`."""
        address = values.email(email)
        self._policy(
            Change(call_id, Kind.EMAIL, policy_number, {"email": address}),
            lambda policy: replace(policy, customer_email=address),
        )

    def send_document(self, policy_number: str, kind: DocumentKind, *, call_id: str) -> None:
        """See `voicebot.backoffice.port.PolicyDesk.send_document`."""
        change = Change(call_id, Kind.DOCUMENT, _known(policy_number), {"kind": kind})
        self._storage.change_policy(change, lambda policy: rules.documented(policy, kind, self._today()))

    def _order(self, change: Change, rule: Callable[[Order], Order]) -> str:
        _known(change.target)
        return self._storage.change_order(change, rule)

    def _policy(self, change: Change, rule: Callable[[Policy], Policy]) -> None:
        _known(change.target)
        self._storage.change_policy(change, lambda policy: rule(rules.running(policy, self._today())))


def _known(number: str) -> str:
    if not values.NUMBER.fullmatch(number):
        raise NotPossible(Reason.UNKNOWN)
    return number

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.backoffice import rules
from voicebot.backoffice.port import NotPossible, Order, OrderStatus, Policy, Reason

TODAY = date(2026, 11, 24)
TOMORROW = TODAY + timedelta(days=1)
YESTERDAY = TODAY - timedelta(days=1)
PROCESSING = Order("1", "3512JE", OrderStatus.PROCESSING, customer_email="a@example.nl", due=TOMORROW)
SHIPPED = replace(PROCESSING, status=OrderStatus.SHIPPED, expected=TOMORROW, window=(10, 12))
DELIVERED = replace(PROCESSING, status=OrderStatus.DELIVERED, delivered=YESTERDAY)
CANCELLED = replace(PROCESSING, status=OrderStatus.CANCELLED)
STATES = (PROCESSING, SHIPPED, DELIVERED, CANCELLED)


def outcome(rule: Callable[[Order], Order], order: Order) -> Reason | None:
    try:
        rule(order)
    except NotPossible as refusal:
        return refusal.reason
    return None


# For each state of STATES the reason against it, 'ok' for none.
@pytest.mark.parametrize(
    ("rule", "outcomes"),
    [
        (lambda order: rules.moved(order, "1017AB", "3"), "ok shipped delivered cancelled"),
        (lambda order: rules.rescheduled(order, TOMORROW, TODAY), "ok ok delivered cancelled"),
        (rules.cancelled, "ok shipped delivered cancelled"),
        (lambda order: rules.returned(order, TODAY), "not_delivered not_delivered ok cancelled"),
        (lambda order: rules.missing(order, TODAY), "not_shipped not_late ok cancelled"),
        (rules.damaged, "not_delivered not_delivered ok cancelled"),
        (rules.mailable, "ok ok ok ok"),
    ],
    ids=["address", "day", "cancel", "return", "missing", "damaged", "invoice"],
)
def test_what_each_state_allows(rule: Callable[[Order], Order], outcomes: str) -> None:
    assert [outcome(rule, order) or "ok" for order in STATES] == outcomes.split()


def test_what_a_change_leaves() -> None:
    assert rules.moved(PROCESSING, "1017AB", "3A") == replace(
        PROCESSING, postcode="1017AB", house_number="3A"
    )
    later = TODAY + timedelta(days=4)
    assert rules.rescheduled(SHIPPED, later, TODAY) == replace(SHIPPED, expected=later, window=None)
    gone = rules.cancelled(replace(PROCESSING, expected=TOMORROW))
    assert (gone.status, gone.expected, gone.due) == (OrderStatus.CANCELLED, None, None)
    for same in (rules.returned(DELIVERED, TODAY), rules.damaged(DELIVERED), rules.missing(DELIVERED, TODAY)):
        assert same == DELIVERED


@pytest.mark.parametrize("days", [-300, -1, 0, rules.DELIVERY_DAYS_AHEAD + 1, 3000])
def test_days_on_which_nothing_is_delivered(days: int) -> None:
    with pytest.raises(NotPossible, match="bad_day"):
        rules.rescheduled(SHIPPED, TODAY + timedelta(days=days), TODAY)


@pytest.mark.parametrize(
    ("delivered", "last"),
    [
        (date(2026, 11, 23), date(2026, 12, 7)),  # Monday to Monday
        (date(2026, 11, 20), date(2026, 12, 4)),  # Friday to Friday
        (date(2026, 11, 21), date(2026, 12, 7)),  # Saturday: runs on to Monday
        (date(2026, 11, 22), date(2026, 12, 7)),  # Sunday: runs on to Monday
    ],
)
def test_the_last_day_for_returning(delivered: date, last: date) -> None:
    assert rules.last_return_day(delivered) == last
    order = replace(DELIVERED, delivered=delivered)
    assert rules.returned(order, last) == order
    with pytest.raises(NotPossible, match="too_late"):
        rules.returned(order, last + timedelta(days=1))


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_nobody_gets_fewer_days_than_the_law_gives(delivered: date) -> None:
    last = rules.last_return_day(delivered)
    assert timedelta(days=14) <= last - delivered <= timedelta(days=16)
    assert last.weekday() < 5


def test_a_delivery_on_an_unknown_day_may_be_returned() -> None:
    order = replace(DELIVERED, delivered=None)
    assert rules.returned(order, TODAY) == order


def test_a_parcel_is_missing_only_when_its_day_is_past() -> None:
    assert rules.missing(replace(SHIPPED, expected=YESTERDAY), TODAY).expected == YESTERDAY
    for expected in (TODAY, TOMORROW, None):
        with pytest.raises(NotPossible, match="not_late"):
            rules.missing(replace(SHIPPED, expected=expected), TODAY)


@pytest.mark.parametrize("rule", [lambda order: rules.returned(order, TODAY), rules.mailable])
def test_what_goes_by_mail_needs_an_address(rule: Callable[[Order], Order]) -> None:
    assert outcome(rule, replace(DELIVERED, customer_email=None)) is Reason.NO_EMAIL


CAR = Policy("7", "auto", date(2020, 1, 1), customer_email="a@example.nl", has_green_card=True)


@pytest.mark.parametrize(
    ("policy", "sheet", "card"),
    [
        (CAR, None, None),
        (replace(CAR, end=TODAY), None, None),  # the last day of cover
        (replace(CAR, end=YESTERDAY), None, Reason.EXPIRED),
        (replace(CAR, has_green_card=False), None, Reason.NO_GREEN_CARD),
        (replace(CAR, has_green_card=False, end=YESTERDAY), None, Reason.EXPIRED),
        (replace(CAR, customer_email=None), Reason.NO_EMAIL, Reason.NO_EMAIL),
    ],
)
def test_which_documents_can_be_sent(policy: Policy, sheet: Reason | None, card: Reason | None) -> None:
    for kind, reason in (("policy_sheet", sheet), ("green_card", card)):
        try:
            rules.documented(policy, kind, TODAY)  # type: ignore[arg-type]
        except NotPossible as refusal:
            assert refusal.reason is reason
        else:
            assert reason is None


def test_no_other_documents() -> None:
    with pytest.raises(NotPossible, match="invalid"):
        rules.documented(CAR, "birth_certificate", TODAY)  # type: ignore[arg-type]

"""Numbers by keypad are read exactly, always: the bar is 1.00."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.evaluation import numbers, spoken_sets
from voicebot.evaluation.spoken_sets import TESTS

TODAY = date(2026, 11, 24)


def keyed_exactly(kind: str, means: str) -> bool:
    keys = numbers.keys_for(kind, means)
    assert keys is not None
    assert keys[0].isdigit()
    return numbers.read_keys(kind, keys[0], TODAY) == keys[1]


@given(st.from_regex(r"[1-9][0-9]{4}", fullmatch=True))
def test_every_order_number_can_be_keyed(number: str) -> None:
    assert keyed_exactly("order_number", number)


@given(st.from_regex(r"[1-9][0-9]{5}", fullmatch=True))
def test_every_policy_number_can_be_keyed(number: str) -> None:
    assert keyed_exactly("policy_number", number)


@given(st.from_regex(r"[1-9][0-9]{3}[A-Z]{2}", fullmatch=True))
def test_every_postcode_can_be_keyed(postcode: str) -> None:
    assert keyed_exactly("postcode", postcode)


@given(st.dates(date(1917, 1, 1), date(2010, 12, 31)))
def test_every_birth_date_can_be_keyed(day: date) -> None:
    assert keyed_exactly("birth_date", day.isoformat())


@given(st.from_regex(r"\+316[1-58][0-9]{7}", fullmatch=True))
def test_every_mobile_number_can_be_keyed(phone: str) -> None:
    assert keyed_exactly("phone", phone)


@pytest.mark.parametrize(
    ("kind", "means"),
    [("email", "a@example.nl"), ("day", "2026-11-25"), ("house_number", "12A"), ("phone", "+321")],
)
def test_what_has_no_keys(kind: str, means: str) -> None:
    assert numbers.keys_for(kind, means) is None


def test_the_committed_set_by_keypad() -> None:
    typed = spoken_sets.entries(TESTS / "numbers.yml")
    found = numbers.measure([], typed, TODAY)
    assert found["keypad"]["all"]["exact"] == 1.0
    assert found["keypad"]["all"]["wrong"] == 0.0
    assert found["typed"]["all"]["size"] == len(typed)


def test_exactly_wrongly_and_not_read() -> None:
    found = numbers.exactness([("a", "1", "1"), ("a", "1", "2"), ("b", "1", None), ("b", "1", "1")])
    assert found["all"] == {"exact": 0.5, "wrong": 0.25, "size": 4}
    assert found["b"] == {"exact": 0.5, "wrong": 0.0, "size": 2}


def test_a_refused_number_is_not_read() -> None:
    entry = {"kind": "order_number", "means": "42073", "say": "", "heard": "42073"}
    found = numbers.measure([entry | {"rejected": "unclear"}, entry | {"rejected": None}], [], TODAY)
    assert found["spoken"]["order_number"] == {"exact": 0.5, "wrong": 0.0, "size": 2}

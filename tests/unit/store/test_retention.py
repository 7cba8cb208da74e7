from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.delivery.states import SETTLED, State
from voicebot.store.retention import to_be_erased

NOW = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize("state", State)
def test_only_what_is_settled_and_only_after_its_days(state: State):
    at = NOW - timedelta(days=30)
    assert to_be_erased(state, at, NOW, 30) is (state in SETTLED)
    assert not to_be_erased(state, at + timedelta(seconds=1), NOW, 30)


@given(st.integers(1, 3650), st.integers(0, 10**9), st.integers(0, 10**7))
def test_what_is_erased_once_would_be_erased_later_too(days: int, age: int, step: int):
    at = NOW - timedelta(seconds=age)
    if to_be_erased("sent", at, NOW, days):
        assert to_be_erased("sent", at, NOW + timedelta(seconds=step), days)
        assert age >= days * 86400

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.store.followups import AT_ONCE, FollowUp, Standing, callback_stands, concerns, promise_stands

NOW = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
RANK = [Standing.LATER, Standing.SOON, Standing.LATE]


@pytest.mark.parametrize(
    ("due", "standing"),
    [
        (NOW + HOUR + SECOND, Standing.LATER),
        (NOW + HOUR, Standing.SOON),
        (NOW, Standing.SOON),
        (NOW - SECOND, Standing.LATE),
    ],
)
def test_a_promise(due: datetime, standing: Standing):
    assert promise_stands(due, NOW, HOUR) is standing


@pytest.mark.parametrize(
    ("state", "promised", "due_from", "due_until", "standing"),
    [
        ("open", NOW, None, None, Standing.SOON),
        ("open", NOW - AT_ONCE, None, None, Standing.SOON),
        ("open", NOW - AT_ONCE - SECOND, None, None, Standing.LATE),
        ("open", NOW - 9 * HOUR, NOW + 2 * HOUR, NOW + 3 * HOUR, Standing.LATER),
        ("open", NOW - 9 * HOUR, NOW + HOUR, NOW + 3 * HOUR, Standing.SOON),
        ("open", NOW - 9 * HOUR, NOW - 3 * HOUR, NOW + HOUR, Standing.SOON),
        ("open", NOW - 9 * HOUR, NOW - 3 * HOUR, NOW - SECOND, Standing.LATE),
        ("open", NOW - 9 * HOUR, None, NOW + HOUR, Standing.SOON),
        ("dead", NOW, NOW + 9 * HOUR, None, Standing.LATE),
        ("held", NOW, None, None, Standing.LATE),
    ],
)
def test_a_callback(state, promised, due_from, due_until, standing):
    assert callback_stands(state, promised, due_from, due_until, NOW, HOUR) is standing


_AT = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))


@given(_AT, st.none() | _AT, st.none() | _AT, _AT, st.integers(0, 10**7), st.integers(5, 10_000))
def test_time_makes_nothing_less_urgent(promised, due_from, due_until, now, step, minutes):
    lead = timedelta(minutes=minutes)
    later = now + timedelta(seconds=step)
    for stands in (
        lambda at: promise_stands(promised, at, lead),
        lambda at: callback_stands("open", promised, due_from, due_until, at, lead),
    ):
        assert RANK.index(stands(now)) <= RANK.index(stands(later))


def test_whose_it_is():
    mine = FollowUp(
        kind="promise", call_id="CA1", number=1, standing=Standing.SOON, due=NOW, until=None, text="t",
        state="", rule_id="", caller="", queue="schade", owner_id=7, owner="Anna",
    )  # fmt: skip
    assert concerns(mine, 7, ())
    assert not concerns(mine, 8, ("schade",))
    everybodys = replace(mine, owner_id=None)
    assert concerns(everybodys, 8, ("schade",))
    assert not concerns(everybodys, 8, ("orders",))
    assert concerns(replace(everybodys, queue=None), 8, ())

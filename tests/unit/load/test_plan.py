"""Plans are bounded, and every caller is dealt out once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.load.plan import CALLERS_A_PROCESS, MOST_CALLS, Plan


@given(st.integers(1, 200), st.floats(0, 600))
def test_callers_begin_evenly_and_all_of_them(callers: int, ramp: float):
    plan = Plan(callers, ramp)
    starts = plan.starts()
    assert len(starts) == callers
    assert starts == sorted(starts)
    assert starts[0] >= 0 and starts[-1] <= ramp
    crews = plan.crews()
    assert sorted(at for crew in crews for at in crew) == starts
    assert max(map(len, crews)) <= CALLERS_A_PROCESS
    assert callers * plan.calls_each <= MOST_CALLS + callers


def test_without_a_hold_each_calls_once():
    assert Plan(5, hold=0).calls_each == 1


@pytest.mark.parametrize(
    "wrong", [{"callers": 0}, {"callers": 201}, {"callers": 1, "ramp": 601}, {"callers": 1, "hold": -1}]
)
def test_what_is_out_of_bounds(wrong: dict):
    with pytest.raises(ValueError, match="is from"):
        Plan(**wrong)

"""Lost packets come in bursts of the wanted length, and as many as wanted."""

from __future__ import annotations

from itertools import groupby

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.degrade.loss import lost_packets


@pytest.mark.parametrize(("share", "burst"), [(0.03, 2.5), (0.1, 2.5), (0.2, 1.0), (0.05, 6.0)])
def test_share_and_burst(share: float, burst: float):
    lost = lost_packets(100_000, share, np.random.default_rng(1), burst)
    assert lost.mean() == pytest.approx(share, rel=0.1)
    bursts = [len(list(run)) for gone, run in groupby(lost) if gone]
    assert np.mean(bursts) == pytest.approx(burst, rel=0.1)


@given(st.integers(0, 300), st.floats(0, 0.5), st.integers(0, 99))
def test_the_same_seed_loses_the_same(count: int, share: float, seed: int):
    one, two = (lost_packets(count, share, np.random.default_rng(seed)) for _ in range(2))
    assert len(one) == count
    assert (one == two).all()
    assert share > 0 or not one.any()


@pytest.mark.parametrize(("share", "burst"), [(-0.1, 2), (0.6, 2), (0.1, 0.5)])
def test_what_cannot_be(share: float, burst: float):
    with pytest.raises(ValueError, match="share of lost packets"):
        lost_packets(10, share, np.random.default_rng(1), burst)

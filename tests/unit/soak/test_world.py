"""Small random worlds: nobody is stranded, whatever the carrier does. `make soak` runs very many."""

from __future__ import annotations

import pytest

from voicebot.soak.carrier import FAITHFUL, TERRIBLE, Faults
from voicebot.soak.world import World


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("faults", [FAITHFUL, Faults(), TERRIBLE], ids=["faithful", "usual", "terrible"])
def test_nobody_is_stranded(faults: Faults, seed: int) -> None:
    world = World(1000 + seed, callers=8, agents=3, faults=faults)
    outcome = world.run()
    assert outcome.problems == []
    assert sum(outcome.ends.values()) > 0


def test_a_faithful_carrier_brings_people_together() -> None:
    ends = World(7, callers=12, agents=5, faults=FAITHFUL).run().ends
    assert ends["live.finished"] > 3


def test_the_same_seed_is_the_same_story() -> None:
    one, two = World(3, callers=6).run(), World(3, callers=6).run()
    assert one == two

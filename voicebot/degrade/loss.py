"""Which packets of 20 ms are lost: in bursts, as networks lose them (Gilbert 1960, Elliott 1963).

Two states, good and bad, with given chances to change; nothing is lost in the good one, everything in the
bad one. Mean burst and share as in Hasslinger & Hohlfeld 2008, "The Gilbert-Elliott model for packet loss
in real time services on the internet".
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

MEAN_BURST = 2.5  # packets, so 50 ms


def lost_packets(
    count: int, share: float, random: np.random.Generator, burst: float = MEAN_BURST
) -> npt.NDArray[np.bool_]:
    """For each of ``count`` packets whether it is lost: in the long run ``share`` of them, ``burst`` in a
    row.

    Raises ValueError for a share outside 0 to 0.5, or a mean burst below 1 packet.
    """
    if not 0 <= share <= 0.5 or burst < 1:
        raise ValueError(
            f"the share of lost packets is 0 to 0.5, not {share}; a burst is 1 packet or more, not {burst}"
        )
    recover = 1 / burst
    fail = recover * share / (1 - share)
    chances = random.random(count + 1)
    bad = bool(chances[0] < share)  # as if it had gone on for ever
    lost = np.zeros(count, dtype=np.bool_)
    for number, chance in enumerate(chances[1:]):
        lost[number] = bad
        bad = chance >= recover if bad else chance < fail
    return lost

"""How many callers, how soon, for how long. Pure."""

from __future__ import annotations

from dataclasses import dataclass

MOST_CALLERS = 200
MOST_RAMP = 600.0
MOST_HOLD = 1800.0
MOST_CALLS = 2000  # of one run, however short they are
GRACE = 120.0  # seconds in which calls under way may come to their end
CALLERS_A_PROCESS = (
    25  # 50 messages a second each way and caller: one interpreter keeps the pace of about so many
)


@dataclass(frozen=True, slots=True)
class Plan:
    """``callers`` at once, reached evenly in ``ramp`` seconds, who go on calling for ``hold`` seconds more.

    With a hold of 0 each calls once. Raises ValueError for what is out of bounds.
    """

    callers: int
    ramp: float = 0.0
    hold: float = 60.0
    grace: float = GRACE

    def __post_init__(self) -> None:
        for name, value, least, most in (
            ("calls", self.callers, 1, MOST_CALLERS),
            ("ramp", self.ramp, 0, MOST_RAMP),
            ("hold", self.hold, 0, MOST_HOLD),
        ):
            if not least <= value <= most:
                raise ValueError(f"{name} is from {least:g} to {most:g}, not {value:g}")

    @property
    def seconds(self) -> float:
        """After so many seconds whoever is still on the line hangs up."""
        return self.ramp + self.hold + self.grace

    @property
    def calls_each(self) -> int:
        """How often one caller calls at the most."""
        return max(1, MOST_CALLS // self.callers) if self.hold else 1

    def starts(self) -> list[float]:
        """Second of the run in which each caller begins."""
        return [number * self.ramp / self.callers for number in range(self.callers)]

    def crews(self) -> list[list[float]]:
        """The same, dealt out to processes."""
        starts = self.starts()
        count = -(-len(starts) // CALLERS_A_PROCESS)
        return [starts[number::count] for number in range(count)]

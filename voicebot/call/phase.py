"""Where a call is; `machine.py` draws the way from one phase to the next."""

from __future__ import annotations

from enum import Enum, auto


class Phase(Enum):
    """The phases of a call, in order."""

    WAITING = auto()
    DISCLOSING = auto()
    TALKING = auto()
    LEAVING = auto()
    ENDED = auto()

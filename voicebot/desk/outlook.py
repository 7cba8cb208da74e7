"""How a caller stands: whether somebody can come, how many are before, and how long it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from voicebot.store.duty import SqlDuty
from voicebot.store.transfers import SqlTransfers
from voicebot.transfer.ports import Standing
from voicebot.transfer.queues import Queues
from voicebot.transfer.routing import somebody, urgency
from voicebot.transfer.state import WAITING, Picture
from voicebot.transfer.waiting import expected_wait, patience_left

CLOSED, NOBODY_FREE = "closed", "nobody_free"


@dataclass(frozen=True, slots=True)
class Prospect:
    """Who could come for a caller of a queue: an agent, or else somebody at an address outside.

    reason: why nobody can, CLOSED or NOBODY_FREE; '' when somebody can.
    """

    somebody: bool
    blind: str = ""
    reason: str = ""

    @property
    def open(self) -> bool:
        """Whether anybody could."""
        return self.somebody or bool(self.blind)


class Outlook:
    """Reads the prospects from the store. person_number: rung for every caller of a house without agents."""

    def __init__(
        self,
        transfers: SqlTransfers,
        duty: SqlDuty,
        queues: Queues,
        person_number: str,
        now: Callable[[], datetime],
    ) -> None:
        self._transfers = transfers
        self._duty = duty
        self._queues = queues
        self._person_number = person_number
        self._now = now

    def prospect(self, queue: str) -> Prospect:
        """Who could come now for a caller of the queue. Raises PartError."""
        if self._person_number and not self._duty.any_agents():
            return Prospect(False, self._person_number)
        if not self._queues.is_open(queue, self._now()):
            return Prospect(False, reason=CLOSED)
        if somebody(self._queues.skills(queue), self._duty.colleagues()):
            return Prospect(True)
        blind = self._queues.get(queue).blind
        return Prospect(False, blind, "" if blind else NOBODY_FREE)

    def standing(self, picture: Picture) -> Standing:
        """How the caller of a transfer stands. Raises PartError."""
        if picture.state not in WAITING:
            over = picture.final or picture.returning_since is not None
            return Standing(open=not over, reason=self._why(picture.queue) if over else "")
        prospect = self.prospect(picture.queue)
        if not prospect.somebody:
            return Standing(open=prospect.open, reason=prospect.reason)
        pictures = sorted((stored.picture for stored in self._transfers.all_open()), key=urgency)
        rivals = [
            other for other in pictures if other.state in WAITING and set(other.queues) & set(picture.queues)
        ]
        before = [other.id for other in rivals]
        position = before.index(picture.id) + 1 if picture.id in before else 0
        able = [one for one in self._duty.colleagues() if one.at_work and one.can_take(picture.queues)]
        # An agent who is asked for this caller, or for one before, counts as free: it is their turn.
        asked = sum(1 for other in rivals[:position] if other.offer is not None)
        limits = self._queues.limits(picture.queue)
        wait = expected_wait(
            position,
            free=sum(1 for one in able if one.free) + asked,
            at_work=len(able),
            handling_seconds=[one + limits.wrap_up for one in self._duty.handling_seconds(picture.queue)],
        )
        return Standing(True, position, wait, patience=patience_left(picture, limits, self._now()))

    def _why(self, queue: str) -> str:
        return NOBODY_FREE if self._queues.is_open(queue, self._now()) else CLOSED

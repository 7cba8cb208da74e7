"""No question is asked a third time for the same slot (invariant 3)."""

from __future__ import annotations

from voicebot.call.replies import Reply

LIMIT = 2


class Repetition:
    """Counts how often each slot was asked since a wish was last answered."""

    def __init__(self) -> None:
        self._asked: dict[str, int] = {}

    def too_often(self, reply: Reply) -> bool:
        """Note a reply; True when it would ask for its slot a third time.

        A question answered in between, after which the open one is put again, does not start the count anew.
        """
        if reply.solved and reply.asks is None:
            self._asked.clear()
        if reply.asks is None:
            return False
        self._asked[reply.asks] = self._asked.get(reply.asks, 0) + 1
        return self._asked[reply.asks] > LIMIT

"""What a channel is to the worker, and the three ways in which a message does not go out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from voicebot.call.ports import PartError
from voicebot.delivery.codes import NO_ANSWER
from voicebot.delivery.states import Attempt
from voicebot.store.attempts import Outgoing


class NotSent(PartError):
    """It surely did not go out. code: see `voicebot.delivery.codes`; None: not for this address."""

    def __init__(self, message: str, code: int | None = NO_ANSWER) -> None:
        super().__init__(message)
        self.code = code


class Unclear(PartError):
    """It may have gone out."""


class NotOurs(Exception):
    """Another run of the worker sends it, or sent it; nothing was done."""


class Channel(Protocol):
    """Sends messages over one channel. Thread-safe."""

    name: str  # 'sms', 'email' or 'outbox'
    # Seconds that `send` may take after ``going`` was called, and more.
    lease: float

    def send(self, out: Outgoing, going: Callable[[], None]) -> tuple[str, Attempt]:
        """Send; the message's id, and QUEUED or SENT.

        ``going`` is called right before the first moment from which it may have left the house; what it
        raises ends the sending. Raises NotSent or Unclear.
        """
        ...

    def find(self, out: Outgoing, taken: Callable[[tuple[str, ...]], frozenset[str]]) -> str | None:
        """The id of a message that went out without our knowing; None when it surely did not.

        ``taken``: those of these ids that belong to other attempts. Raises Unclear where nobody can tell
        for now, or never (`can_look`).
        """
        ...

    can_look: bool


class Reporting(Protocol):
    """A channel that can be asked what became of a message."""

    def status(self, message_id: str) -> tuple[str, int | None]:
        """The carrier's word and error code, see `voicebot.delivery.states.WORDS`. Raises PartError."""
        ...

"""A channel that goes nowhere, for tests."""

from __future__ import annotations

from collections.abc import Callable

from voicebot.call.ports import Message
from voicebot.delivery.states import Attempt
from voicebot.store.attempts import Outgoing


class FakeChannel:
    """Keeps what it was given in ``messages``; raises what stands in ``failures`` first."""

    lease = 30.0

    def __init__(
        self, name: str = "sms", failures: list[Exception] | None = None, *, can_look: bool = True
    ) -> None:
        self.name = name
        self.messages: list[Message] = []
        self.failures = failures or []
        self.can_look = can_look
        self.found: str | None = None

    def send(self, out: Outgoing, going: Callable[[], None]) -> tuple[str, Attempt]:
        """Keep the message; its id is 'channel-1' and so on."""
        going()
        if self.failures:
            raise self.failures.pop(0)
        self.messages.append(out.message)
        return f"{self.name}-{len(self.messages)}", Attempt.QUEUED if self.name == "sms" else Attempt.SENT

    def find(self, out: Outgoing, taken: Callable[[tuple[str, ...]], frozenset[str]]) -> str | None:
        """What was put into ``found``."""
        return self.found

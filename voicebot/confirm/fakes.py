"""A channel that goes nowhere, for tests."""

from __future__ import annotations

from voicebot.call.ports import Message


class FakeNotifier:
    """Keeps what it was given in ``messages``; raises what stands in ``failures`` first."""

    def __init__(self, channel: str = "sms", failures: list[Exception] | None = None) -> None:
        self.channel = channel
        self.messages: list[Message] = []
        self.failures = failures or []

    def send(self, message: Message) -> str:
        """Keep the message; its id is 'channel-1' and so on."""
        if self.failures:
            raise self.failures.pop(0)
        self.messages.append(message)
        return f"{self.channel}-{len(self.messages)}"

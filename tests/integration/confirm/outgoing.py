"""A message on its way, as the store hands it to a channel."""

from datetime import UTC, datetime

from voicebot.call.ports import Message
from voicebot.delivery.states import Attempt
from voicebot.store.attempts import Outgoing

WRITTEN = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)


def outgoing(message: Message, key: str = "CA1.conclusion", since: datetime | None = None) -> Outgoing:
    return Outgoing(
        attempt_id=7,
        confirmation_id=3,
        key=key,
        channel="",
        message=message,
        language="nl",
        state=Attempt.READY,
        message_id=None,
        written_at=WRITTEN,
        since=since,
        owned_for=0.0,
        looks=0,
    )

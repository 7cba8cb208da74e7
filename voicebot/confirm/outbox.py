"""A folder instead of a channel: for the demonstration, and for callers whom no channel reaches."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from voicebot.call.ports import Message
from voicebot.confirm.channel import NotSent
from voicebot.delivery.states import Attempt
from voicebot.store.attempts import Outgoing


class OutboxFolder:
    """Implements `voicebot.confirm.channel.Channel`: a readable file a message, for the owner's eyes only.

    The file's name follows from the confirmation: written twice, it is the same file.
    """

    name = "outbox"
    lease = 30.0
    can_look = True

    def __init__(self, folder: Path, *, lease: float = 30.0) -> None:
        self._folder = folder
        self.lease = lease

    def send(self, out: Outgoing, going: Callable[[], None]) -> tuple[str, Attempt]:
        """Write the file, wholly or not at all; the id is its name. Raises NotSent."""
        when = out.written_at.astimezone(UTC)
        name = _name(out, when)
        draft = self._folder / f".{name}.{os.getpid()}.part"
        going()
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(_readable(out.message, when).encode("utf-8", "replace"))
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._folder / name)
        except OSError as error:
            raise NotSent(
                f"the outbox folder {self._folder} cannot be written ({error.strerror}); "
                "check VOICEBOT_OUTBOX_DIR and its rights"
            ) from error
        return name, Attempt.SENT

    def find(self, out: Outgoing, taken: Callable[[tuple[str, ...]], frozenset[str]]) -> str | None:
        """The file, if it is there."""
        name = _name(out, out.written_at.astimezone(UTC))
        return name if (self._folder / name).exists() else None


def _name(out: Outgoing, when: datetime) -> str:
    """By time, so that a listing is in order; and by the confirmation."""
    return f"{when:%Y%m%dT%H%M%S.%f}-{hashlib.sha256(out.key.encode()).hexdigest()[:8]}.txt"


def _readable(message: Message, when: datetime) -> str:
    channel = "e-mail" if "@" in message.to else "SMS" if message.to else "none (no mobile number, no e-mail)"
    headers = [
        f"Channel it would have used: {channel}",
        f"To: {' '.join(message.to.split()) or '-'}",
        f"Date: {when:%Y-%m-%d %H:%M:%S} UTC",
    ]
    if message.subject:
        headers.append(f"Subject: {' '.join(message.subject.split())}")
    return "\n".join([*headers, "", message.text.rstrip(), ""])

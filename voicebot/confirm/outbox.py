"""A folder instead of a channel: for the demonstration, and for callers whom no channel reaches."""

from __future__ import annotations

import os
import secrets
from datetime import UTC, datetime
from pathlib import Path

from voicebot.call.ports import Message, PartError


class OutboxFolder:
    """Implements `voicebot.call.ports.Notifier`: a readable file a message, for the owner's eyes only."""

    channel = "outbox"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: Message) -> str:
        """Write the file, wholly or not at all; returns its name. Raises PartError."""
        now = datetime.now(UTC)
        name = f"{now:%Y%m%dT%H%M%S.%f}-{secrets.token_hex(3)}.txt"
        draft = self._folder / f".{name}.part"
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(_readable(message, now).encode("utf-8", "replace"))
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._folder / name)
        except OSError as error:
            raise PartError(
                f"the outbox folder {self._folder} cannot be written ({error.strerror}); "
                "check VOICEBOT_OUTBOX_DIR and its rights"
            ) from error
        return name


def _readable(message: Message, now: datetime) -> str:
    channel = "e-mail" if "@" in message.to else "SMS" if message.to else "none (no mobile number, no e-mail)"
    headers = [
        f"Channel it would have used: {channel}",
        f"To: {' '.join(message.to.split()) or '-'}",
        f"Date: {now:%Y-%m-%d %H:%M:%S} UTC",
    ]
    if message.subject:
        headers.append(f"Subject: {' '.join(message.subject.split())}")
    return "\n".join([*headers, "", message.text.rstrip(), ""])

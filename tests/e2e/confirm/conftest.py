"""Mail that a real SMTP server received, and Debian's Chromium to look at it."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as MAIL
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from voicebot.call.ports import Message
from voicebot.confirm.mime import build_mail
from voicebot.settings import ROOT

PICTURES = ROOT / "build" / "confirmations"
DATE = datetime(2026, 11, 24, 9, 7, tzinfo=UTC)
SENDER = "De Voorbeeldwinkel <info@example.nl>"


class Inbox:
    """Keeps what arrives."""

    def __init__(self) -> None:
        self.mail: list[bytes] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.mail.append(envelope.content)
        return "250 OK"


@pytest.fixture(scope="session")
def delivered() -> Iterator[Callable[[Message], EmailMessage]]:
    """Sends a message through the server; gives back what arrived there, as a mail program parses it."""
    inbox = Inbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    controller = Controller(inbox, hostname="127.0.0.1", port=port, decode_data=False)
    controller.start()

    def send(message: Message, language: str = "nl") -> EmailMessage:
        mail = build_mail(
            message, sender=SENDER, message_id="<a.conclusion@example.nl>", date=DATE, language=language
        )
        with smtplib.SMTP("127.0.0.1", port, timeout=5) as smtp:
            smtp.send_message(mail)
        read = message_from_bytes(inbox.mail[-1], policy=MAIL)
        assert isinstance(read, EmailMessage)
        return read

    yield send
    controller.stop()


def part(mail: EmailMessage, kind: str) -> str:
    """The text or HTML part that a mail program shows."""
    found = mail.get_body((kind,))
    assert found is not None
    return str(found.get_content())


@pytest.fixture
def pictures() -> Path:
    return PICTURES

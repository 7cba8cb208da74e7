"""Mail through a real SMTP server on this machine."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import SMTP as MAIL
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from voicebot.call.ports import Message, PartError
from voicebot.confirm.email import SmtpEmail, SmtpServer

# A key that is in everybody's hands: for this test alone.
PEM = Path(__file__).with_name("localhost_test_only.pem")
MESSAGE = Message("s.dewit@example.nl", "Goedendag,\n\n.punt aan het begin – é\n", "Uw gesprek")


class Inbox:
    """Keeps mail; answers as told."""

    def __init__(self) -> None:
        self.mail: list[Envelope] = []
        self.at_rcpt = ""
        self.at_data = "250 OK"
        self.hang_at_quit = False

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.at_rcpt:
            return self.at_rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.at_data.startswith("250"):
            self.mail.append(envelope)
        return self.at_data

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.hang_at_quit:
            await asyncio.sleep(2)
        return "221 Bye"


def authenticate(_server: Any, _session: Any, _envelope: Any, _how: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"winkel", b"geheim")
    return AuthResult(success=right, handled=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def plain(inbox: Inbox) -> Iterator[SmtpServer]:
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield SmtpServer("127.0.0.1", controller.port, starttls=False, timeout=0.5)
    controller.stop()


@pytest.fixture
def encrypted(inbox: Inbox) -> Iterator[SmtpServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PEM)
    controller = Controller(
        inbox,
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=authenticate,
    )
    controller.start()
    yield SmtpServer("127.0.0.1", controller.port, "winkel", "geheim", timeout=5)
    controller.stop()


def channel(server: SmtpServer) -> SmtpEmail:
    return SmtpEmail(server, "De Winkel <info@example.nl>", tls=ssl.create_default_context(cafile=PEM))


def test_the_mail_arrives_as_written(plain: SmtpServer, inbox: Inbox) -> None:
    message_id = channel(plain).send(MESSAGE)
    (envelope,) = inbox.mail
    assert (envelope.mail_from, envelope.rcpt_tos) == ("info@example.nl", ["s.dewit@example.nl"])
    assert isinstance(envelope.content, bytes)
    mail = message_from_bytes(envelope.content, policy=MAIL)
    assert mail["Message-ID"] == message_id
    assert mail["To"] == "s.dewit@example.nl" and mail["Subject"] == "Uw gesprek"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content().replace("\r\n", "\n") == MESSAGE.text


def test_encrypted_and_logged_in(encrypted: SmtpServer, inbox: Inbox) -> None:
    channel(encrypted).send(MESSAGE)
    assert len(inbox.mail) == 1


def test_a_wrong_password(encrypted: SmtpServer, inbox: Inbox) -> None:
    wrong = SmtpServer(encrypted.host, encrypted.port, "winkel", "fout", timeout=5)
    with pytest.raises(PartError, match="code 535"):
        channel(wrong).send(MESSAGE)
    assert inbox.mail == []


def test_a_certificate_that_nobody_vouches_for(encrypted: SmtpServer, inbox: Inbox) -> None:
    with pytest.raises(PartError, match="SSLCertVerificationError"):
        SmtpEmail(encrypted, "info@example.nl").send(MESSAGE)
    assert inbox.mail == []


def test_no_encryption_where_it_is_insisted_on(plain: SmtpServer, inbox: Inbox) -> None:
    with pytest.raises(PartError, match="STARTTLS"):
        channel(SmtpServer(plain.host, plain.port, timeout=5)).send(MESSAGE)
    assert inbox.mail == []


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("450 s.dewit@example.nl is busy", "code 450"),
        ("550 s.dewit@example.nl: no such user", "code 550"),
    ],
)
def test_a_refused_recipient(plain: SmtpServer, inbox: Inbox, answer: str, code: str) -> None:
    inbox.at_rcpt = answer
    with pytest.raises(PartError, match=code) as caught:
        channel(plain).send(MESSAGE)
    assert "s.dewit" not in str(caught.value)


@pytest.mark.parametrize(("answer", "code"), [("451 try later", "code 451"), ("554 spam", "code 554")])
def test_a_refused_message(plain: SmtpServer, inbox: Inbox, answer: str, code: str) -> None:
    inbox.at_data = answer
    with pytest.raises(PartError, match=code):
        channel(plain).send(MESSAGE)
    assert inbox.mail == []


def test_an_accepted_message_is_sent_though_the_goodbye_hangs(plain: SmtpServer, inbox: Inbox) -> None:
    inbox.hang_at_quit = True
    assert channel(plain).send(MESSAGE)
    assert len(inbox.mail) == 1


def test_a_server_that_says_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        server = SmtpServer("127.0.0.1", silent.getsockname()[1], starttls=False, timeout=0.1)
        with pytest.raises(PartError, match="timed out"):
            channel(server).send(MESSAGE)


def test_a_server_that_hangs_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as rude:

        def hang_up() -> None:
            rude.accept()[0].close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        server = SmtpServer("127.0.0.1", rude.getsockname()[1], starttls=False, timeout=2)
        with pytest.raises(PartError, match="no SMTP session"):
            channel(server).send(MESSAGE)
        thread.join()


def test_no_server() -> None:
    with pytest.raises(PartError, match=r"127\.0\.0\.1: ConnectionRefusedError"):
        channel(SmtpServer("127.0.0.1", free_port(), timeout=2)).send(MESSAGE)

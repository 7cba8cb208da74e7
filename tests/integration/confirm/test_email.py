"""Mail through a real SMTP server on this machine."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator
from email import message_from_bytes
from email.policy import SMTP as MAIL
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.integration.confirm.outgoing import outgoing
from voicebot.call.ports import Message
from voicebot.confirm.channel import NotSent, Unclear
from voicebot.confirm.email import SmtpEmail, SmtpServer
from voicebot.delivery.states import Attempt

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
        self.in_between: Callable[[SMTP], Awaitable[None]] | None = None

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
        if self.in_between:
            await self.in_between(server)
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
    yield SmtpServer("127.0.0.1", controller.port, starttls=False, timeout=0.5, accept_timeout=0.5)
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


def channel(server: SmtpServer, **options: str) -> SmtpEmail:
    tls = ssl.create_default_context(cafile=PEM)
    return SmtpEmail(server, "De Winkel <info@example.nl>", tls=tls, **options)  # type: ignore[arg-type]


def send(email: SmtpEmail, message: Message = MESSAGE) -> tuple[str, Attempt]:
    return email.send(outgoing(message), lambda: None)


def test_the_mail_arrives_as_written(plain: SmtpServer, inbox: Inbox) -> None:
    message_id, state = send(channel(plain))
    assert (message_id, state) == ("<CA1.conclusion@example.nl>", Attempt.SENT)
    (envelope,) = inbox.mail
    assert (envelope.mail_from, envelope.rcpt_tos) == ("info@example.nl", ["s.dewit@example.nl"])
    assert isinstance(envelope.content, bytes)
    mail = message_from_bytes(envelope.content, policy=MAIL)
    assert mail["Message-ID"] == message_id
    assert mail["To"] == "s.dewit@example.nl" and mail["Subject"] == "Uw gesprek"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content().replace("\r\n", "\n") == MESSAGE.text


def test_a_retry_is_the_same_bytes(plain: SmtpServer, inbox: Inbox) -> None:
    message = Message(MESSAGE.to, MESSAGE.text, MESSAGE.subject, "<p>.punt – é</p>\n")
    for _ in range(2):
        send(channel(plain), message)
    first, second = inbox.mail
    assert first.content == second.content


def test_failures_are_returned_to_the_address_for_them(plain: SmtpServer, inbox: Inbox) -> None:
    send(channel(plain, bounces="retour@example.nl"))
    assert [envelope.mail_from for envelope in inbox.mail] == ["retour@example.nl"]


def test_a_server_that_knows_how_is_asked_to_tell_of_failures() -> None:
    heard: list[bytes] = []
    listening, thread = speaking(
        b"220 hi\r\n", b"250-you\r\n250-DSN\r\n250 SIZE\r\n", b"250 from\r\n", b"550 to\r\n", heard=heard
    )
    server = SmtpServer("127.0.0.1", listening.getsockname()[1], starttls=False, timeout=2)
    with pytest.raises(NotSent, match="code 550"):
        send(channel(server, bounces="retour@example.nl"))
    thread.join()
    listening.close()
    _, mail, rcpt, _ = heard
    assert mail.startswith(b"mail FROM:<retour@example.nl> SIZE=")
    assert b"RET=HDRS ENVID=CA1.conclusion@example.nl" in mail
    assert rcpt == b"rcpt TO:<s.dewit@example.nl> NOTIFY=FAILURE\r\n"


def test_a_return_address_that_is_none() -> None:
    with pytest.raises(ValueError, match="VOICEBOT_MAIL_BOUNCES"):
        SmtpEmail(SmtpServer("127.0.0.1"), "info@example.nl", bounces="a@b.nl, c@d.nl")


def test_encrypted_and_logged_in(encrypted: SmtpServer, inbox: Inbox) -> None:
    send(channel(encrypted))
    assert len(inbox.mail) == 1


def test_a_wrong_password(encrypted: SmtpServer, inbox: Inbox) -> None:
    wrong = SmtpServer(encrypted.host, encrypted.port, "winkel", "fout", timeout=5)
    with pytest.raises(NotSent, match="code 535") as caught:
        send(channel(wrong))
    assert caught.value.code == 535 and inbox.mail == []


def test_a_certificate_that_nobody_vouches_for(encrypted: SmtpServer, inbox: Inbox) -> None:
    with pytest.raises(NotSent, match="SSLCertVerificationError"):
        send(SmtpEmail(encrypted, "info@example.nl"))
    assert inbox.mail == []


def test_no_encryption_where_it_is_insisted_on(plain: SmtpServer, inbox: Inbox) -> None:
    with pytest.raises(NotSent, match="STARTTLS"):
        send(channel(SmtpServer(plain.host, plain.port, timeout=5)))
    assert inbox.mail == []


@pytest.mark.parametrize(
    ("answer", "code"),
    [("450 s.dewit@example.nl is busy", 450), ("550 s.dewit@example.nl: no such user", 550)],
)
def test_a_refused_recipient(plain: SmtpServer, inbox: Inbox, answer: str, code: int) -> None:
    inbox.at_rcpt = answer
    with pytest.raises(NotSent, match=f"code {code}") as caught:
        send(channel(plain))
    assert caught.value.code == code and "s.dewit" not in str(caught.value)


@pytest.mark.parametrize(("answer", "code"), [("451 try later", 451), ("554 spam", 554)])
def test_a_refused_message(plain: SmtpServer, inbox: Inbox, answer: str, code: int) -> None:
    inbox.at_data = answer
    with pytest.raises(NotSent, match=f"code {code}"):
        send(channel(plain))
    assert inbox.mail == []


def test_an_address_that_is_none(plain: SmtpServer, inbox: Inbox) -> None:
    with pytest.raises(NotSent) as caught:
        send(channel(plain), Message("a@b.nl\r\nRCPT TO:<c@d.nl>", "Dag.", "Uw gesprek"))
    assert caught.value.code is None and inbox.mail == []


def test_an_accepted_message_is_sent_though_the_goodbye_hangs(plain: SmtpServer, inbox: Inbox) -> None:
    inbox.hang_at_quit = True
    assert send(channel(plain))
    assert len(inbox.mail) == 1


async def hang(_: SMTP) -> None:
    await asyncio.sleep(1.5)


async def hang_up(server: SMTP) -> None:
    assert server.transport is not None
    server.transport.close()


@pytest.mark.parametrize("what", [hang, hang_up])
def test_no_answer_to_a_whole_message_is_unclear(
    plain: SmtpServer, inbox: Inbox, what: Callable[[SMTP], Awaitable[None]]
) -> None:
    inbox.in_between = what
    with pytest.raises(Unclear):
        send(channel(plain))
    assert len(inbox.mail) == 1


def test_until_the_dot_nothing_has_left_the_house(plain: SmtpServer, inbox: Inbox) -> None:
    """The worker dies right before the dot: the server throws away what it has."""

    def die() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        channel(plain).send(outgoing(MESSAGE), die)
    send(channel(plain))  # the server has gone on
    assert len(inbox.mail) == 1


def test_a_server_that_says_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        server = SmtpServer("127.0.0.1", silent.getsockname()[1], starttls=False, timeout=0.1)
        with pytest.raises(NotSent, match="timed out"):
            send(channel(server))


def speaking(*answers: bytes, heard: list[bytes] | None = None) -> tuple[socket.socket, threading.Thread]:
    """A server that gives these answers, one a command, and hangs up."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listening.accept()
        with connection, connection.makefile("rb") as lines:
            for answer in answers:
                connection.sendall(answer)
                line = lines.readline()
                if heard is not None:
                    heard.append(line)

    thread = threading.Thread(target=serve)
    thread.start()
    return listening, thread


@pytest.mark.parametrize(
    "answers",
    [
        (),
        (b"220 hi\r\n",),
        (b"220 hi\r\n", b"250 you\r\n", b"250 from\r\n"),
        (b"220 hi\r\n", b"250 you\r\n", b"250 from\r\n", b"250 to\r\n"),
        (b"220 hi\r\n", b"250 you\r\n", b"250 from\r\n", b"250 to\r\n", b"451 not now\r\n"),
        (b"220 hi\r\n", b"nonsense\r\n"),
    ],
)
def test_a_server_that_hangs_up_before_the_message_has_none_of_it(answers: tuple[bytes, ...]) -> None:
    marked: list[bool] = []
    listening, thread = speaking(*answers)
    server = SmtpServer("127.0.0.1", listening.getsockname()[1], starttls=False, timeout=2)
    with pytest.raises(NotSent):
        channel(server).send(outgoing(MESSAGE), lambda: marked.append(True))
    thread.join()
    listening.close()
    assert marked == []


def test_no_server() -> None:
    with pytest.raises(NotSent, match=r"127\.0\.0\.1: ConnectionRefusedError") as caught:
        send(channel(SmtpServer("127.0.0.1", free_port(), timeout=2)))
    assert caught.value.code == 0

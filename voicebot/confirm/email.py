"""E-mail through SMTP."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as MAIL
from email.utils import localtime, make_msgid, parseaddr

from voicebot.call.ports import Message, PartError


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where and how to log in. ``starttls``: insist on encryption; ``timeout`` in seconds for each answer."""

    host: str
    port: int = 587
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: bool = True
    timeout: float = 15.0


class SmtpEmail:
    """Implements `voicebot.call.ports.Notifier`. ``sender``: 'a@b.nl' or 'Naam <a@b.nl>'.

    tls: checks the server's certificate; the system's trusted roots by default. Raises ValueError for a
    sender that is no address.
    """

    channel = "email"

    def __init__(self, server: SmtpServer, sender: str, tls: ssl.SSLContext | None = None) -> None:
        self._server = server
        self._tls = tls
        name, address = parseaddr(sender)
        try:
            self._sender = _address(address if sender.isprintable() else "", name)
        except PartError as error:
            raise ValueError(
                f"VOICEBOT_MAIL_FROM is {sender!r}; write an address, or: Naam <naam@voorbeeld.nl>"
            ) from error

    def send(self, message: Message) -> str:
        """Send; returns the Message-ID. Raises PartError with the server's code (no address, no text)."""
        mail = self.build(message)
        try:
            smtp = self._connect()
        except (smtplib.SMTPException, OSError) as error:
            raise PartError(f"no SMTP session with {self._server.host}: {_reason(error)}") from error
        try:
            smtp.send_message(mail, self._sender.addr_spec, [message.to.strip()])
        except (smtplib.SMTPException, OSError, ValueError) as error:
            smtp.close()
            raise PartError(f"the SMTP server did not take the message: {_reason(error)}") from error
        # The server has it: trouble with the goodbye must not read as a failure, or it might be sent twice.
        with suppress(smtplib.SMTPException, OSError):
            smtp.quit()
        smtp.close()
        return str(mail["Message-ID"])

    def build(self, message: Message) -> EmailMessage:
        """The mail, to exactly one address. Raises PartError for what is no address or no header."""
        mail = EmailMessage(policy=MAIL)
        to = _address(message.to.strip())
        try:
            mail["From"] = self._sender
            mail["To"] = to
            mail["Subject"] = " ".join(message.subject.split())
            mail["Date"] = localtime()
            mail["Message-ID"] = make_msgid(domain=self._sender.domain)
            mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
            mail.set_content(message.text)
        except (ValueError, MessageError) as error:
            raise PartError(f"the e-mail cannot be written: {type(error).__name__}") from error
        return mail

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        smtp = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
        try:
            if server.starttls:
                smtp.starttls(context=self._tls or ssl.create_default_context())
            if server.user:
                smtp.login(server.user, server.password)
        except BaseException:
            smtp.close()
            raise
        return smtp


def _address(text: str, name: str = "") -> Address:
    try:
        address = Address(display_name=name, addr_spec=text)
    except (ValueError, IndexError, MessageError) as error:
        raise PartError("the e-mail address on file is not one address") from error
    # Control characters and spaces could end the command or the header that they stand in.
    if not address.username or not address.domain or any(c.isspace() or not c.isprintable() for c in text):
        raise PartError("the e-mail address on file is not one address")
    return address


def _reason(error: Exception) -> str:
    """The server's code or the kind of error; its words may quote the address."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return ", ".join(f"code {code}" for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return f"code {error.smtp_code}"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return f"it lacks what is asked of it ({type(error).__name__}; STARTTLS, login or UTF-8 addresses)"
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return str(error)  # smtplib's own words, such as: Connection unexpectedly closed: timed out
    return type(error).__name__

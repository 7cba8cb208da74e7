"""E-mail through SMTP."""

from __future__ import annotations

import hashlib
import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email.generator import BytesGenerator
from email.message import EmailMessage
from email.policy import SMTP as MAIL
from io import BytesIO

from voicebot.call.ports import PartError
from voicebot.confirm.channel import NotSent, Unclear
from voicebot.confirm.mime import build_mail, one_address, sender_of
from voicebot.delivery.states import Attempt
from voicebot.store.attempts import Outgoing

_START_DATA = 354
_ATOMS = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where and how to log in. ``starttls``: insist on encryption; ``timeout`` in seconds for each answer.

    accept_timeout: seconds for the answer to a whole message, which takes a server longest (RFC 5321,
    4.5.3.2.6, would have us wait for ten minutes; a run of the worker must end before).
    """

    host: str
    port: int = 587
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: bool = True
    timeout: float = 15.0
    accept_timeout: float = 90.0


class SmtpEmail:
    """Implements `voicebot.confirm.channel.Channel`. ``sender``: 'a@b.nl' or 'Naam <a@b.nl>'.

    A message is the server's from the dot that ends it (RFC 5321, 4.2.5); a session that breaks off before
    leaves nothing behind (3.8, 4.1.1.4). So everything before that dot may be tried again, and only between
    the dot and the answer to it nobody can say: there is no way to ask a mail server (`can_look`).

    bounces: where undeliverable mail is returned to, '' for the sender. reply_to: '' for the sender.
    tls: checks the server's certificate; the system's trusted roots by default. Raises ValueError for a
    sender or a return address that is no address.
    """

    name = "email"
    can_look = False

    def __init__(
        self,
        server: SmtpServer,
        sender: str,
        tls: ssl.SSLContext | None = None,
        *,
        bounces: str = "",
        reply_to: str = "",
        lease: float | None = None,
    ) -> None:
        self._server = server
        self._tls = tls
        self._sender = sender
        self._reply_to = reply_to
        self.lease = lease or server.accept_timeout + 2 * server.timeout
        try:
            self._domain = sender_of(sender).domain
            self._return_path = one_address(bounces or sender_of(sender).addr_spec).addr_spec
        except PartError as error:
            raise ValueError(
                f"VOICEBOT_MAIL_FROM is {sender!r} and VOICEBOT_MAIL_BOUNCES {bounces!r}; write an address, "
                "or for the first: Naam <naam@voorbeeld.nl>"
            ) from error

    def send(self, out: Outgoing, going: Callable[[], None]) -> tuple[str, Attempt]:
        """See `Channel.send`; the id is the Message-ID. Errors carry the server's code, no address."""
        message_id = self.message_id(out.key)
        try:
            mail = build_mail(
                out.message,
                sender=self._sender,
                message_id=message_id,
                date=out.written_at,
                language=out.language,
                reply_to=self._reply_to,
            )
        except PartError as error:
            raise NotSent(str(error), None) from error
        to = mail["To"].addresses[0].addr_spec  # its domain as DNS has it
        utf8 = not (to + self._return_path).isascii()
        body = _on_the_line(mail, utf8=utf8)
        try:
            smtp = self._connect()
        except (smtplib.SMTPException, OSError) as error:
            raise NotSent(
                f"no SMTP session with {self._server.host}: {_reason(error)}", _code(error)
            ) from error
        try:
            self._up_to_the_dot(smtp, to, body, message_id, utf8=utf8)
            going()
            self._dot(smtp)
        except BaseException:
            smtp.close()
            raise
        # The server has it: trouble with the goodbye must not read as a failure, or it might be sent twice.
        with suppress(smtplib.SMTPException, OSError):
            smtp.quit()
        smtp.close()
        return message_id, Attempt.SENT

    def find(self, out: Outgoing, taken: Callable[[tuple[str, ...]], frozenset[str]]) -> str | None:
        """A mail server cannot be asked. Raises Unclear."""
        raise Unclear("whether the mail server took the message cannot be found out")

    def message_id(self, key: str) -> str:
        """The Message-ID of what is confirmed by ``key``, always the same."""
        local = key if _ATOMS.fullmatch(key) else hashlib.sha256(key.encode()).hexdigest()
        return f"<{local}@{self._domain}>"

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        smtp = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
        try:
            if server.starttls:
                smtp.starttls(context=self._tls or ssl.create_default_context())
            if server.user:
                smtp.login(server.user, server.password)
            smtp.ehlo_or_helo_if_needed()
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _up_to_the_dot(
        self, smtp: smtplib.SMTP, to: str, body: bytes, message_id: str, *, utf8: bool
    ) -> None:
        """All of the message but the dot that hands it over. Raises NotSent."""
        mail_options, rcpt_options = [], []
        if utf8:
            if not smtp.has_extn("smtputf8"):
                raise NotSent("the mail server cannot write to such an address (no SMTPUTF8)", None)
            mail_options.append("SMTPUTF8")
        if not body.isascii() and smtp.has_extn("8bitmime"):
            mail_options.append("BODY=8BITMIME")
        if smtp.has_extn("size"):
            mail_options.append(f"SIZE={len(body)}")
        if smtp.has_extn("dsn"):  # RFC 3461: tell us of failures, with the headers only
            mail_options += ["RET=HDRS", f"ENVID={message_id.strip('<>')}"]
            rcpt_options.append("NOTIFY=FAILURE")
        try:
            if utf8:
                smtp.command_encoding = "utf-8"
            self._must(smtp.mail(self._return_path, mail_options), 250)
            self._must(smtp.rcpt(to, rcpt_options), 250, 251)
            self._must(smtp.docmd("DATA"), _START_DATA)
            smtp.send(body)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise NotSent(
                f"the SMTP server did not take the message: {_reason(error)}", _code(error)
            ) from error

    def _dot(self, smtp: smtplib.SMTP) -> None:
        """Hand the message over. Raises NotSent when the server says no, Unclear when it says nothing."""
        try:
            if smtp.sock is not None:
                smtp.sock.settimeout(self._server.accept_timeout)
            smtp.send(b".\r\n")
            code, _ = smtp.getreply()
        except (smtplib.SMTPException, OSError) as error:
            raise Unclear(
                f"the SMTP server did not say whether it took the message: {_reason(error)}"
            ) from error
        if code // 100 != 2:
            raise NotSent(f"the SMTP server did not take the message: code {code}", code)

    def _must(self, reply: tuple[int, bytes], *wanted: int) -> None:
        if reply[0] not in wanted:
            raise smtplib.SMTPResponseException(*reply)


def _on_the_line(mail: EmailMessage, *, utf8: bool) -> bytes:
    """The bytes after DATA, without the dot that ends them: CRLF, and dots at a line's start doubled."""
    buffer = BytesIO()
    BytesGenerator(buffer, policy=MAIL.clone(utf8=utf8)).flatten(mail)
    body = re.sub(rb"\r\n|\r|\n", b"\r\n", buffer.getvalue())
    body = re.sub(rb"(?m)^\.", b"..", body)
    return body if body.endswith(b"\r\n") else body + b"\r\n"


def _code(error: Exception) -> int | None:
    """The server's code; 0 for none."""
    if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code > 0:
        return error.smtp_code
    if isinstance(error, ValueError):
        return None
    return 0


def _reason(error: Exception) -> str:
    """The server's code or the kind of error; its words may quote the address."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"code {error.smtp_code}"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return f"it lacks what is asked of it ({type(error).__name__}; STARTTLS, login or UTF-8 addresses)"
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return str(error)  # smtplib's own words, such as: Connection unexpectedly closed: timed out
    return type(error).__name__

"""The e-mail as it goes over the line. The same message, id and date give the same bytes."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as MAIL
from email.utils import parseaddr

from voicebot.call.ports import Message, PartError
from voicebot.confirm.plain import plain

LOCAL_PART_OCTETS, ADDRESS_OCTETS = 64, 254  # RFC 5321, 4.5.3.1.1 and 4.5.3.1.3 without its brackets
SUBJECT_CHARACTERS = 150
NAME_CHARACTERS = 100

_NO_ADDRESS = "the e-mail address on file is not one address"
# dot-atom-text on both sides (RFC 5322, 3.6.4), so that nothing in it has to be quoted or folded.
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+>", re.ASCII)
# All but NDR: that it could not be delivered is what we want to hear.
_SUPPRESS = "DR, RN, NRN, OOF, AutoReply"
_LANGUAGE = re.compile(r"[a-z]{2}", re.ASCII)


def build_mail(
    message: Message,
    *,
    sender: str,
    message_id: str,
    date: datetime,
    language: str = "nl",
    reply_to: str = "",
) -> EmailMessage:
    """The mail, to exactly one address: plain text, and the same as HTML if the message has it.

    sender and reply_to: 'a@b.nl' or 'Naam <a@b.nl>', reply_to '' for none. message_id: with its brackets;
    date: with its zone. Raises PartError for what is no address or no header.

    It says of itself that nobody wrote it: Auto-Submitted (RFC 3834) keeps answering machines quiet, and
    X-Auto-Response-Suppress those of Exchange ([MS-OXCMAIL] 2.1.3.2.20). It is no list's mail and no bulk:
    there is neither a List- header nor Precedence.
    """
    if not _MESSAGE_ID.fullmatch(message_id) or not _LANGUAGE.fullmatch(language) or date.tzinfo is None:
        raise PartError("the e-mail cannot be written: its id, date or language is none")
    mail = EmailMessage(policy=MAIL)
    try:
        mail["From"] = sender_of(sender)
        mail["To"] = one_address(message.to.strip())
        if reply_to:
            mail["Reply-To"] = sender_of(reply_to)
        mail["Subject"] = _words(message.subject, SUBJECT_CHARACTERS)
        mail["Date"] = date
        mail["Message-ID"] = message_id
        mail["Auto-Submitted"] = "auto-generated"
        mail["X-Auto-Response-Suppress"] = _SUPPRESS
        # Quoted-printable: seven bits and short lines, which every server takes as they are.
        mail.set_content(_lines(message.text), cte="quoted-printable")
        if message.html:
            mail.add_alternative(_sendable(message.html), subtype="html", cte="quoted-printable")
            mail.set_boundary(f"=_{hashlib.sha256(message_id.encode()).hexdigest()[:32]}")
        mail["Content-Language"] = language  # after the content, which takes all its headers' places
    except (ValueError, MessageError) as error:
        raise PartError(f"the e-mail cannot be written: {type(error).__name__}") from error
    return mail


def sender_of(text: str) -> Address:
    """'a@b.nl' or 'Naam <a@b.nl>'. Raises PartError."""
    name, address = parseaddr(text)
    return one_address(address if text.isprintable() else "", name)


def one_address(text: str, name: str = "") -> Address:
    """One address and nothing else; a domain with other letters as DNS has it ('xn--…'). Raises PartError."""
    # Control characters and spaces could end the command or the header that they stand in.
    if "=?" in text or any(sign.isspace() or not sign.isprintable() for sign in text):
        raise PartError(_NO_ADDRESS)
    try:
        address = Address(addr_spec=text)
        domain = address.domain if address.domain.isascii() else address.domain.encode("idna").decode()
        address = Address(_words(name, NAME_CHARACTERS), address.username, domain)
        octets = len(address.username.encode()), len(address.addr_spec.encode())
    except (ValueError, IndexError, MessageError) as error:
        raise PartError(_NO_ADDRESS) from error
    known = address.username and "." in domain.strip(".") and ".." not in domain
    if not known or octets[0] > LOCAL_PART_OCTETS or octets[1] > ADDRESS_OCTETS:
        raise PartError(_NO_ADDRESS)
    return address


def _lines(text: str) -> str:
    return "\n".join(plain(line) for line in _sendable(text).split("\n")).rstrip("\n") + "\n"


def _sendable(text: str) -> str:
    """Without lone surrogates, which nothing can encode, and with one kind of line end."""
    return text.encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\r", "\n")


def _words(text: str, longest: int) -> str:
    """Words for a header.

    Python's email package decodes what looks like an encoded word (RFC 2047) in a value that it is given, and
    writes a line break that comes out of it into the header as it is. So nothing may look like one.
    """
    text = plain(text).replace("=?", "= ?")
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"

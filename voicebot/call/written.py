"""By which way a caller gets in writing what was agreed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Channel(StrEnum):
    """How a caller wants it, as it is stored. DEFAULT: the usual way. NONE: the caller wants nothing."""

    DEFAULT = ""
    SMS = "sms"
    EMAIL = "email"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Written:
    """How a caller wants it in writing. channel: one of `Channel`.

    address: a number (E.164) or e-mail address for that channel that was told for this; '' for the one that
    is known: the calling number, the e-mail on file. language: of the message, 'nl' or 'en'.
    """

    channel: str = ""
    address: str = ""
    language: str = "nl"


UNCHOSEN = Written()


@dataclass(frozen=True, slots=True)
class Channels:
    """Which channels the owner has set up."""

    sms: bool = True
    email: bool = True


def way(written: Written, mobile: str | None, email: str | None, channels: Channels) -> Channel:
    """How the confirmation is written: SMS or EMAIL; NONE when it is refused or there is nowhere to write to.

    mobile: the number that an SMS may go to without being asked for, None for a landline, a hidden number or
    one that cannot be texted. email: the address on file, None before identification. A choice holds where
    it has an address. By itself it is SMS to a mobile number, else e-mail; a channel that is not set up
    stands back behind one that is, and when neither is, the message is written for the outbox.
    """
    if written.channel == Channel.NONE:
        return Channel.NONE
    number = written.address if written.channel == Channel.SMS and written.address else mobile
    address = written.address if written.channel == Channel.EMAIL and written.address else email
    if written.channel == Channel.SMS and number:
        return Channel.SMS
    if written.channel == Channel.EMAIL and address:
        return Channel.EMAIL
    if number and not (address and channels.email and not channels.sms):
        return Channel.SMS
    return Channel.EMAIL if address else Channel.NONE

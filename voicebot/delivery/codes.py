"""What is done about each error of the carrier and of mail servers: one table, to be reviewed by people.

`voicebot confirmations codes` prints it; docs/confirmations.md holds it. The first row counts that fits.
Codes of 20000 and up are Twilio's, each explained at https://www.twilio.com/docs/api/errors/CODE; codes of
200 to 599 are SMTP replies (RFC 5321, 4.2.1: 4yz may be tried again, 5yz may not); 0 is no answer at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SMS, EMAIL, OUTBOX = "sms", "email", "outbox"
NO_ANSWER = 0
_TWILIO = "https://www.twilio.com/docs/api/errors/{}"
_SMTP = "RFC 5321, 4.2.1 and 4.2.2"


class Action(StrEnum):
    """What happens next to a message that was surely not delivered."""

    RETRY = "retry"  # the same bytes again, with back-off; after the last try as FALL_OVER
    FALL_OVER = "fall over"  # this channel is out; the other one, and without one a visible failure
    STOP = "stop"  # as FALL_OVER, and this number gets no SMS any more
    GIVE_UP = "give up"  # a visible failure at once: a person must mend something first


@dataclass(frozen=True, slots=True)
class Row:
    """codes: from and to, both included. meaning: plain words, for the console. source: where it is from."""

    channel: str
    codes: tuple[int, int]
    action: Action
    meaning: str
    source: str


def _twilio(code: int, action: Action, meaning: str) -> Row:
    return Row(SMS, (code, code), action, meaning, _TWILIO.format(code))


R, F, S, G = Action.RETRY, Action.FALL_OVER, Action.STOP, Action.GIVE_UP

TABLE: tuple[Row, ...] = (
    # The number.
    _twilio(21211, F, "the number is not valid"),
    _twilio(21214, F, "the number cannot be reached"),
    _twilio(21217, F, "the number is not valid"),
    _twilio(21265, F, "the number is a short code"),
    _twilio(21408, F, "SMS to this country is not switched on in the Twilio account"),
    _twilio(21610, S, "the caller sent STOP: no SMS to this number"),
    _twilio(21612, F, "the number cannot be reached from our number"),
    _twilio(21614, F, "the number is no mobile number"),
    _twilio(21635, F, "the number is a landline"),
    # The message.
    _twilio(21602, G, "the message is empty"),
    _twilio(21617, G, "the message is too long"),
    # Our account and number.
    _twilio(20003, G, "Twilio refused our account or its token"),
    _twilio(20404, G, "Twilio does not know our account"),
    _twilio(21603, G, "our own number is missing"),
    _twilio(21606, G, "our own number cannot send SMS"),
    _twilio(21659, G, "our own number is none of the account's"),
    _twilio(21660, G, "our own number belongs to another account"),
    _twilio(30002, G, "the Twilio account is suspended"),
    # Too much at once.
    _twilio(14107, R, "too many messages at once"),
    _twilio(20429, R, "too many requests at once"),
    _twilio(21611, R, "too many messages wait at our number"),
    _twilio(30001, R, "too many messages wait at our number"),
    _twilio(30022, R, "too many messages at once for the network"),
    # Reported after the message was accepted.
    _twilio(30003, R, "the telephone is off or has no signal"),
    _twilio(30004, F, "the number is blocked, or blocks us"),
    _twilio(30005, F, "the number is not in use"),
    _twilio(30006, F, "the number is a landline, or its network takes no SMS"),
    _twilio(30007, F, "the network's filter took it for spam"),
    _twilio(30008, R, "the network gives no reason"),
    _twilio(30010, F, "the message would cost more than is allowed"),
    _twilio(30017, R, "the network is overloaded"),
    _twilio(30036, R, "the telephone could not be reached in time"),
    _twilio(30410, R, "the network did not answer"),
    _twilio(30500, R, "the carrier failed"),
    Row(SMS, (NO_ANSWER, NO_ANSWER), R, "Twilio could not be reached", "requests: no connection was made"),
    Row(SMS, (429, 429), R, "too many requests at once", "https://www.twilio.com/docs/usage/rate-limits"),
    Row(SMS, (500, 599), R, "Twilio failed", "RFC 9110, 15.6"),
    Row(SMS, (1, 99999), F, "the carrier refused it, and this table lacks the reason", "this table's rule"),
    # Mail.
    Row(EMAIL, (NO_ANSWER, NO_ANSWER), R, "the mail server could not be reached", "RFC 5321, 4.5.4.1"),
    Row(EMAIL, (421, 421), R, "the mail server is closing", _SMTP),
    Row(EMAIL, (530, 530), G, "the mail server wants a login", "RFC 4954, 6"),
    Row(EMAIL, (534, 535), G, "the mail server refused our login", "RFC 4954, 6"),
    Row(EMAIL, (400, 499), R, "the mail server asks to try again later", _SMTP),
    Row(EMAIL, (500, 599), F, "the mail server refused the address or the message", _SMTP),
    Row(EMAIL, (1, 999), F, "the mail server answered something unexpected", "this table's rule"),
    # The folder.
    Row(OUTBOX, (0, 99999), R, "the outbox folder cannot be written", "this table's rule"),
)  # fmt: skip

# What the address itself makes impossible has no code of a carrier.
UNUSABLE = Row(EMAIL, (-1, -1), F, "the address is not one that can be written to", "this table's rule")


def row_for(channel: str, code: int | None) -> Row:
    """What is done about an error; ``code`` None: the message itself could not be made for this address."""
    if code is None:
        return UNUSABLE
    return next(
        (row for row in TABLE if row.channel == channel and row.codes[0] <= code <= row.codes[1]), UNUSABLE
    )

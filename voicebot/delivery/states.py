"""The states of a confirmation and of each attempt to send it, and how the carrier's reports move an attempt.

Reports come doubled, late and in any order. So an attempt's states have an order, and a report can only move
it up: whatever order the same reports come in, the same state results, and nothing goes backwards.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class State(StrEnum):
    """A confirmation's state."""

    PENDING = "pending"  # owed; nobody took it yet
    SENDING = "sending"  # a workflow has it: it is written and goes out
    WAITING = "waiting"  # for another try, for another channel, or to ask the carrier what became of it
    SENT = "sent"  # the channel accepted it
    DELIVERED = "delivered"  # the carrier says that the telephone has it
    UNCERTAIN = "uncertain"  # it may have gone out; not sent again by itself
    FAILED = "failed"  # it reached nobody, on no channel
    DECLINED = "declined"  # the caller wants nothing in writing


class Attempt(StrEnum):
    """An attempt's state: one message, over one channel, to one address. In their order."""

    READY = "ready"  # nothing has left the house
    GOING = "going"  # it may have left the house at any moment from here on
    UNCERTAIN = "uncertain"  # whether it left the house cannot be found out
    REFUSED = "refused"  # it was not accepted, and surely was not sent
    QUEUED = "queued"  # accepted by the carrier
    SENT = "sent"  # accepted by the mail server, or on its way to the telephone
    FAILED = "failed"  # the carrier could not send it
    UNDELIVERED = "undelivered"  # the telephone's network did not take it
    DELIVERED = "delivered"  # on the telephone


# Confirmations that no worker does anything about any more; of those the last two are as they should be.
SETTLED = frozenset({State.SENT, State.DELIVERED, State.UNCERTAIN, State.FAILED, State.DECLINED})
# Where nothing more is reported after.
REPORTED = frozenset({Attempt.DELIVERED, Attempt.UNDELIVERED, Attempt.FAILED})
_RANK = {state: rank for rank, state in enumerate(Attempt)}
# Twilio's words (https://www.twilio.com/docs/messaging/api/message-resource#message-status-values).
WORDS = {
    "accepted": Attempt.QUEUED,
    "scheduled": Attempt.QUEUED,
    "queued": Attempt.QUEUED,
    "sending": Attempt.QUEUED,
    "sent": Attempt.SENT,
    "delivered": Attempt.DELIVERED,
    "read": Attempt.DELIVERED,
    "undelivered": Attempt.UNDELIVERED,
    "failed": Attempt.FAILED,
    "canceled": Attempt.FAILED,
}


def after(now: Attempt, reports: Iterable[Attempt]) -> Attempt:
    """The state after these reports of the carrier, whatever their order and number."""
    return max((now, *reports), key=_RANK.__getitem__)

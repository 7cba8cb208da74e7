"""Chooses how a confirmation goes: as the caller wants it, else SMS, else e-mail, else the outbox folder."""

from __future__ import annotations

from dataclasses import dataclass

from voicebot.call.ports import ConfirmationJob
from voicebot.call.replies import INFORMATION
from voicebot.call.written import Channel as Way
from voicebot.call.written import Channels, way
from voicebot.confirm.addresses import mobile
from voicebot.confirm.channel import Channel
from voicebot.confirm.compose import Form

_NOTHING_AGREED = INFORMATION | {"handover"}


@dataclass(frozen=True, slots=True)
class Route:
    """Who sends, how the text is written, and to whom ('' when nobody can be written to).

    alarm: why a person should look although it can be sent, None for no reason.
    """

    channel: Channel
    form: Form
    to: str
    alarm: str | None = None


class Router:
    """Knows the channels that are set up; ``sms`` and ``email`` are None where they are not."""

    def __init__(self, *, sms: Channel | None, email: Channel | None, outbox: Channel) -> None:
        self._sms = sms
        self._email = email
        self._outbox = outbox

    def channel(self, name: str) -> Channel | None:
        """The channel of this name; None for one that is not set up any more."""
        return {"sms": self._sms, "email": self._email, "outbox": self._outbox}.get(name)

    def route(self, job: ConfirmationJob, out: frozenset[str] = frozenset()) -> Route | None:
        """The way for this job without the channels that are ``out``; None when none is left.

        The outbox gets what would have been sent, when no other channel could be tried: then nobody is
        written to, which is alarming where a channel is set up and something was agreed.
        """
        number, address = _number(job), _address(job)
        chosen = way(job.written, number, address, Channels(self._sms is not None, self._email is not None))
        sms = Route(self._sms, "sms", number) if self._sms and number else None
        email = Route(self._email, "email", address) if self._email and address else None
        for route in (email, sms) if chosen is Way.EMAIL else (sms, email):
            if route and route.channel.name not in out:
                return route
        if out:
            return None
        alarm = "no_address" if (self._sms or self._email) and _agreed(job) else None
        if chosen is Way.EMAIL and address:
            return Route(self._outbox, "email", address, alarm)
        return Route(self._outbox, "sms", number or "", alarm)


def _agreed(job: ConfirmationJob) -> bool:
    """Whether something was: not to a caller who was only told something, or is with a person anyway."""
    return any(agreement.kind not in _NOTHING_AGREED for agreement in job.agreements)


def _number(job: ConfirmationJob) -> str | None:
    told = job.written.address if job.written.channel == Way.SMS else ""
    return mobile(told or job.caller)


def _address(job: ConfirmationJob) -> str | None:
    told = job.written.address if job.written.channel == Way.EMAIL else ""
    return told or job.contact_email

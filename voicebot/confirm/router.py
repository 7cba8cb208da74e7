"""Chooses how a confirmation goes: SMS to a mobile number, else e-mail on file, else the outbox folder."""

from __future__ import annotations

from dataclasses import dataclass

from voicebot.call.ports import ConfirmationJob, Notifier
from voicebot.confirm.addresses import mobile
from voicebot.confirm.compose import Form


@dataclass(frozen=True, slots=True)
class Route:
    """Who sends, how the text is written, and to whom ('' when nobody can be written to)."""

    notifier: Notifier
    form: Form
    to: str


class Router:
    """Knows the channels that are set up; ``sms`` and ``email`` are None where they are not."""

    def __init__(self, *, sms: Notifier | None, email: Notifier | None, outbox: Notifier) -> None:
        self._sms = sms
        self._email = email
        self._outbox = outbox

    def route(self, job: ConfirmationJob) -> Route:
        """The way for this job. The outbox gets the message that would have been sent."""
        number, address = mobile(job.caller), job.contact_email
        if number and self._sms:
            return Route(self._sms, "sms", number)
        if address and self._email:
            return Route(self._email, "email", address)
        if address and not number:
            return Route(self._outbox, "email", address)
        return Route(self._outbox, "sms", number or "")

"""How messages look and where they can go, for the console: it writes and shows, and sends nothing."""

from __future__ import annotations

from dataclasses import dataclass

from voicebot.call.ports import ConfirmationJob, PartError
from voicebot.call.replies import Agreement
from voicebot.call.written import Channel, Channels, Written, way
from voicebot.confirm.compose import Composer
from voicebot.confirm.mime import one_address
from voicebot.confirm.preview import Preview, previews
from voicebot.confirm.segments import clean, count
from voicebot.phone_numbers import mobile
from voicebot.store.confirmations import KIND
from voicebot.store.records import StoredCall


@dataclass(frozen=True, slots=True)
class Sms:
    """An SMS and what it costs. cut: it does not hold all of what was to be said."""

    text: str
    encoding: str
    units: int
    segments: int
    cut: bool


class ComposerMailRoom:
    """Implements `voicebot.console.ports.MailRoom` on the templates. Thread-safe."""

    def __init__(self, composer: Composer, channels: Channels) -> None:
        self._composer = composer
        self._channels = channels
        self._samples = tuple(previews(composer))

    def samples(self) -> tuple[Preview, ...]:
        """All templates with made-up data."""
        return self._samples

    def sms(self, call: StoredCall, text: str, language: str) -> Sms:
        """The whole SMS for a colleague's ``text`` on this call, as `SqlConfirmations.write` has it sent."""
        agreement = Agreement(KIND, text, call.reference or "1234567")  # as long as the one that it gets
        job = ConfirmationJob(
            job_id=0,
            call_id=call.call_id,
            caller=call.caller,
            called=call.called,
            contact_email=call.contact_email,
            reference=agreement.reference or "",
            outcome=call.outcome,
            agreements=(agreement,),
            written=Written(language=language),
        )
        whole = self._composer.compose(job, "sms", "").text
        size = count(whole)
        return Sms(whole, size.encoding, size.units, size.segments, cut=clean(text) not in whole)

    def way(self, call: StoredCall, written: Written) -> tuple[str, str]:
        """Channel and address of a message of this call that is wanted so; 'none' and '' for nowhere."""
        number = mobile(call.caller)
        channel = way(written, number, call.contact_email, self._channels)
        known = {Channel.SMS: number, Channel.EMAIL: call.contact_email}
        told = written.address if written.channel == channel else ""
        return str(channel), told or known.get(channel) or ""

    def address(self, typed: str) -> tuple[str, str] | None:
        """Channel and address of a mobile number or an e-mail address; None for what is neither."""
        if "@" not in typed:
            number = mobile(typed)
            return None if number is None else (str(Channel.SMS), number)
        try:
            return str(Channel.EMAIL), one_address(typed.strip()).addr_spec
        except PartError:
            return None

"""What the console asks of the house besides the store and the transfers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from voicebot.call.written import Written
from voicebot.store.records import StoredCall


class Promises(Protocol):
    """Confirms in writing what an agent promised. Thread- and process-safe."""

    def promise(self, call_id: str, text: str) -> None:
        """Owe the caller a written confirmation of ``text`` (Dutch, a sentence or two).

        Idempotent: the same text of the same call is confirmed once. Raises PartError when it cannot be
        kept (then nothing is owed), Refused among them for a caller who cannot be written to.
        """
        ...


class Size(Protocol):
    """What an SMS costs. units: septets of GSM-7, or code units of UCS-2."""

    @property
    def encoding(self) -> str:
        """'GSM-7' or 'UCS-2'."""
        ...

    @property
    def units(self) -> int:
        """Its length."""
        ...

    @property
    def segments(self) -> int:
        """How many SMS it takes."""
        ...


class Sample(Protocol):
    """A message with made-up data. form: 'sms', 'email' or 'html'; text: plain, or a whole page of HTML."""

    @property
    def kind(self) -> str:
        """What was agreed."""
        ...

    @property
    def form(self) -> str:
        """'sms', 'email' or 'html'."""
        ...

    @property
    def language(self) -> str:
        """'nl' or 'en'."""
        ...

    @property
    def subject(self) -> str:
        """Of mail; '' for an SMS."""
        ...

    @property
    def text(self) -> str:
        """The message."""
        ...

    @property
    def segments(self) -> Size | None:
        """Of an SMS."""
        ...


class Sms(Size, Protocol):
    """A whole SMS. cut: it does not hold all that was to be said."""

    @property
    def text(self) -> str:
        """The message."""
        ...

    @property
    def cut(self) -> bool:
        """See the class."""
        ...


class MailRoom(Protocol):
    """How messages look and where they can go. Sends nothing. Thread-safe."""

    def samples(self) -> Sequence[Sample]:
        """All templates with made-up data."""
        ...

    def sms(self, call: StoredCall, text: str, language: str) -> Sms:
        """The whole SMS for a colleague's ``text`` on this call."""
        ...

    def way(self, call: StoredCall, written: Written) -> tuple[str, str]:
        """Channel ('sms', 'email') and address of a message of this call that is wanted so; 'none' and ''."""
        ...

    def address(self, typed: str) -> tuple[str, str] | None:
        """Channel and address of a mobile number or an e-mail address; None for what is neither."""
        ...

"""What a caller hears outside the media stream, in the same voice: short fixed texts behind signed addresses.

The carrier fetches a prompt by an address that says which one; only we can make such an address, and it
expires. Apart from the ticket's number there is nothing personal in it.
"""

from __future__ import annotations

import re

from itsdangerous import BadSignature, URLSafeTimedSerializer

from voicebot.audio import wav
from voicebot.call.ports import Synthesizer
from voicebot.telephony.config import TelephonyConfig

_TICKET = re.compile(r"[A-Za-z0-9-]{1,32}", re.ASCII)
_CALLBACK = (
    "Het spijt me. Er is nu geen medewerker vrij. Wij bellen u terug. "
    "Uw nummer is {ticket}. Ik herhaal: {ticket}. Tot ziens."
)
_CALL_AGAIN = (
    "Het spijt me. Er is nu geen medewerker vrij. Belt u ons later terug en noem uw nummer: {ticket}. "
    "Ik herhaal: {ticket}. Tot ziens."
)
_SORRY = (
    "U spreekt met de computer van {company}. Er is een storing. Ik kan u nu niet helpen. "
    "Wilt u ons later nog eens bellen? Tot ziens."
)


class Prompts:
    """Texts, their addresses and their sound."""

    def __init__(self, config: TelephonyConfig, synthesizer: Synthesizer) -> None:
        self._config = config
        self._synthesizer = synthesizer
        self._signer = URLSafeTimedSerializer(config.auth_token, salt="voicebot.telephony.prompts")

    def text(self, ticket: str | None, *, we_call: bool = True) -> str:
        """Dutch text: the promise of a callback under ``ticket``, or without one an apology for a failure.

        ``we_call`` false: the caller's number cannot be called, so nothing is promised and the caller is
        asked to call again. Raises ValueError for a ticket that is not 1 to 32 letters, digits or hyphens.
        """
        if ticket is None:
            return _SORRY.format(company=self._config.company)
        if not _TICKET.fullmatch(ticket):
            raise ValueError("a ticket's number must be 1 to 32 letters, digits or hyphens")
        return (_CALLBACK if we_call else _CALL_AGAIN).format(ticket=ticket)

    def text_for_carrier(self, ticket: str | None, *, we_call: bool = True) -> str:
        """The same for the carrier's voice, which would read a number as an amount: '4 2 0 7'."""
        text = self.text(ticket, we_call=we_call)
        return text if ticket is None else text.replace(ticket, " ".join(ticket.replace("-", "")))

    def address(self, ticket: str | None, *, we_call: bool = True) -> str:
        """Public URL of the spoken text."""
        return self._config.url(f"prompt/{self._signer.dumps([ticket, we_call])}.wav")

    def find(self, token: str) -> str | None:
        """The text behind an address's token; None when it is not ours or has expired."""
        try:
            ticket, we_call = self._signer.loads(token, max_age=self._config.prompt_seconds)
        except BadSignature:
            return None
        return self.text(ticket, we_call=we_call)

    def speak(self, text: str) -> bytes:
        """8 kHz μ-law WAV of a text, which Twilio's <Play> takes as it is. Raises PartError or WavError."""
        return wav.encode([self._synthesizer.synthesize(text)], mulaw=True)

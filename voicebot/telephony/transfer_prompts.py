"""What is spoken in the course of a transfer, in the house's voice, behind signed addresses that expire.

How long somebody waits stands in the address. What an agent hears may tell of a caller, so its address names
only the offer: the text is kept here for a while, and after a restart of this process the desk is asked
again.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from itsdangerous import BadSignature, URLSafeTimedSerializer

from voicebot.audio import wav
from voicebot.call.ports import Synthesizer
from voicebot.telephony import hold
from voicebot.telephony.config import TelephonyConfig
from voicebot.telephony.transfer_twiml import SILENT, Spoken
from voicebot.telephony.trouble import place
from voicebot.transfer.ports import HandoverDesk, Standing

log = logging.getLogger(__name__)
_KEPT = 1000  # texts, the newest


class TransferPrompts:
    """Texts, their addresses and their sound. Thread-safe."""

    def __init__(
        self,
        config: TelephonyConfig,
        synthesizer: Synthesizer,
        desk: HandoverDesk,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._config = config
        self._synthesizer = synthesizer
        self._desk = desk
        self._clock = clock
        self._signer = URLSafeTimedSerializer(config.auth_token, salt="voicebot.telephony.transfer-prompts")
        self._texts: OrderedDict[str, tuple[float, str]] = OrderedDict()
        self._lock = threading.Lock()

    def for_leg(self, offer_id: str, leg: str, text: str) -> Spoken:
        """How an agent hears ``text`` on a leg; by the carrier's voice when ours does not work."""
        if not text:
            return SILENT
        if not self._works(text, fixed=False):
            return Spoken(text=text)
        key = secrets.token_urlsafe(9)
        now = self._clock()
        with self._lock:
            self._texts[key] = (now + self._config.prompt_seconds, text)
            while len(self._texts) > _KEPT or (self._texts and self._oldest() <= now):
                self._texts.popitem(last=False)
        return self._at("leg", offer_id, leg, key)

    def for_waiting(self, standing: Standing) -> Spoken:
        """How a caller hears how long it will be; nothing when our voice does not work: there is music."""
        position, minutes = hold.place_of(standing)
        works = self._works(hold.waiting_text(position, minutes), fixed=True)
        return self._at("waiting", position, minutes) if works else SILENT

    def for_leg_waiting(self) -> Spoken:
        """How an agent who is there first hears that the caller comes."""
        return self._at("leg-waiting") if self._works(hold.LEG_TEXT, fixed=True) else SILENT

    def sound(self, token: str) -> bytes | None:
        """8 kHz μ-law WAV behind an address's token; None when it is not ours, too old, or says nothing now.

        Raises PartError or WavError.
        """
        try:
            what = self._signer.loads(token, max_age=self._config.prompt_seconds)
        except BadSignature:
            return None
        match what:
            case ["leg", str(offer_id), str(leg), str(key)]:
                text = self._kept(key) or self._desk.leg_answered(offer_id, leg).say
                return self._speak(text, fixed=False) if text else None
            case ["waiting", int(position), minutes]:
                return self._speak(hold.waiting_text(position, minutes), fixed=True)
            case ["leg-waiting"]:
                return self._speak(hold.LEG_TEXT, fixed=True)
        return None

    def _at(self, *what: object) -> Spoken:
        return Spoken(self._config.url(f"prompt/{self._signer.dumps(what)}.wav"))

    def _oldest(self) -> float:
        return next(iter(self._texts.values()))[0]

    def _kept(self, key: str) -> str:
        with self._lock:
            until, text = self._texts.get(key, (0.0, ""))
        return text if self._clock() < until else ""

    def _works(self, text: str, *, fixed: bool) -> bool:
        """Whether our voice can say it: the carrier will ask for it in a moment."""
        try:
            self._speak(text, fixed=fixed)
        except Exception as error:  # noqa: BLE001 (whatever broke, somebody is on the line)
            log.error("a prompt could not be spoken (%s)", place(error))
            return False
        return True

    def _speak(self, text: str, *, fixed: bool) -> bytes:
        return wav.encode([self._synthesizer.synthesize(text, fixed=fixed)], mulaw=True)

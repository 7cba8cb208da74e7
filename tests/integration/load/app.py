"""The real web app, with parts that need no model and no database: what gunicorn serves in these tests.

TEST_CAPACITY: calls answered at once. TEST_SLOW: seconds that every answer takes.
"""

from __future__ import annotations

import os
import time

from voicebot.bootstrap import WebHouse
from voicebot.call.fakes import FakeBook, FakeDialogue, FakeTranscriber
from voicebot.call.replies import Reply
from voicebot.call.rules import CallRules
from voicebot.runtime.capacity import Capacity
from voicebot.runtime.hearing import HearingService
from voicebot.runtime.pool import WorkPool
from voicebot.runtime.session import Parts
from voicebot.settings import Settings
from voicebot.speech.fakes import FakeSynthesizer
from voicebot.telephony.config import TelephonyConfig
from voicebot.web import create_app


class Dialogue(FakeDialogue):
    """Answers after a while, and ends the call."""

    def ask(self, call_id: str, text: str, *, source: str, confidence: float, queue: str = "") -> Reply:
        time.sleep(float(os.environ.get("TEST_SLOW", "0.1")))
        return super().ask(call_id, text, source=source, confidence=confidence, queue=queue)


settings = Settings()
synthesizer = FakeSynthesizer(milliseconds_per_character=20)
house = WebHouse(
    parts=Parts(
        CallRules(disclosure="Dit is een computer, goedendag.", disclosure_version="t"),
        Dialogue(default=Reply(("Tot ziens.",), intent="bye", solved=True, ends_call=True)),
        synthesizer,
        FakeBook(),
        HearingService(FakeTranscriber(["Dank u wel, tot ziens."]), workers=2, waiting=32),
        WorkPool("dialogue", 8, 64),
        WorkPool("speech", 2, 64),
        Capacity(int(os.environ.get("TEST_CAPACITY", "100"))),
    ),
    telephony=TelephonyConfig(settings.public_url, "secret", person_number="+31600000099"),
    synthesizer=synthesizer,
    checks={},
    close=lambda: None,
)
app = create_app(settings, house)

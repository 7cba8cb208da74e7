"""On a speakerphone the bot hears itself: that does not cut it off, and the caller still can."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from audio_fixtures.background import echo, mix
from voicebot.audio import wav
from voicebot.audio.frames import FRAME_SECONDS, seconds, split
from voicebot.audio.vad import VoiceActivity
from voicebot.call import commands as do
from voicebot.call import events as ev
from voicebot.call.fakes import FakeDialogue, FakeTranscriber
from voicebot.call.replies import Reply
from voicebot.call.rules import CallRules
from voicebot.replay.virtual import Caller, Played, VirtualHouse, recording, speakerphone
from voicebot.speech.synthesizer import SpeechSynthesizer

FIXTURES = Path(__file__).parents[3] / "audio_fixtures"
ECHO_DB = -20.0
DELAYS = (0.12, 0.18, 0.25)
DISCLOSURE = "Goedendag."
RULES = CallRules(DISCLOSURE, "test-1", idle=1000.0)
ANSWER = Reply(
    (
        "U kunt uw polis op elk moment opzeggen, met een opzegtermijn van een maand. "
        "Dat kan op de website, in de app, of met een brief aan ons postadres in Utrecht. "
        "Te veel betaalde premie krijgt u binnen veertien dagen terug op uw eigen rekening. "
        "Daarna krijgt u van ons een bevestiging, zodat u altijd kunt laten zien dat het geregeld is.",
    )
)
SPEAKS_AFTER = 3.0  # seconds into the answer
SOONEST, LATEST = 0.24, 0.6  # from the caller's first voiced frame to the bot's silence
RECORDINGS = ("barge_in/medewerker", "order_status/vraag", "burglary/inbraak", "order_status/nummer")
SOFT = "person_in_form/medewerker"  # speaks at -34 dBFS, the echo is at -38 and may be at -32 for all we know
SOFT_LATEST = 1.3


@pytest.fixture(scope="module")
def synthesizer() -> Iterator[SpeechSynthesizer]:
    speech = SpeechSynthesizer()
    yield speech
    speech.close()


@pytest.fixture(scope="module")
def answer_begins(synthesizer: SpeechSynthesizer) -> float:
    """Stream seconds at which the answer to the key 9 is heard."""
    return seconds(synthesizer.synthesize(DISCLOSURE)) + 0.1


def call(synthesizer: SpeechSynthesizer, caller: Caller, delay: float, length: float) -> Played:
    """The caller keys 9 during the disclosure; the long answer is played to the end, or cut off."""
    house = VirtualHouse(FakeTranscriber(), FakeDialogue(default=ANSWER), synthesizer)
    line = speakerphone(caller, delay, lambda said, bot: mix(said, echo(bot, 0.0, ECHO_DB)))
    keys = [ev.KeyPressed(0.1, key) for key in "9#"]
    return house.play(RULES, line, length, keys)


@pytest.mark.parametrize("delay", DELAYS)
def test_the_bots_own_voice_does_not_cut_it_off(synthesizer: SpeechSynthesizer, delay: float) -> None:
    played = call(synthesizer, recording(b""), delay, 40.0)
    assert len(played.bot.strip(b"\xff")) / 8000 > 15  # the answer was long, and heard to its end
    assert played.times(do.StopPlayback) == []
    assert [asked.source for _, asked in played.times(do.AskDialogue)] == ["keys"]


@pytest.mark.parametrize("name", RECORDINGS)
@pytest.mark.parametrize("delay", DELAYS)
def test_a_caller_cuts_the_bot_off_through_its_echo(
    synthesizer: SpeechSynthesizer, answer_begins: float, delay: float, name: str
) -> None:
    after = cut_off_after(synthesizer, answer_begins + SPEAKS_AFTER, delay, name)
    assert after is not None, "the bot spoke on"
    assert SOONEST - 1e-6 <= after <= LATEST


def test_a_soft_caller_cuts_it_off_later(synthesizer: SpeechSynthesizer, answer_begins: float) -> None:
    after = cut_off_after(synthesizer, answer_begins + SPEAKS_AFTER, DELAYS[0], SOFT)
    assert after is not None, "the bot spoke on"
    assert after <= SOFT_LATEST


def cut_off_after(synthesizer: SpeechSynthesizer, begins: float, delay: float, name: str) -> float | None:
    """Seconds from a recording's first voiced frame, said over the answer, to the bot's silence."""
    said = wav.read(FIXTURES / f"{name}.wav").mono
    begins = round(begins / FRAME_SECONDS) * FRAME_SECONDS
    played = call(synthesizer, recording(said, begins), delay, begins + 3.0)
    stops = [at for at, _ in played.times(do.StopPlayback)]
    return stops[0] - begins - first_voiced(said) if stops else None


def first_voiced(said: bytes) -> float:
    """Seconds from a recording's beginning to its first frame that the detector calls voiced."""
    vad = VoiceActivity(2)
    return next(number for number, frame in enumerate(split(said)) if vad.voiced(frame)) * FRAME_SECONDS

"""What sounds on a line without a caller's word makes no turn: 60 s of each, heard by the real Whisper."""

from __future__ import annotations

import pytest

from audio_fixtures.background import BACKGROUNDS
from voicebot.call import commands as do
from voicebot.call import wording
from voicebot.call.fakes import FakeDialogue, FakeSynthesizer
from voicebot.call.rules import CallRules
from voicebot.replay.virtual import Played, VirtualHouse, recording
from voicebot.settings import Settings
from voicebot.speech.transcriber import WhisperTranscriber

SECONDS = 60.0
RULES = CallRules("Goedendag.", "test-1", idle=1000.0)  # a silent caller is not asked for anything here
BEGINS = 0.5  # the disclosure was heard


@pytest.fixture(scope="module")
def whisper() -> WhisperTranscriber:
    return WhisperTranscriber("base", Settings().cache_dir, windows=Settings().whisper_windows)


def heard(played: Played) -> list[object]:
    """What the house made of the sound, for a failure's message."""
    return [(entry.at, dict(entry.data)) for entry in played.entries if entry.kind == "caller_turn"]


@pytest.mark.parametrize("name", BACKGROUNDS)
def test_a_background_brings_no_turn(whisper: WhisperTranscriber, name: str) -> None:
    house = VirtualHouse(whisper, FakeDialogue(), FakeSynthesizer())
    sound = BACKGROUNDS[name](SECONDS, 1)
    played = house.play(RULES, recording(sound, BEGINS), BEGINS + SECONDS + 3.0)
    assert played.times(do.AskDialogue) == [], heard(played)
    said = " ".join(command.text for _, command in played.times(do.Synthesize))
    assert not any(unclear in said for unclear in wording.UNCLEAR), heard(played)
    assert not played.ended

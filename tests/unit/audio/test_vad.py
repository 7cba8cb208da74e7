import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.audio.codec import floats_to_mulaw
from voicebot.audio.frames import FRAME_BYTES, SILENCE_FRAME, split
from voicebot.audio.vad import VoiceActivity


def vowel() -> bytes:
    """Half a second of a voice-like sound: 120 Hz and its harmonics, strongest near 700 Hz."""
    time = np.arange(4000) / 8000
    harmonics = (120 * number for number in range(1, 28))
    sound = sum(np.sin(2 * np.pi * hertz * time) / (1 + abs(hertz - 700) / 300) for hertz in harmonics)
    return floats_to_mulaw((0.1 * np.asarray(sound)).astype(np.float32), 8000)


@pytest.mark.parametrize("aggressiveness", [0, 1, 2, 3])
def test_a_voice_is_heard_and_silence_is_not(aggressiveness: int) -> None:
    detector = VoiceActivity(aggressiveness)
    assert not any(detector.voiced(SILENCE_FRAME) for _ in range(25))
    assert sum(detector.voiced(frame) for frame in split(vowel())) >= 15


@pytest.mark.parametrize("aggressiveness", [-1, 4])
def test_an_unknown_mode_is_refused(aggressiveness: int) -> None:
    with pytest.raises(ValueError, match="0, 1, 2 or 3"):
        VoiceActivity(aggressiveness)


@pytest.mark.parametrize("size", [0, 1, 159, 161, 320])
def test_only_whole_frames_are_taken(size: int) -> None:
    with pytest.raises(ValueError, match="160 bytes"):
        VoiceActivity().voiced(b"\xff" * size)


@given(st.lists(st.binary(min_size=FRAME_BYTES, max_size=FRAME_BYTES), max_size=10))
def test_any_bytes_are_judged(frames: list[bytes]) -> None:
    detector = VoiceActivity()
    assert all(detector.voiced(frame) in (True, False) for frame in frames)

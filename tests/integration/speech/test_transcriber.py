import wave
from pathlib import Path

import numpy as np
import pytest

from voicebot.audio.codec import floats_to_mulaw, mulaw_to_floats, pcm16_to_mulaw
from voicebot.call.ports import PartError
from voicebot.settings import Settings
from voicebot.speech.gate import NO_SPEECH
from voicebot.speech.transcriber import MAX_TOKENS, WhisperTranscriber, token_bound
from voicebot.speech.weights import WeightsError

CACHE = Settings.model_fields["cache_dir"].default
TIME = np.arange(5 * 8000) / 8000
RANDOM = np.random.default_rng(20261124)


@pytest.fixture(scope="module")
def whisper() -> WhisperTranscriber:
    return WhisperTranscriber("base", CACHE)


@pytest.fixture(scope="module")
def caller() -> bytes:
    with wave.open(str(Path(__file__).parent / "data" / "schade_melden.wav")) as recording:
        return pcm16_to_mulaw(recording.readframes(recording.getnframes()))


def test_a_spoken_sentence_is_understood(whisper: WhisperTranscriber, caller: bytes) -> None:
    transcript = whisper.transcribe(caller)
    assert transcript.rejected is None
    assert "schade melden" in transcript.text.lower()
    assert 0.5 < transcript.confidence <= 1
    assert "whisper-base-d01c3014881c" in transcript.model


def test_a_hint_of_any_length_is_taken_along(whisper: WhisperTranscriber, caller: bytes) -> None:
    assert "schade" in whisper.transcribe(caller, hint="schade, diefstal, brand").text.lower()
    assert "schade" in whisper.transcribe(caller, hint="schade of klacht " * 200).text.lower()


@pytest.mark.parametrize(
    "noise",
    [
        pytest.param(np.zeros(len(TIME)), id="silence"),
        pytest.param(RANDOM.normal(0, 0.003, len(TIME)), id="faint-white-noise"),
        pytest.param(RANDOM.normal(0, 0.1, len(TIME)), id="white-noise"),
        pytest.param(0.2 * np.sin(2 * np.pi * 50 * TIME) + 0.1 * np.sin(2 * np.pi * 150 * TIME), id="hum"),
        pytest.param(
            0.25 * (np.sin(2 * np.pi * 697 * TIME) + np.sin(2 * np.pi * 1209 * TIME)) * (TIME % 0.3 < 0.15),
            id="dtmf",
        ),
        pytest.param(0.2 * np.sin(2 * np.pi * 425 * TIME) * (TIME % 1 < 0.5), id="busy-tone"),
    ],
)
def test_no_text_is_accepted_where_nobody_speaks(whisper: WhisperTranscriber, noise: np.ndarray) -> None:
    transcript = whisper.transcribe(floats_to_mulaw(noise.astype(np.float32), 8000))
    assert (transcript.rejected, transcript.confidence, transcript.text) == (NO_SPEECH, 0.0, "")


@pytest.mark.parametrize("audio", [b"", b"\xff", b"\x00" * 799])
def test_a_click_is_no_speech(whisper: WhisperTranscriber, audio: bytes) -> None:
    assert whisper.transcribe(audio).rejected == NO_SPEECH


def test_a_turn_longer_than_half_a_minute_is_heard_to_its_end(
    whisper: WhisperTranscriber, caller: bytes
) -> None:
    silence = b"\xff" * (8000 * 16)
    text = whisper.transcribe(caller + silence + silence + caller).text.lower()
    assert text.count("schade") == 2


def test_the_window_is_as_asked_and_longer_turns_get_thirty_seconds(whisper: WhisperTranscriber) -> None:
    assert whisper._features(np.zeros(16000, np.float32), 1.0).shape == (1, 80, 1500)
    assert whisper._features(np.zeros(16000 * 16, np.float32), 16.0).shape == (1, 80, 3000)


def test_quiet_speech_is_understood_too(whisper: WhisperTranscriber, caller: bytes) -> None:
    quiet = floats_to_mulaw(mulaw_to_floats(caller, 8000) * np.float32(0.03), 8000)
    assert "schade" in whisper.transcribe(quiet).text.lower()


def test_the_bound_grows_with_the_audio_and_leaves_room_for_the_longest_prompt(
    whisper: WhisperTranscriber,
) -> None:
    assert token_bound(1) == 17
    assert len(whisper._prompt_tokens("woord " * 500)) + token_bound(30) <= MAX_TOKENS


def test_a_model_that_cannot_be_loaded_names_the_settings(tmp_path: Path) -> None:
    with pytest.raises(PartError, match="VOICEBOT_WHISPER_COMPUTE_TYPE"):
        WhisperTranscriber("base", CACHE, compute_type="int3")
    with pytest.raises(WeightsError):
        WhisperTranscriber("./no-model-here", tmp_path)


def test_a_native_failure_becomes_a_part_error(
    whisper: WhisperTranscriber, caller: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> None:
        raise RuntimeError("out of memory")

    monkeypatch.setattr(whisper._whisper, "encode", broken)
    with pytest.raises(PartError, match="out of memory"):
        whisper.transcribe(caller)

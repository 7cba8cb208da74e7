import wave
from pathlib import Path

import numpy as np
import pytest

from voicebot.audio.codec import floats_to_mulaw, mulaw_to_floats, pcm16_to_mulaw
from voicebot.audio.wav import read
from voicebot.call.ports import NotWanted, PartError
from voicebot.settings import Settings
from voicebot.speech.gate import NO_SPEECH
from voicebot.speech.transcriber import MAX_TOKENS, WhisperTranscriber, token_bound
from voicebot.speech.weights import WeightsError

CACHE = Settings.model_fields["cache_dir"].default
RECORDED = Path(__file__).parents[3] / "audio_fixtures"
TIME = np.arange(5 * 8000) / 8000
RANDOM = np.random.default_rng(20261124)


@pytest.fixture(scope="module")
def whisper() -> WhisperTranscriber:
    return WhisperTranscriber("base", CACHE)


@pytest.fixture(scope="module")
def stepped() -> WhisperTranscriber:
    return WhisperTranscriber("base", CACHE, windows=(15, 8), beam=1)


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


@pytest.mark.parametrize(
    ("seconds", "window"), [(0.5, 8), (6, 8), (6.1, 15), (13, 15), (13.1, 30), (30, 30), (40, 30)]
)
def test_the_window_follows_the_length_of_the_turn(
    stepped: WhisperTranscriber, seconds: float, window: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[int, ...]] = []
    encode = stepped._whisper.encode
    monkeypatch.setattr(
        stepped._whisper, "encode", lambda features: (asked.append(features.shape), encode(features))[1]
    )
    mulaw = b"\xff" * int(seconds * 8000)
    stepped.transcribe(mulaw)
    assert asked[0] == (1, 80, 100 * window)
    assert stepped.window(mulaw) == window
    assert stepped.model.endswith("int8 beam=1 window=8/15/30s")


def test_a_short_window_hears_as_well(stepped: WhisperTranscriber, caller: bytes) -> None:
    assert stepped.window(caller) == 8
    assert "schade melden" in stepped.transcribe(caller).text.lower()


def test_a_batch_gives_the_same_texts_as_one_by_one(whisper: WhisperTranscriber, caller: bytes) -> None:
    names = ("order_status/vraag", "order_status/nummer", "person_asked/medewerker", "short_answer/ja")
    silence = b"\xff" * (8000 * 16)
    turns = [read(RECORDED / f"{name}.wav").mono for name in names]
    turns += [b"\xff", caller + silence + silence + caller]  # a click, and one of two pieces in other windows
    together = whisper.transcribe_batch(turns, "Bestelnummer.")
    alone = [whisper.transcribe(turn, "Bestelnummer.") for turn in turns]
    assert [heard.text for heard in together] == [heard.text for heard in alone]
    assert [heard.rejected for heard in together] == [heard.rejected for heard in alone]
    assert [heard.confidence for heard in together] == pytest.approx(
        [heard.confidence for heard in alone], abs=0.02
    )
    assert "bestelling" in together[0].text.lower()
    assert whisper.transcribe_batch([]) == []


@pytest.mark.parametrize("at", [1, 2])
def test_what_nobody_wants_is_given_up_before_the_encoder_or_the_decoder(
    whisper: WhisperTranscriber, caller: bytes, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded, questions = [], []
    encode = whisper._whisper.encode
    monkeypatch.setattr(whisper._whisper, "encode", lambda sound: (encoded.append(1), encode(sound))[1])

    def wanted() -> bool:
        questions.append(1)
        return len(questions) < at

    for work in (
        whisper.transcribe,
        lambda turn, hint, wanted: whisper.transcribe_batch([turn], hint, wanted),
    ):
        encoded.clear()
        questions.clear()
        with pytest.raises(NotWanted):
            work(caller, "", wanted)
        assert len(encoded) == at - 1


def test_a_long_turn_is_given_up_between_its_pieces(whisper: WhisperTranscriber, caller: bytes) -> None:
    questions: list[int] = []
    with pytest.raises(NotWanted):
        whisper.transcribe(
            caller + b"\xff" * (8000 * 32) + caller, wanted=lambda: questions.append(1) or len(questions) < 3
        )
    assert len(questions) == 3  # both of the first piece, then the second's


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
    with pytest.raises(ValueError, match="a window of 31 s"):
        WhisperTranscriber("base", CACHE, windows=(15, 31))
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

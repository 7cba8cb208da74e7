import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.audio.frames import FRAME_BYTES, SILENCE_BYTE, Framer, pad, seconds, split


def test_a_frame_is_twenty_milliseconds() -> None:
    assert seconds(b"\xff" * FRAME_BYTES) == pytest.approx(0.02)
    assert seconds(b"") == 0


@given(st.binary(max_size=1000))
def test_padding_adds_less_than_a_frame_of_silence(mulaw: bytes) -> None:
    padded = pad(mulaw)
    assert len(padded) % FRAME_BYTES == 0
    assert padded.startswith(mulaw)
    assert set(padded[len(mulaw) :]) <= set(SILENCE_BYTE)
    assert len(padded) - len(mulaw) < FRAME_BYTES
    assert b"".join(split(mulaw)) == padded


@given(st.lists(st.binary(max_size=500), max_size=20))
def test_any_chunks_come_out_as_frames_in_order(chunks: list[bytes]) -> None:
    framer = Framer()
    frames = [frame for chunk in chunks for frame in framer.push(chunk)]
    whole = b"".join(chunks)
    assert all(len(frame) == FRAME_BYTES for frame in frames)
    assert b"".join(frames) == whole[: len(whole) - len(whole) % FRAME_BYTES]

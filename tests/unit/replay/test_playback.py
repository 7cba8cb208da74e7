from hypothesis import given
from hypothesis import strategies as st

from voicebot.audio.frames import FRAME_BYTES, SILENCE_FRAME
from voicebot.replay.playback import PlaybackBuffer

TONE = b"\x10" * FRAME_BYTES


def test_nothing_queued_is_silence() -> None:
    played = PlaybackBuffer().pull()
    assert (played.audio, played.audible, played.marks) == (SILENCE_FRAME, False, ())


def test_a_mark_returns_when_all_before_it_was_played() -> None:
    buffer = PlaybackBuffer()
    buffer.media(TONE + TONE)
    buffer.mark("a")
    buffer.media(TONE)
    buffer.mark("b")
    assert [buffer.pull().marks for _ in range(4)] == [(), ("a",), ("b",), ()]


def test_a_mark_inside_a_frame_waits_for_its_sound() -> None:
    buffer = PlaybackBuffer()
    buffer.media(TONE[:40])
    buffer.mark("a")
    buffer.media(TONE[:40])
    assert buffer.seconds == 0.01
    played = buffer.pull()
    assert played.audio == TONE[:80] + SILENCE_FRAME[80:]
    assert played.marks == ("a",)


def test_a_mark_without_sound_returns_with_the_next_frame() -> None:
    buffer = PlaybackBuffer()
    buffer.mark("a")
    assert buffer.pull().marks == ("a",)


def test_clear_drops_sound_and_returns_pending_marks() -> None:
    buffer = PlaybackBuffer()
    buffer.media(TONE + TONE)
    buffer.mark("a")
    buffer.mark("b")
    assert not buffer.pull().marks
    assert buffer.clear() == ("a", "b")
    assert buffer.seconds == 0
    assert buffer.pull().audio == SILENCE_FRAME
    assert buffer.clear() == ()


def test_silence_sent_by_the_server_is_not_audible() -> None:
    buffer = PlaybackBuffer()
    buffer.media(b"\xff\x7f" * 80 + TONE)
    assert [buffer.pull().audible, buffer.pull().audible] == [False, True]


@given(st.lists(st.one_of(st.binary(max_size=500), st.text(max_size=3))))
def test_order_is_kept_and_nothing_is_lost(items: list[bytes | str]) -> None:
    buffer = PlaybackBuffer()
    for item in items:
        if isinstance(item, str):
            buffer.mark(item)
        else:
            buffer.media(item)
    sound = b"".join(item for item in items if isinstance(item, bytes))
    heard, marks = b"", []
    for _ in range(len(sound) // FRAME_BYTES + 2):
        played = buffer.pull()
        heard += played.audio
        marks += played.marks
    assert heard.startswith(sound)
    assert not heard[len(sound) :].strip(b"\xff")
    assert marks == [item for item in items if isinstance(item, str)]

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from voicebot.call.fakes import FakeOutlet
from voicebot.runtime.playout import AHEAD, Playout


def test_never_more_than_half_a_second_ahead_and_the_mark_follows_the_audio():
    outlet = FakeOutlet()
    playout = Playout(outlet)
    playout.add(b"\x55" * 8000, "one")
    now = 0.0
    while not outlet.of("mark"):
        playout.pump(now)
        sent = sum(len(audio) for audio in outlet.of("audio")) / 8000
        assert sent - now <= AHEAD + 1e-6
        now += 0.02
    assert outlet.sent[-1] == ("mark", "one")
    assert b"".join(outlet.of("audio")) == b"\x55" * 8000
    assert now >= 0.4


def test_stop_drops_what_was_not_sent_and_clears_what_was():
    outlet = FakeOutlet()
    playout = Playout(outlet)
    playout.add(b"\x55" * 16000, "one")
    playout.pump(0.0)
    playout.stop(0.1)
    playout.pump(10.0)
    assert outlet.sent[-1] == ("clear", None)
    assert outlet.of("mark") == []
    playout.add(b"\x55" * 160, "two")
    playout.pump(10.0)
    assert outlet.sent[-1] == ("mark", "two")


def test_empty_speech_still_gets_its_mark():
    outlet = FakeOutlet()
    playout = Playout(outlet)
    playout.add(b"", "nothing")
    playout.pump(0.0)
    assert outlet.sent == [("mark", "nothing")]


@given(st.lists(st.integers(0, 3000), max_size=6), st.floats(0.01, 2.0))
def test_everything_is_sent_once_in_order_in_whole_frames(lengths: list[int], step: float):
    outlet = FakeOutlet()
    playout = Playout(outlet)
    for number, length in enumerate(lengths):
        playout.add(b"\x55" * length, str(number))
    for tick in range(2000):
        playout.pump(tick * step)
    assert outlet.of("mark") == [str(number) for number in range(len(lengths))]
    assert all(len(audio) % 160 == 0 for audio in outlet.of("audio"))

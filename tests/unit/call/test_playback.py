from __future__ import annotations

import pytest

from voicebot.call.playback import Playback

SPEECH = b"\x55" * 1600


def test_a_speech_is_sent_once_and_its_times_follow_the_one_before():
    playback = Playback()
    one = playback.add("een", interruptible=True)
    two = playback.add("twee", interruptible=True)
    one.audio = two.audio = SPEECH
    assert playback.ready(1.0) == [one, two]
    assert playback.ready(1.0) == []
    assert (one.play_ends, two.play_starts, two.play_ends) == (1.2, 1.2, 1.4)


def test_a_mark_proves_only_what_was_sent_and_is_still_queued():
    playback = Playback()
    one = playback.add("een", interruptible=True)
    assert playback.heard(0.0, one.mark) is None
    one.audio = SPEECH
    playback.ready(0.0)
    assert playback.heard(0.2, one.mark) is one
    assert playback.heard(0.2, one.mark) is None


def test_taking_what_is_not_queued_is_an_error():
    playback = Playback()
    playback.add("een", interruptible=True)
    two = playback.add("twee", interruptible=True)
    assert playback.take(two.speech_id) is two
    with pytest.raises(KeyError):
        playback.take(two.speech_id)


def test_uninterruptible_speech_protects_the_queue():
    playback = Playback()
    assert not playback.interruptible
    playback.add("een", interruptible=True)
    assert playback.interruptible
    playback.add("twee", interruptible=False)
    assert not playback.interruptible

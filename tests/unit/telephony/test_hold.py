"""What is said and played to somebody who waits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.audio import wav
from voicebot.audio.codec import mulaw_to_floats
from voicebot.audio.frames import FRAME_BYTES, seconds
from voicebot.audio.level import level
from voicebot.dialogue.tone import problems
from voicebot.telephony import hold, hold_music
from voicebot.transfer.ports import Standing


@pytest.mark.parametrize(
    ("position", "wait", "text"),
    [
        (3, 170.0, "Er zijn nog 2 wachtenden voor u. Het duurt nog ongeveer 3 minuten."),
        (2, 50.0, "Er is nog één wachtende voor u. Het duurt nog ongeveer een minuut."),
        (1, 20.0, "U bent nu als eerste aan de beurt. Het duurt nog minder dan een minuut."),
        (0, 901.0, "Het duurt nog meer dan een kwartier."),
        (4, None, "Er zijn nog 3 wachtenden voor u."),
        (99, None, "Een ogenblik nog. Wij zoeken een medewerker voor u."),
        (0, float("inf"), "Een ogenblik nog. Wij zoeken een medewerker voor u."),
    ],
)
def test_position_and_wait_are_said_in_plain_dutch(position, wait, text):
    assert hold.waiting_text(*hold.place_of(Standing(open=True, position=position, wait=wait))) == text


def test_nothing_is_promised_when_nobody_can_come():
    closed = Standing(open=False, position=2, wait=60.0, reason="closed")
    assert hold.waiting_text(*hold.place_of(closed)).startswith("Een ogenblik nog.")


@pytest.mark.parametrize(
    ("wait", "patience", "text"),
    [
        (170.0, 200.0, "Het duurt nog ongeveer 3 minuten."),
        (20.0, 25.0, "Het duurt nog minder dan een minuut."),
        (30.0, 25.0, hold.LONGER),
        (170.0, 175.0, hold.LONGER),  # said would be three minutes
        (1000.0, 3600.0, "Het duurt nog meer dan een kwartier."),
        (1000.0, 950.0, hold.LONGER),
        (None, 10.0, "U bent nu als eerste aan de beurt."),
    ],
)
def test_no_longer_wait_is_said_than_is_left_of_the_patience(wait, patience, text):
    standing = Standing(open=True, position=1, wait=wait, patience=patience)
    said = hold.waiting_text(*hold.place_of(standing))
    assert said.removeprefix("U bent nu als eerste aan de beurt. ") == text
    assert problems(hold.LONGER) == []


@given(st.integers(), st.none() | st.floats(), st.none() | st.floats(0, 3600))
def test_few_texts_are_enough_for_every_standing(position, wait, patience):
    place, minutes = hold.place_of(Standing(open=True, position=position, wait=wait, patience=patience))
    assert 0 <= place <= hold.MOST_AHEAD + 1
    assert minutes is None or minutes == hold.TOO_MANY or 0 <= minutes <= hold.MOST_MINUTES + 1
    assert hold.waiting_text(place, minutes).endswith(".")


@given(st.floats(0, 3600), st.floats(0, 3600))
def test_the_minutes_that_are_said_fit_into_the_patience(wait, patience):
    _, minutes = hold.place_of(Standing(open=True, position=1, wait=wait, patience=patience))
    if minutes == hold.TOO_MANY:
        return
    assert wait <= patience
    assert minutes is not None and (minutes > hold.MOST_MINUTES or minutes * 60 <= patience)


@given(st.floats(0, 900), st.floats(0, 900))
def test_a_longer_wait_is_never_said_to_be_shorter(one, other):
    short, long = sorted((one, other))
    assert hold.minutes_left(short) <= hold.minutes_left(long)


@pytest.fixture(scope="module")
def samples():
    return mulaw_to_floats(hold_music.music(), 8000)


def test_the_music_lasts_until_something_is_said_again():
    assert seconds(hold_music.music()) == 40.0
    assert len(hold_music.music()) % FRAME_BYTES == 0


def test_it_is_as_loud_as_it_should_be_and_never_clips(samples):
    assert level(hold_music.music()) == pytest.approx(-20.0, abs=0.5)
    assert np.abs(samples).max() < 0.7
    by_second = [level(hold_music.music()[at : at + 8000]) for at in range(0, 38 * 8000, 8000)]
    assert max(by_second) < -15.0  # nothing leaps out
    assert min(by_second) > -32.0  # and nobody thinks that the line is dead


def test_it_ends_where_it_begins(samples):
    steps = np.abs(np.diff(samples))
    assert abs(samples[0] - samples[-1]) <= np.percentile(steps, 99)


def test_it_holds_what_a_telephone_carries(samples):
    power = np.abs(np.fft.rfft(samples)) ** 2
    hertz = np.fft.rfftfreq(len(samples), 1 / 8000)
    inside = power[(hertz >= 250) & (hertz <= 3400)].sum()
    assert inside / power.sum() > 0.97


def test_it_is_a_file_that_the_carrier_plays_and_always_the_same():
    assert wav.parse(hold_music.music_file()).mono == hold_music.music()
    first = hold_music.music()
    hold_music.music.cache_clear()
    assert hold_music.music() == first

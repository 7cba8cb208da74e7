"""Signed links: read for four hours, by nobody who changes a letter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from voicebot.console.links import StoryLinks

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
BASE = "https://bot.example.nl/console"


def token(links: StoryLinks, call_id: str = "CA1") -> str:
    return links.link(call_id).removeprefix(f"{BASE}/story/")


def test_a_link_is_read_until_it_is_too_old():
    now = [NOON]
    links = StoryLinks(BASE, "key", now=lambda: now[0])
    made = token(links)
    assert links.read(made) == "CA1"
    now[0] += timedelta(hours=4)
    assert links.read(made) == "CA1"
    now[0] += timedelta(seconds=1)
    assert links.read(made) is None


def test_only_the_same_key_reads_it():
    assert StoryLinks(BASE, "other").read(token(StoryLinks(BASE, "key"))) is None
    assert StoryLinks(BASE).read(token(StoryLinks(BASE))) is None  # each has a random one
    assert StoryLinks(BASE, "key").read(token(StoryLinks(BASE, "key"))) == "CA1"


@given(st.text(max_size=200))
def test_what_is_made_up_is_not_read(made_up: str):
    assert StoryLinks(BASE, "key").read(made_up) is None


@given(st.data())
def test_a_changed_letter_is_noticed(data: st.DataObject):
    links = StoryLinks(BASE, "key", now=lambda: NOON)
    good = token(links)
    # The last letter holds bits that base64 does not use.
    at = data.draw(st.integers(0, len(good) - 2))
    letter = data.draw(st.sampled_from("abcXYZ019-_.").filter(lambda sign: sign != good[at]))
    assert links.read(good[:at] + letter + good[at + 1 :]) is None

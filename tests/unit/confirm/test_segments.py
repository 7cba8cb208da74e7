"""The lengths of 3GPP TS 23.038 and 23.040, and what becomes of a text on its way into an SMS."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.confirm.plain import BIDI_CONTROLS, plain
from voicebot.confirm.segments import BASIC, EXTENSION, clean, count

RANDOM = st.text(max_size=400) | st.text(alphabet="aé€{^ 😀ж", max_size=400)


def test_the_alphabets_are_whole() -> None:
    # 128 places, of which one is the escape to the extension table (10 characters of which we know).
    assert len(BASIC) == 127
    assert len(EXTENSION) == 10
    assert not BASIC & EXTENSION


@pytest.mark.parametrize(
    ("text", "encoding", "units", "segments"),
    [
        ("", "GSM-7", 0, 0),
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("€" * 80, "GSM-7", 160, 1),
        ("€" * 81, "GSM-7", 162, 2),
        # 153 is odd: one place of each part stays empty, as an escape never ends a part.
        ("€" * 152, "GSM-7", 304, 2),
        ("€" * 153, "GSM-7", 306, 3),
        ("a" + "€" * 152 + "a", "GSM-7", 306, 2),
        ("ж" * 70, "UCS-2", 70, 1),
        ("ж" * 71, "UCS-2", 71, 2),
        ("ж" * 134, "UCS-2", 134, 2),
        ("ж" * 135, "UCS-2", 135, 3),
        ("😀" * 35, "UCS-2", 70, 1),
        # 67 is odd as well.
        ("😀" * 66, "UCS-2", 132, 2),
        ("😀" * 67, "UCS-2", 134, 3),
        ("é" * 160, "GSM-7", 160, 1),
        ("ë" * 71, "UCS-2", 71, 2),
        ("ç" * 70, "UCS-2", 70, 1),  # only the capital is in the alphabet
    ],
)
def test_lengths(text: str, encoding: str, units: int, segments: int) -> None:
    found = count(text)
    assert (found.encoding, found.units, found.segments) == (encoding, units, segments)


def test_it_says_how_much_room_there_is() -> None:
    assert str(count("a" * 161)) == "2 segments, 161 of 306 GSM-7"
    assert str(count("a")) == "1 segment, 1 of 160 GSM-7"
    assert str(count("")) == "0 segments, 0 of 160 GSM-7"


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("René’s café…", "René's café..."),
        ("geïnformeerd, coördinatie, Noël, façade", "geinformeerd, coördinatie, Noel, facade"),
        ("“Zo” – zei hij", '"Zo" - zei hij'),
        ("Dag 😀👍🏽 tot straks ❤️", "Dag tot straks"),
        ("€ 12,50", "€ 12,50"),
        ("Łukasz Đorđević-Œuvre", "Lukasz Dordevic-OEuvre"),
        ("a\u00a0b\u200bc\r\nd", "a bc d"),
        ("\u202eevil\u202c Jan\u2066", "evil Jan"),
        ("Привет", "Привет"),
        ("ĳs ﬁets", "ijs fiets"),
        ("e\u0301", "é"),
    ],
)
def test_what_is_sent(text: str, sent: str) -> None:
    assert clean(text) == sent


@given(RANDOM)
def test_cleaning_is_done_at_once_and_only_letters_cost_more(text: str) -> None:
    sent = clean(text)
    assert clean(sent) == sent
    assert sent.splitlines() in ([], [sent])
    assert not set(sent) & BIDI_CONTROLS
    dear = [sign for sign in sent if sign not in BASIC | EXTENSION]
    assert all(sign.isalpha() or not sign.isprintable() or sign.isnumeric() or _mark(sign) for sign in dear)


def _mark(sign: str) -> bool:
    return unicodedata.category(sign).startswith("M")


@given(RANDOM)
def test_the_parts_hold_the_text(text: str) -> None:
    """Against a plain way to count: cut part by part off the encoded text."""
    found = count(text)
    if found.encoding == "GSM-7":
        pieces = ["\x1b" + sign if sign in EXTENSION else sign for sign in text]
        alone, joined = 160, 153
    else:
        pieces = [sign if ord(sign) <= 0xFFFF else "\ud800\udc00" for sign in text]
        alone, joined = 70, 67
    assert found.units == sum(map(len, pieces))
    parts, left = 0, pieces
    room = alone if found.units <= alone else joined
    while left:
        taken, used = 0, 0
        while taken < len(left) and used + len(left[taken]) <= room:
            used += len(left[taken])
            taken += 1
        left, parts = left[taken:], parts + 1
    assert found.segments == parts


@given(st.text())
def test_plain_text_is_one_line_without_controls(text: str) -> None:
    made = plain(text)
    assert plain(made) == made
    assert made.splitlines() in ([], [made])
    assert not set(made) & BIDI_CONTROLS
    made.encode()

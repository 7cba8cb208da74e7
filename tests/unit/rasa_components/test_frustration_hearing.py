"""Words through hearing errors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasa_project.components.frustration_hearing import MAX_LETTERS, Ear, letters_apart, words_of

EAR = Ear(["belachelijk", "schandalig", "zwendel"], ["zwengel"])


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("belachelijk", "belachelijk"),
        ("belachtelijk", "belachelijk"),
        ("belagelijk", "belachelijk"),
        ("schandaalig", "schandalig"),
        ("shcandalig", "schandalig"),
        ("schan dalig", "schandalig"),
        ("be lache lijk", "belachelijk"),
        ("zwende", "zwende"),
        ("zwendels", "zwendel"),
        ("zwengel", "zwengel"),
        ("gelachelijk", "gelachelijk"),
        ("be la che lijk", "be la che lijk"),
    ],
)
def test_mends(heard: str, meant: str):
    assert EAR.mend(heard.split()) == meant.split()


def test_short_words_cannot_be_mended():
    with pytest.raises(ValueError, match="kort"):
        Ear(["kort"])


def test_words():
    assert words_of("Dit is TOCH, niet normaal!?  m’n_pakket") == [
        "dit", "is", "toch", "niet", "normaal", "m'n", "pakket",
    ]  # fmt: skip
    assert len("".join(words_of("x" * 9999))) == MAX_LETTERS


words = st.text(alphabet="abcs", min_size=1, max_size=9)


@given(words, words)
def test_letters_apart_is_a_distance(left: str, right: str):
    apart = letters_apart(left, right)
    assert apart == letters_apart(right, left)
    assert (apart == 0) == (left == right)
    assert abs(len(left) - len(right)) <= apart <= max(len(left), len(right))


@given(st.lists(st.text(alphabet="belachlijkzwnd", min_size=1, max_size=12), max_size=12))
def test_mending_keeps_the_letters_in_number(heard: list[str]):
    mended = EAR.mend(heard)
    assert len(mended) <= len(heard)
    assert EAR.mend(mended) == EAR.mend(EAR.mend(mended))

"""How recipes are written, named and tagged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.degrade.codecs import CODECS
from voicebot.degrade.recipe import KINDS, PRESETS, Recipe, RecipeProblem, ladder, parse


@pytest.mark.parametrize(
    ("text", "name", "tags"),
    [
        ("plain", "plain", ["noise:none", "line:plain"]),
        ("snr=10", "babble-10", ["noise:babble-10", "line:plain"]),
        ("loss=5+codec=gsm + hum=12.5", "hum-12.5_gsm_loss-5", ["noise:hum-12.5", "line:gsm+loss-5"]),
        ("amr", "amr", ["noise:none", "line:amr"]),
        ("echo", "echo-20", ["noise:none", "line:echo-20"]),
    ],
)
def test_recipes(text: str, name: str, tags: list[str]):
    recipe = parse(text)
    assert recipe.name == name
    assert recipe.tags == [*tags, f"degraded:{name}"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "no effect ''"), ("rain=3", "no effect 'rain'"), ("snr=loud", "from -10 to 60, not 'loud'"),
        ("loss=80", "from 0 to 50"), ("codec=mp3", "codec 'mp3' is not there"), ("snr=5+babble=6", "twice"),
        ("gsm+codec=amr", "twice"), ("hum=", "not ''"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said(text: str, problem: str):
    with pytest.raises(RecipeProblem, match=problem):
        parse(text)


def test_a_ladder_begins_with_the_recording_itself():
    assert [one.name for one in ladder("snr=20,15,5")] == ["plain", "babble-20", "babble-15", "babble-5"]
    assert [one.name for one in ladder("loss=5,10+codec=amr")] == ["plain", "amr_loss-5", "amr_loss-10"]
    with pytest.raises(RecipeProblem, match="a ladder is"):
        ladder("snr")


def test_the_presets_try_everything_once():
    assert len(set(PRESETS)) == len(PRESETS)
    assert {one.codec for one in PRESETS} == {"", *CODECS}
    assert {name for one in PRESETS for name, _ in one.amounts} == set(KINDS) - {"hiss"}


@given(
    st.dictionaries(st.sampled_from(sorted(KINDS)), st.integers(10, 40), max_size=4),
    st.sampled_from(["", *CODECS]),
)
def test_what_is_written_is_read(amounts: dict[str, int], codec: str):
    parts = [f"{name}={amount}" for name, amount in amounts.items()] + ([f"codec={codec}"] if codec else [])
    recipe = parse("+".join(parts) or "plain")
    assert recipe == Recipe(tuple((name, float(amounts[name])) for name in KINDS if name in amounts), codec)
    assert all(letter.isalnum() or letter in "-_." for letter in recipe.name)

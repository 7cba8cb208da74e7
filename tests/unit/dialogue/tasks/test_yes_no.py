from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.dialogue.tasks.yes_no import agrees, gives_up, yes_or_no


@pytest.mark.parametrize(
    "said",
    ["ja", "jaja", "ja hoor", "ja dat klopt", "klopt", "dat klopt", "uh ja", "inderdaad", "prima", "is goed",
     "ja waarom niet", "ja geen probleem", "oké", "doe maar", "nou ja hoor",
     "ja graag dat wil ik wel heel erg"],
)  # fmt: skip
def test_yes(said: str):
    assert yes_or_no(said) is True


@pytest.mark.parametrize(
    "said",
    ["nee", "nee hoor", "nee nee", "dat klopt niet", "klopt niet", "zeker niet", "nee het is goed zo", "neen",
     "ja maar dat is niet goed", "het tweede cijfer is verkeerd", "uh nee dat is fout", "liever niet"],
)  # fmt: skip
def test_no(said: str):
    assert yes_or_no(said) is False


@pytest.mark.parametrize(
    "said",
    ["", "eh", "ik wil graag mijn adres wijzigen", "zaterdag", "ik kan het nummer niet vinden in mijn mail"],
)
def test_neither(said: str):
    assert yes_or_no(said) is None


def test_without_words_the_intent_counts_but_not_for_a_number():
    assert yes_or_no("tuurluk", intent="affirm") is True
    assert yes_or_no("tja", intent="deny") is False
    assert yes_or_no("42073", intent="affirm") is None


def test_keys():
    assert yes_or_no("1", keyed=True) is True
    assert yes_or_no("2", keyed=True) is False
    assert yes_or_no("12", keyed=True, intent="affirm") is None


@given(st.text(max_size=60), st.sampled_from(["", "affirm", "deny", "inform"]), st.booleans())
def test_any_text_is_safe(text: str, intent: str, keyed: bool):
    assert yes_or_no(text, intent=intent, keyed=keyed) in (True, False, None)


@given(st.text(alphabet="abcdefgh ijklmnop", max_size=40))
def test_what_begins_with_no_is_never_a_yes(text: str):
    assert yes_or_no(f"nee {text}") is False


@pytest.mark.parametrize(
    "said",
    [
        "ja maar wacht even",
        "ja behalve het huisnummer",
        "ja alleen het nummer",
        "ja wacht",
        "ja eerst de prijs",
    ],
)
def test_a_yes_with_a_condition_is_neither(said: str):
    assert yes_or_no(said, intent="affirm") is None


def test_a_long_yes_to_a_change_must_be_understood_as_one():
    assert agrees("ja dat is mijn oude nummer", intent="change_phone") is None
    assert agrees("ja dat is helemaal goed zo", intent="affirm") is True
    assert agrees("ja", intent="nlu_fallback") is True
    assert agrees("1", keyed=True) is True


def test_gives_up():
    assert gives_up("nee laat maar") and gives_up("Hoeft niet meer")
    assert not gives_up("nee dat is mijn oude adres")

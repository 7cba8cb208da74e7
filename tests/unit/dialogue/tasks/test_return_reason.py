from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.dialogue.tasks.return_reason import MAX_CHARACTERS, OWN_WORDS, aloud, find_reason, own_words


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("hij is te klein", "omdat hij niet past"),
        ("de broek past niet", "omdat hij niet past"),
        ("hij is kapot", "omdat hij beschadigd is"),
        ("er zit een kras op", "omdat hij beschadigd is"),
        ("ik heb een verkeerde kleur gekregen", "omdat u iets anders kreeg"),
        ("het is niet wat ik besteld had", "omdat u iets anders kreeg"),
        ("op de foto zag hij er heel anders uit", "omdat hij anders is dan u dacht"),
        ("hij kwam te laat", "omdat hij te laat kwam"),
        ("ik heb er twee keer een gekregen", "omdat u hem dubbel hebt"),
        ("hij bevalt me niet", "omdat hij niet bevalt"),
        ("ik heb me bedacht", "omdat u zich bedacht"),
        ("dat zeg ik liever niet", "zonder reden"),
        ("omdat ik het niet meer wil", "omdat u zich bedacht"),
        ("ik wil het niet meer", "omdat u zich bedacht"),
        ("ik wil die broek niet meer hebben", "omdat u zich bedacht"),
        ("ik heb het niet meer nodig", "omdat u zich bedacht"),
        ("niet meer nodig", "omdat u zich bedacht"),
        ("toch niet mooi", "omdat u zich bedacht"),
        ("omdat ik toch iets anders gevonden heb", "omdat u zich bedacht"),
        ("ik heb iets anders gekocht", "omdat u zich bedacht"),
        ("ik heb al iets anders besteld", "omdat u zich bedacht"),
        ("ik wil toch liever een andere kleur", "omdat u zich bedacht"),
        ("hij kwam te laat, ik heb hem niet meer nodig", "omdat hij te laat kwam"),
        ("ik vind hem niet mooi", "omdat hij niet bevalt"),
        ("ik had iets anders besteld", "omdat u iets anders kreeg"),
        ("er zat iets anders in de doos", "omdat u iets anders kreeg"),
        ("dubbel besteld", "omdat u hem dubbel hebt"),
        ("ik heb per ongeluk twee besteld", "omdat u hem dubbel hebt"),
        ("ik heb er per ongeluk 2 besteld", "omdat u hem dubbel hebt"),
        ("jullie hebben er twee gestuurd", "omdat u hem dubbel hebt"),
        ("ik heb het per ongeluk besteld", "omdat u hem per ongeluk bestelde"),
        ("ik heb het verkeerde product besteld", "omdat u hem per ongeluk bestelde"),
        ("verkeerd besteld", "omdat u hem per ongeluk bestelde"),
        ("jullie hebben per ongeluk een verkeerd product gestuurd", "omdat u iets anders kreeg"),
        ("hij is per ongeluk kapot gegaan", "omdat hij beschadigd is"),
        ("hij doet het niet meer", "omdat hij beschadigd is"),
    ],
)
def test_reasons_as_callers_say_them(said: str, reason: str):
    assert find_reason(said) == reason
    assert aloud(reason) == reason


@pytest.mark.parametrize("said", ["", "ja", "ik wil iets terugsturen", "retour graag"])
def test_no_reason_told(said: str):
    assert find_reason(said) is None


@given(st.text(max_size=600))
def test_own_words_are_bounded_and_never_repeated(text: str):
    kept = own_words(text)
    assert kept is None or (len(text.split()) > 1 and 0 < len(kept) <= MAX_CHARACTERS)
    assert aloud(f"x {text}") == OWN_WORDS

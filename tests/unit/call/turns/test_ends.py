"""How long the caller must be silent, by what was asked and what was said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.call.replies import Expects
from voicebot.call.turns import address_end, date_end, ends, number_end, open_end, yes_no_end
from voicebot.call.turns.backchannel import backchannel
from voicebot.call.turns.ends import silence_needed
from voicebot.call.turns.hypothesis import Hypothesis


@pytest.mark.parametrize(
    ("expects", "text", "whole", "sure", "silence"),
    [
        # A yes or no and nothing more is over soon.
        (Expects.YES_NO, "Ja.", None, None, yes_no_end.PLAIN),
        (Expects.YES_NO, "Nee, dat klopt niet.", None, None, yes_no_end.PLAIN),
        (Expects.YES_NO, "Ja, dat is goed.", None, None, yes_no_end.PLAIN),
        (Expects.YES_NO, "Ja, doe maar.", None, None, yes_no_end.PLAIN),
        (Expects.YES_NO, "Ja, maar", None, None, open_end.HANGING),
        (Expects.YES_NO, "Nee, het is 42074.", None, True, open_end.SURE),
        (Expects.YES_NO, "Dat weet ik niet.", None, False, open_end.UNSURE),
        # To an open question 'ja' is as good as anything else.
        (Expects.OPEN, "Ja.", None, None, open_end.UNKNOWN),
        (Expects.OPEN, "Ik wil graag weten waar mijn bestelling blijft.", None, True, open_end.SURE),
        (Expects.OPEN, "Ik wil graag weten waar mijn", None, True, open_end.HANGING),
        (Expects.OPEN, "Ik wil graag weten waar...", None, True, open_end.HANGING),
        (Expects.OPEN, "Ik wil mijn bestelling, uh", None, True, open_end.HANGING),
        (Expects.OPEN, "Iets met een fiets", None, False, open_end.UNSURE),
        (Expects.PRODUCT, "De autoverzekering.", None, True, open_end.SURE),
        # A number of the right length ends at once; one that is begun is waited for.
        (Expects.DIGITS, "42073", True, True, number_end.WHOLE),
        (Expects.DIGITS, "42 0", False, True, number_end.BEGUN),
        (Expects.DIGITS, "tweeënveertig nul", False, None, number_end.BEGUN),
        (Expects.DIGITS, "Safen.", False, False, number_end.BEGUN),
        (Expects.DIGITS, "Dat heb ik niet bij de hand.", False, True, open_end.SURE),
        (Expects.POSTCODE, "3512 JE", True, True, number_end.WHOLE),
        (Expects.POSTCODE, "3512", False, True, number_end.BEGUN),
        (Expects.DATE, "12 april 1975", True, True, date_end.WHOLE),
        (Expects.DATE, "12 april", False, True, date_end.BEGUN),
        (Expects.DATE, "In april.", False, True, date_end.BEGUN),
        (Expects.DATE, "Waarom wilt u dat weten?", False, True, open_end.SURE),
        (Expects.SPELLING, "jan apenstaartje voorbeeld punt nl", True, True, address_end.WHOLE),
        (Expects.SPELLING, "j a n apenstaartje", False, False, address_end.BEGUN),
        (Expects.SPELLING, "p s m", False, False, address_end.BEGUN),
        (Expects.SPELLING, "Die heb ik niet.", False, True, open_end.SURE),
        # A person is asked for: nothing that may follow changes that.
        (Expects.DIGITS, "Ik wil een medewerker spreken.", False, True, ends.PERSON_SILENCE),
    ],
)
def test_silence(expects: Expects, text: str, whole: bool | None, sure: bool | None, silence: float):
    assert silence_needed(expects, Hypothesis(text, whole=whole, sure=sure)) == silence


@pytest.mark.parametrize("expects", Expects)
def test_noise_is_over_soon_and_mumbling_is_waited_for(expects: Expects):
    assert silence_needed(expects, Hypothesis("", 0.0, "no_speech")) == ends.NOTHING_SAID
    mumbled = silence_needed(expects, Hypothesis("Kijk te veel.", 0.0, "unclear"))
    number = expects in (Expects.DIGITS, Expects.POSTCODE)
    assert mumbled == (number_end.BEGUN if number else open_end.UNSURE)


@given(
    st.sampled_from(Expects),
    st.text(max_size=40),
    st.sampled_from([None, True, False]),
    st.sampled_from([None, True, False]),
    st.sampled_from([None, "unclear", "no_speech"]),
)
def test_nobody_is_waited_for_longer_than_callers_pause(
    expects: Expects, text: str, whole: bool | None, sure: bool | None, rejected: str | None
):
    assert 0.0 <= silence_needed(expects, Hypothesis(text, 1.0, rejected, "", whole, sure)) <= 2.5


@pytest.mark.parametrize("text", ["Ja.", "Hm.", "Oké.", "Ja, ja.", "Hm, ja."])
def test_sounds_of_listening(text: str):
    assert backchannel(text, Expects.OPEN)
    assert not backchannel(text, Expects.YES_NO)


@pytest.mark.parametrize("text", ["Nee.", "Ja, maar mijn factuur.", "", "Wacht.", "Ja, ja, ja, goed."])
def test_words_are_no_sounds_of_listening(text: str):
    assert not backchannel(text, Expects.OPEN)

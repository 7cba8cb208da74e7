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
        (Expects.YES_NO, "Ja.", None, None, yes_no_end.ALONE),
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


@pytest.mark.parametrize(
    ("text", "complete", "sure", "silence"),
    [
        ("Waar blijft mijn bestelling?", 0.97, True, 0.55),
        ("Waar blijft mijn bestelling?", 0.7, True, 0.55),
        ("Waar blijft mijn bestelling?", 0.69, True, 0.8),
        ("Ik wil graag mijn bestelling.", 0.3, True, 1.4),
        ("Kunt u mij even helpen.", 0.02, True, 2.4),
        # What would be asked again may as well be waited for.
        ("Waar blijft die dinges?", 0.97, False, open_end.UNSURE),
        ("Kunt u mij even helpen.", 0.02, False, 2.4),
        # Few words that have a meaning.
        ("De autoverzekering.", 0.1, True, open_end.SHORT),
        ("De autoverzekering.", 0.9, True, 0.55),
        ("Ik wil mijn", 0.9, True, open_end.HANGING),
        ("Ik wil mijn bestelling", None, True, open_end.SURE),
    ],
)
def test_what_is_not_complete_is_waited_for(text: str, complete: float | None, sure: bool, silence: float):
    hypothesis = Hypothesis(text, whole=None, sure=sure, complete=complete)
    assert silence_needed(Expects.OPEN, hypothesis) == silence


@pytest.mark.parametrize(
    ("complete", "silence"), [(0.97, open_end.STORY), (0.3, 1.4), (None, open_end.STORY)]
)
def test_who_begins_a_story_for_a_person_may_take_breath(complete: float | None, silence: float):
    hypothesis = Hypothesis("Ik wil een schade melden.", sure=True, complete=complete, story=True)
    assert silence_needed(Expects.OPEN, hypothesis) == silence


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
    st.none() | st.floats(0, 1),
)
def test_nobody_is_waited_for_longer_than_callers_pause(
    expects: Expects,
    text: str,
    whole: bool | None,
    sure: bool | None,
    rejected: str | None,
    complete: float | None,
):
    hypothesis = Hypothesis(text, 1.0, rejected, "", whole, sure, complete)
    assert 0.0 <= silence_needed(expects, hypothesis) <= 2.5


@pytest.mark.parametrize("text", ["Ja.", "Hm.", "Oké.", "Ja, ja.", "Hm, ja."])
def test_sounds_of_listening(text: str):
    assert backchannel(text, Expects.OPEN)
    assert not backchannel(text, Expects.YES_NO)


@pytest.mark.parametrize("text", ["Nee.", "Ja, maar mijn factuur.", "", "Wacht.", "Ja, ja, ja, goed."])
def test_words_are_no_sounds_of_listening(text: str):
    assert not backchannel(text, Expects.OPEN)

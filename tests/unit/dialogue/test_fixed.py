from __future__ import annotations

from tests.unit.dialogue.test_tone import texts
from voicebot.call.sentences import sentences
from voicebot.dialogue.fixed import fixed_texts


def test_what_everybody_hears_is_made_ahead():
    fixed = fixed_texts()
    assert {"Wat is uw bestelnummer?", "Tot ziens.", "Kan ik nog iets voor u doen?"} <= fixed
    assert "U wilt weten waar uw bestelling is, klopt dat?" in fixed


def test_nothing_of_one_callers_is_in_it():
    everything = {piece for text in texts() for piece in sentences(text)}
    assert fixed_texts() <= everything
    assert not any("{" in text for text in fixed_texts())

from __future__ import annotations

from voicebot.dialogue import ahead
from voicebot.dialogue.ahead import Ahead

SPLIT = ("waar is mijn bestelling", None, False)


def test_only_the_same_text_of_the_same_call_is_found_and_only_once():
    kept = Ahead()
    kept.keep("CA1", "waar", SPLIT)
    assert kept.take("CA2", "waar") is None
    assert kept.take("CA1", "waar is") is None
    kept.keep("CA1", "waar", SPLIT)
    assert kept.take("CA1", "waar") == SPLIT
    assert kept.take("CA1", "waar") is None


def test_a_call_that_is_over_and_old_calls_are_forgotten():
    kept = Ahead()
    kept.keep("CA1", "waar", SPLIT)
    kept.forget("CA1")
    assert kept.take("CA1", "waar") is None
    kept.keep("CA1", "waar", SPLIT)
    for number in range(ahead.MOST_CALLS):
        kept.keep(f"other {number}", "waar", SPLIT)
    assert kept.take("CA1", "waar") is None

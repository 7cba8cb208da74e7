from __future__ import annotations

from datetime import date

import pytest

from voicebot.call.replies import Expects
from voicebot.dialogue.reading.whole import whole

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "expects", "digits", "told"),
    [
        ("42 0 73", Expects.DIGITS, 5, True),
        ("tweeënveertig nul drieënzeventig", Expects.DIGITS, 5, True),
        ("42 0", Expects.DIGITS, 5, False),
        ("dat weet ik niet", Expects.DIGITS, 5, False),
        ("0612345678", Expects.DIGITS, None, True),
        ("06 12", Expects.DIGITS, None, False),
        ("3512 JE", Expects.POSTCODE, 4, True),
        ("3512", Expects.POSTCODE, 4, False),
        ("12 april 1975", Expects.DATE, 8, True),
        ("12 april", Expects.DATE, 8, False),
        ("jan apenstaartje voorbeeld punt nl", Expects.SPELLING, None, True),
        ("jan apenstaartje", Expects.SPELLING, None, False),
        ("ja", Expects.YES_NO, 1, None),
        ("waar is mijn bestelling", Expects.OPEN, None, None),
    ],
)
def test_an_answer_is_whole_when_it_can_be_read(
    text: str, expects: Expects, digits: int | None, told: bool | None
):
    assert whole(text, expects, digits, TODAY) is told

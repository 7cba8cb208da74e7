"""Whether an answer that is being told is complete, so that nobody need wait for more of it."""

from __future__ import annotations

from datetime import date

from voicebot.call.replies import Expects
from voicebot.dialogue.reading.birth_date import find_birth_date
from voicebot.dialogue.reading.digits import find_digits, find_postcode
from voicebot.dialogue.reading.email import find_email
from voicebot.dialogue.reading.phone import find_phone


def whole(text: str, expects: Expects, digits: int | None, today: date) -> bool | None:
    """Whether the spoken answer is in the text to its end; None for questions whose answers have no fixed
    form.

    ``digits``: how many the question wants; None: as many as a telephone number has.
    """
    match expects:
        case Expects.DIGITS:
            return (find_digits(text, digits) if digits else find_phone(text)) is not None
        case Expects.POSTCODE:
            return find_postcode(text) is not None
        case Expects.DATE:
            return find_birth_date(text, today=today) is not None
        case Expects.SPELLING:
            return find_email(text) is not None
        case _:
            return None

"""The two questions for a new address; street and town follow from them."""

from __future__ import annotations

from voicebot.call.replies import Expects
from voicebot.dialogue.reading.aloud import say_house_number, say_postcode
from voicebot.dialogue.reading.digits import find_postcode
from voicebot.dialogue.reading.house_number import find_house_number
from voicebot.dialogue.tasks.model import Said, Step


def _postcode(said: Said) -> str | None:
    return None if said.keyed else find_postcode(said.text)  # a keypad has no letters


def _house_number(said: Said) -> str | None:
    return find_house_number(said.text)


NEW_POSTCODE = Step(
    "new_postcode",
    "Wat is de nieuwe postcode?",
    "Zeg de nieuwe postcode nog eens met de letters, of zeg: medewerker.",
    _postcode,
    say_postcode,
    Expects.POSTCODE,
    unreadable="Ik heb de postcode niet goed verstaan.",
)
NEW_HOUSE_NUMBER = Step(
    "new_house_number",
    "En wat is het huisnummer?",
    "Zeg het huisnummer nog eens, of toets het in met een hekje erachter.",
    _house_number,
    say_house_number,
    Expects.DIGITS,
    unreadable="Ik heb het huisnummer niet goed verstaan.",
)
STEPS = (NEW_POSTCODE, NEW_HOUSE_NUMBER)


def written(postcode: str, house_number: str) -> str:
    """'1017 AB, huisnummer 27A', for the confirmation."""
    return f"{postcode[:4]} {postcode[4:]}, huisnummer {house_number}"


def spoken(postcode: str, house_number: str) -> str:
    """The same for the ear."""
    return f"postcode {say_postcode(postcode)}, huisnummer {say_house_number(house_number)}"

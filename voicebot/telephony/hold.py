"""What a caller hears who waits for an agent: music, and now and then how long it will be. Dutch, B1."""

from __future__ import annotations

import math

from voicebot.call.wording import outlasts
from voicebot.transfer.ports import Standing

SOON_SECONDS = 45.0  # less than this is no minute
MOST_MINUTES = 15  # a longer wait is not counted out
MOST_AHEAD = 20
TOO_MANY = -1  # minutes: more than the caller will wait here
LONGER = (
    "Het kan nog langer duren. "
    "Komt er niemand, dan krijgt u de assistent weer en kunt u zich laten terugbellen."
)
_MOMENT = "Een ogenblik nog. Wij zoeken een medewerker voor u."
LEG_TEXT = "Een ogenblik. De klant komt zo aan de lijn."  # for an agent who is there first


def minutes_left(wait: float | None, patience: float | None = None) -> int | None:
    """Expected seconds as the minutes that are said: rounded up, 0 for less than one; None for not known.

    More than MOST_MINUTES count as MOST_MINUTES + 1. TOO_MANY for more than ``patience``, the seconds until
    the caller is back with the assistant; None when that is not due.
    """
    if wait is None or not math.isfinite(wait):
        return None
    minutes = 0 if wait <= SOON_SECONDS else min(math.ceil(wait / 60), MOST_MINUTES + 1)
    counted = minutes if minutes <= MOST_MINUTES else 0
    return TOO_MANY if outlasts(wait, counted, patience) else minutes


def place_of(standing: Standing) -> tuple[int, int | None]:
    """Position (0: not known, or not worth saying) and minutes, as `waiting_text` takes them."""
    if not standing.open:
        return 0, None
    position = standing.position if 0 < standing.position <= MOST_AHEAD + 1 else 0
    return position, minutes_left(standing.wait, standing.patience)


def waiting_text(position: int, minutes: int | None) -> str:
    """What is said between the music. position 1: next; 0: not known. minutes: see `minutes_left`."""
    said = [part for part in (_position(position), _minutes(minutes)) if part]
    return " ".join(said) if said else _MOMENT


def _position(position: int) -> str:
    match position:
        case 0:
            return ""
        case 1:
            return "U bent nu als eerste aan de beurt."
        case 2:
            return "Er is nog één wachtende voor u."
    return f"Er zijn nog {position - 1} wachtenden voor u."


def _minutes(minutes: int | None) -> str:
    match minutes:
        case None:
            return ""
        case 0:
            return "Het duurt nog minder dan een minuut."
        case 1:
            return "Het duurt nog ongeveer een minuut."
    if minutes == TOO_MANY:
        return LONGER
    if minutes > MOST_MINUTES:
        return "Het duurt nog meer dan een kwartier."
    return f"Het duurt nog ongeveer {minutes} minuten."

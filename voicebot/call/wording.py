"""What the core itself says to callers: Dutch, B1, short. The dialogue's answers live with the dialogue."""

from __future__ import annotations

from voicebot.call.replies import Expects

UNCLEAR = (
    "Ik verstond u niet goed. Kunt u dat nog een keer zeggen?",
    "Ik hoor u slecht. Zeg het nog eens, of druk op de nul voor een medewerker.",
)

# To a caller who is silent: first the open question in other words, by the answer that it wants, ...
ASK_AGAIN = {
    Expects.OPEN: "Bent u er nog? Zeg maar waar ik u mee kan helpen.",
    Expects.PRODUCT: "Bent u er nog? Zeg maar om welke verzekering het gaat.",
    Expects.YES_NO: "Bent u er nog? Zeg ja of nee.",
    Expects.DIGITS: "Bent u er nog? U kunt het nummer zeggen of intoetsen.",
    Expects.POSTCODE: "Bent u er nog? U kunt de vier cijfers zeggen of intoetsen.",
    Expects.DATE: "Bent u er nog? U kunt de dag, de maand en het jaar zeggen of intoetsen.",
    Expects.SPELLING: "Bent u er nog? Spel het gerust, letter voor letter.",
}
# ... then the keys or a person, ...
KEYS_OR_PERSON = "Ik hoor u niet. Toets uw antwoord, of druk op de nul voor een medewerker."
SPEAK_OR_PERSON = "Ik hoor u niet. U kunt praten, of op de nul drukken voor een medewerker."
# ... then goodbye, and how things stand.
NOBODY_THERE = "Ik hoor u niet meer."
AGREED = "Wat we hebben afgesproken, staat vast."
NOTHING_CHANGED = "Er is niets veranderd."
GOODBYE = "Belt u ons gerust nog een keer. Tot ziens."

# To a caller who is annoyed: one apology a call, and later the way to a person.
APOLOGY = "Dat is vervelend. Sorry daarvoor."
PERSON_OFFER = "Wilt u liever een medewerker? Zeg dan: medewerker."
SHORT_OFFER = "Hebt u nog een vraag?"

SECOND_WISH = "Dan uw andere vraag."

# To a caller for whom no person came, who is with the assistant again.
BACK = "Daar ben ik weer, de digitale assistent."

# To a caller who is brought to a person: roughly how long it takes, by whole minutes.
SOON = "Het duurt waarschijnlijk minder dan een minuut."
ONE_MINUTE = "Het duurt ongeveer een minuut."
MINUTES = tuple(f"Het duurt ongeveer {minutes} minuten." for minutes in range(2, 16))
LONG = "Het duurt waarschijnlijk langer dan een kwartier."
# More than callers of the queue wait at all: then they are here again.
LONGER = "Het kan langer duren. Komt er niemand, dan kom ik terug en kunt u zich laten terugbellen."


def takes(seconds: float | None, patience: float | None = None) -> str:
    """How long a caller will wait, as it is said; '' when nobody knows.

    patience: the seconds after which a caller for whom nobody came is back; None when that is not known.
    """
    if seconds is None:
        return ""
    minutes = round(seconds / 60)
    counted = seconds >= 60 and minutes - 2 < len(MINUTES)
    if outlasts(seconds, minutes if counted else 0, patience):
        return LONGER
    if minutes < 2:
        return ONE_MINUTE if seconds >= 60 else SOON
    return MINUTES[minutes - 2] if minutes - 2 < len(MINUTES) else LONG


def outlasts(seconds: float, minutes: int, patience: float | None) -> bool:
    """Whether a wait, or the ``minutes`` that would be said of it (0: none are), is longer than the patience.

    patience: as in `takes`.
    """
    return patience is not None and max(seconds, 60.0 * minutes) > patience


FIXED = (
    *UNCLEAR, *ASK_AGAIN.values(), KEYS_OR_PERSON, SPEAK_OR_PERSON,
    NOBODY_THERE, AGREED, NOTHING_CHANGED, GOODBYE, APOLOGY, PERSON_OFFER, SHORT_OFFER, SECOND_WISH,
    BACK, SOON, ONE_MINUTE, *MINUTES, LONG, LONGER,
)  # fmt: skip

"""What the core itself says to callers: Dutch, B1, short. The dialogue's answers live with the dialogue."""

from __future__ import annotations

UNCLEAR = (
    "Ik verstond u niet goed. Kunt u dat nog een keer zeggen?",
    "Ik hoor u slecht. Zeg het nog eens, of druk op de nul voor een medewerker.",
)

STILL_THERE = (
    "Bent u er nog?",
    "Ik hoor u niet. U kunt praten, of op de nul drukken voor een medewerker.",
)

NOBODY_THERE = "Ik hoor u niet meer. Belt u ons gerust nog een keer. Tot ziens."

# To a caller who is annoyed: one apology a call, and later the way to a person.
APOLOGY = "Dat is vervelend. Sorry daarvoor."
PERSON_OFFER = "Wilt u liever een medewerker? Zeg dan: medewerker."
SHORT_OFFER = "Hebt u nog een vraag?"

SECOND_WISH = "Dan uw andere vraag."

FIXED = (*UNCLEAR, *STILL_THERE, NOBODY_THERE, APOLOGY, PERSON_OFFER, SHORT_OFFER, SECOND_WISH)

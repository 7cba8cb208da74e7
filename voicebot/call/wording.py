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
    Expects.DIGITS: "Bent u er nog? U kunt het nummer zeggen of toetsen.",
    Expects.POSTCODE: "Bent u er nog? U kunt de vier cijfers zeggen of toetsen.",
    Expects.DATE: "Bent u er nog? Zeg of toets de dag, de maand en het jaar.",
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

FIXED = (
    *UNCLEAR, *ASK_AGAIN.values(), KEYS_OR_PERSON, SPEAK_OR_PERSON,
    NOBODY_THERE, AGREED, NOTHING_CHANGED, GOODBYE, APOLOGY, PERSON_OFFER, SHORT_OFFER, SECOND_WISH,
)  # fmt: skip

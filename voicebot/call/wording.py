"""What the core itself says to callers: Dutch, B1, short. The dialogue's answers live with the dialogue."""

from __future__ import annotations

UNCLEAR = (
    "Ik verstond u niet goed. Kunt u dat nog een keer zeggen?",
    "Sorry, ik hoor u slecht. Zeg het nog eens, of druk op de nul voor een medewerker.",
)

STILL_THERE = (
    "Bent u er nog?",
    "Ik hoor u niet. U kunt praten, of op de nul drukken voor een medewerker.",
)

NOBODY_THERE = "Ik hoor u niet meer. Belt u ons gerust nog een keer. Tot ziens."

FIXED = (*UNCLEAR, *STILL_THERE, NOBODY_THERE)

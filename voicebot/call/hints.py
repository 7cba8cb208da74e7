"""What Whisper is told to expect, by the kind of answer that the question wants. No real caller's data."""

from __future__ import annotations

from voicebot.call.replies import Expects

HINTS = {
    Expects.DIGITS: "Mijn bestelnummer is 6 1 8 5 9.",
    Expects.POSTCODE: "De postcode is 2871 KD.",
    Expects.YES_NO: "Ja. Nee. Ja graag. Nee, dank u.",
    Expects.DATE: "Geboren op 23 mei 1968.",
    Expects.PRODUCT: "Inboedelverzekering, opstalverzekering, autoverzekering, reisverzekering, "
    "aansprakelijkheidsverzekering.",
    Expects.SPELLING: "Het adres is p punt smit apenstaartje voorbeeld punt nl.",
}

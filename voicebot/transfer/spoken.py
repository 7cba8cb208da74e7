"""What an agent hears on the telephone before saying yes or no: Dutch, without personal data.

The rule tells what it is about, and the story what else was asked and how the caller is: a name or number
would reach whoever answers that telephone.
"""

from __future__ import annotations

from collections.abc import Mapping

from voicebot.transfer.state import Kind, Picture

CHOICES = "Druk 1 om aan te nemen, 2 om door te geven, 3 om het nog eens te horen."
_QUEUES = {"orders": "bestellingen", "polis": "polissen", "algemeen": "algemene vragen"}
_UNKNOWN = "De klant vraagt om een medewerker."

# By the rules of `voicebot.call.handover`.
ABOUT: Mapping[str, str] = {
    "H-01": _UNKNOWN,
    "H-02": _UNKNOWN,
    "H-03": "De klant wil teruggebeld worden.",
    "H-04": "De klant sprak over zelfmoord. 113 is genoemd.",
    "H-05": "De klant sprak over geweld of gevaar. 112 en 113 zijn genoemd.",
    "H-06": "De klant is van streek en heeft hulp nodig.",
    "H-07": "De klant wilde teruggebeld worden, maar het nummer is niet te zien.",
    "H-10": "De klant wil een schade melden.",
    "H-11": "De klant heeft een klacht.",
    "H-12": "De klant meldt een ongeluk.",
    "H-13": "De klant meldt een inbraak of diefstal.",
    "H-14": "De klant meldt een brand.",
    "H-15": "De klant praat over ziekte.",
    "H-16": "De klant meldt een overlijden.",
    "H-17": "De klant wil advies over een verzekering.",
    "H-18": "De klant praat over een advocaat, de rechter of het Kifid.",
    "H-19": "De klant wil een rekeningnummer wijzigen.",
    "H-20": "De gegevens van de klant zijn niet gevonden.",
    "H-21": "De klant vraagt iets over een polis die is gestopt.",
    "H-22": "De klant is boos over een beschadigd pakket.",
    "H-30": "De assistent begreep de klant niet.",
    "H-31": "De assistent kwam er met de klant niet uit.",
    "H-32": "Het gesprek met de assistent duurde te lang.",
    "H-33": "De klant is boos.",
    "H-34": "De klant spreekt geen Nederlands.",
    "H-35": "Het was te druk voor de assistent.",
    "H-90": "De assistent had een storing.",
    "H-91": "De assistent had een storing.",
    "H-92": "De assistent had een storing.",
    "H-93": "De assistent had een storing.",
    "H-94": "De verbinding met de assistent viel weg.",
    "H-95": "Er was geen medewerker vrij.",
    "H-96": "Er was geen medewerker vrij.",
}


def offer_text(picture: Picture, story: str = "") -> str:
    """The summary and the choice, as the agent hears it. story: sentences on the call so far."""
    queue = _QUEUES.get(picture.queue, picture.queue)
    about = ABOUT.get(picture.rule_id, _UNKNOWN)
    story = story.replace(about, "").strip()  # nothing is said twice
    callback = picture.kind is Kind.CALLBACK
    begins = "U belt een klant terug" if callback else "Er is een klant voor u"
    return " ".join(part for part in (f"{begins}, voor {queue}.", about, story, CHOICES) if part)

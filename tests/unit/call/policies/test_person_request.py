from __future__ import annotations

import pytest

from voicebot.call.policies.person_request import asks_for_person


@pytest.mark.parametrize(
    "text",
    [
        "Medewerker",
        "medewerker.",
        "Mag ik een medewerker spreken?",
        "Ik wil een mede werker.",
        "Geef me een echt mens alstublieft",
        "Ik wil liever een mens",
        "Ik wil met iemand praten",
        "Kan ik iemand spreken?",
        "Verbind me nu maar door",
        "Kunt u mij doorverbinden?",
        "Ik wil doorverbonden worden",
        "Mag ik uw collega?",
        "Een medewerkster graag",
        "Ik heb geen bestelnummer, mag ik een medewerker?",
        "ik heb geen bestelnummer mag ik een medewerker",
        "Ik wil geen computer, ik wil een mens.",
        "Medewerker. Bent u er nog?",
        "Ik heb geen idee. Medewerker.",
        "Bent u een computer? Ik wil een medewerker spreken.",
        "Is dit een robot? Medewerker graag.",
        "Nee, mede werker.",
        "Kunt u mij met uw collega verbinden?",
        "Ik wil een medewerker van de afdeling schade",
    ],
)
def test_requests(text: str):
    assert asks_for_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Bent u een mens?",
        "Ben je een echt mens of een computer?",
        "Spreek ik met een medewerker of met een computer?",
        "Is dit een medewerker?",
        "Nee, geen medewerker",
        "Ik wil niet doorverbonden worden",
        "Waar is mijn bestelling?",
        "Er wonen drie mensen in mijn huis",
        "Is er iemand thuis als het pakket komt",
        "Ik heb een klacht over een medewerker van jullie",
        "Ik ben niet goed geholpen door uw collega",
        "Uw medewerker zei dat het vandaag zou komen, ik wil weten waar het blijft",
        "Mijn medewerker heeft iets besteld en ik wil de factuur",
        "Ik wil niet met een medewerker praten",
    ],
)
def test_other_sentences(text: str):
    assert not asks_for_person(text)

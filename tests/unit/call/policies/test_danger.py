"""Words of suicide and violence; and the everyday sentences that must not be taken for them."""

from __future__ import annotations

import pytest

from voicebot.call.policies.danger import danger_in
from voicebot.call.policies.person_request import needs_person


@pytest.mark.parametrize(
    "text",
    [
        "Ik denk aan zelfmoord.",
        "ik wil niet meer leven",
        "Ik wil er niet meer zijn.",
        "ik maak er een eind aan",
        "een einde aan mijn leven maken",
        "ik wil gewoon dood",
        "Ik spring voor de trein.",
        "ik ga mezelf iets aandoen",
        "ik doe me zelf iets aan",
        "ik overweeg suïcide",
        "ik had liever dood geweest",
    ],
)
def test_suicide(text: str):
    assert danger_in(text) == "suicide"


@pytest.mark.parametrize(
    "text",
    [
        "Mijn man slaat me.",
        "hij staat hier met een mes",
        "ik word bedreigd en geslagen door mijn ex",
        "Ik ga jullie vermoorden.",
        "ik ga iemand iets aandoen",
        "ik blaas de boel op",
        "er ligt een bom onder",
    ],
)
def test_violence(text: str):
    assert danger_in(text) == "violence"


@pytest.mark.parametrize(
    "text",
    [
        "Waar blijft mijn bestelling?",
        "Ik wil mijn polis opzeggen.",
        "ik wil een einde maken aan mijn verzekering",
        "Mijn man is dood.",
        "de trein had vertraging",
        "Ik heb een messenset besteld.",
        "de bezorger sloeg de deur dicht",
        "is brand gedekt",
        "mijn telefoon is doodgegaan",
        "de boom is omgewaaid",
        "ik heb zelf iets besteld",
    ],
)
def test_everyday_sentences(text: str):
    assert danger_in(text) is None


def test_danger_goes_before_a_request_for_a_person():
    assert needs_person("ik wil een medewerker, ik wil niet meer leven", None) == "suicide"
    assert needs_person("ik wil een medewerker", None) == "asked_person"
    assert needs_person("ik wil een medewerker", "unclear") is None

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.dialogue.reading.product import find_product


@pytest.mark.parametrize(
    ("said", "product"),
    [
        ("inboedel", "inboedel"),
        ("de inboedelverzekering", "inboedel"),
        ("in boedel", "inboedel"),
        ("opstalverzekering", "opstal"),
        ("opstel verzekering", "opstal"),
        ("woonhuisverzekering", "opstal"),
        ("auto", "auto"),
        ("mijn autopolis", "auto"),
        ("de all risk", "auto"),
        ("doorlopende reisverzekering", "reis"),
        ("aansprakelijkheid", "aansprakelijkheid"),
        ("aansprakelijkheidsverzekering", "aansprakelijkheid"),
        ("aansprakelijk heids verzekering", "aansprakelijkheid"),
        ("avp", "aansprakelijkheid"),
        ("inboedel, nee, opstal", "opstal"),
        ("niet de auto maar de reis", "reis"),
        ("de reis en niet de auto", "reis"),
    ],
)
def test_product_as_dutch_callers_say_it(said: str, product: str) -> None:
    assert find_product(said) == product


@pytest.mark.parametrize(
    ("said", "product"),
    [
        (
            "mijn zoon heeft met zijn fiets een auto bekrast, dekt mijn aansprakelijkheidsverzekering dat",
            "aansprakelijkheid",
        ),
        ("is mijn laptop verzekerd als hij uit mijn auto gestolen wordt, inboedelverzekering", "inboedel"),
        ("valt dat onder mijn inboedel als het uit de auto gestolen is", "inboedel"),
        ("de boom van de buren viel op mijn auto, heb ik daar opstal voor", "opstal"),
        ("dekt de autoverzekering ook mijn spullen", "auto"),
        ("ben ik op reis met de auto gedekt via de all risk", "auto"),
        ("dekt mijn particuliere wa schade aan een auto", "aansprakelijkheid"),
        ("mijn inboedelverzekering, maar het lag in de auto", "inboedel"),
        ("niet de inboedel maar de auto", "auto"),
        ("inboedelverzekering, nee, de auto", "auto"),
    ],
)
def test_the_name_of_an_insurance_wins_over_a_thing(said: str, product: str) -> None:
    assert find_product(said) == product


@pytest.mark.parametrize(
    "said",
    [
        "",
        "automatisch",
        "woonverzekering",
        "wa",
        "inboedel en opstal",
        "inboedel- en opstalverzekering",
        "auto en inboedel",
        "mijn inboedel en ook mijn auto",
        "de reis of de autoverzekering",
        "auto en reis",
        "zorg",
        "niet de auto",
    ],
)
def test_none_or_several_give_none(said: str) -> None:
    assert find_product(said) is None


@given(st.text(max_size=80))
def test_any_text_is_safe(text: str) -> None:
    assert find_product(text) in (None, "inboedel", "opstal", "auto", "reis", "aansprakelijkheid")

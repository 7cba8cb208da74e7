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
    "said",
    [
        "",
        "automatisch",
        "woonverzekering",
        "wa",
        "inboedel en opstal",
        "inboedel- en opstalverzekering",
        "zorg",
        "niet de auto",
    ],
)
def test_none_or_several_give_none(said: str) -> None:
    assert find_product(said) is None


@given(st.text(max_size=80))
def test_any_text_is_safe(text: str) -> None:
    assert find_product(text) in (None, "inboedel", "opstal", "auto", "reis", "aansprakelijkheid")

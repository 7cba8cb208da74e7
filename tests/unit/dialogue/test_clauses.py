"""Taking sentences apart."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.dialogue.clauses import MAX_SPLITS, candidate_splits, split_correction

VOCABULARY = (
    "nee ik bedoel bedoelde sorry dat niet maar iets anders mijn adres wijzigen en ook dan wil daarnaast "
    "verder nog waar blijft bestelling vijf twintig 42075 3512 je december maandag uh , . ? jansen zonen"
)
sentences = st.lists(st.sampled_from(VOCABULARY.split()), max_size=25).map(" ".join) | st.text(max_size=200)


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("nee ik bedoel mijn adres wijzigen", "mijn adres wijzigen"),
        ("Nee, ik bedoel: mijn adres wijzigen.", "mijn adres wijzigen."),
        ("nee sorry ik bedoelde mijn telefoonnummer", "mijn telefoonnummer"),
        ("uh nee wacht sorry ik bedoel de factuur", "de factuur"),
        ("ik bedoel eigenlijk waar mijn pakket blijft", "waar mijn pakket blijft"),
        ("nee eigenlijk bedoel ik mijn autoverzekering", "mijn autoverzekering"),
        ("nee dat bedoel ik niet ik bedoel mijn adres wijzigen", "mijn adres wijzigen"),
        ("nee dat bedoel ik niet ik wil retour sturen", "ik wil retour sturen"),
        ("nee niet mijn telefoonnummer maar mijn adres", "mijn adres"),
    ],
)
def test_a_correction_leaves_the_wish(said: str, rest: str):
    assert split_correction(said) == (rest, True)


@pytest.mark.parametrize(
    "said",
    [
        "nee ik bedoel iets anders",
        "dat bedoel ik niet",
        "nee dat bedoel ik helemaal niet",
        "dat is niet wat ik bedoel",
        "nee ik bedoel",
        "nee ik bedoel 42075",
        "nee ik bedoel vier twee nul zeven vijf",
        "nee ik bedoel 3512 je",
        "dat vroeg ik niet",
    ],
)
def test_without_a_wish_a_correction_stays_whole(said: str):
    assert split_correction(said) == (said, True)


@pytest.mark.parametrize(
    "said",
    [
        "", "nee", "nee 42075", "nee vier twee nul zeven vijf", "nee dat klopt niet", "ja dat bedoel ik",
        "wat bedoelt u", "nee dank u", "nee ik wil mijn adres wijzigen", "niet vandaag maar morgen",
        "mijn adres wijzigen",
    ],
)  # fmt: skip
def test_no_correction(said: str):
    assert split_correction(said) == (said, False)


@given(sentences)
def test_a_correction_only_takes_from_the_front(text: str):
    rest, corrects = split_correction(text)
    assert text.rstrip().endswith(rest.rstrip())
    assert corrects or rest == text
    assert rest == text or not re.search(r"\d", rest)


@pytest.mark.parametrize(
    ("said", "halves"),
    [
        (
            "ik wil weten waar mijn bestelling blijft en ook mijn adres wijzigen",
            ("ik wil weten waar mijn bestelling blijft", "mijn adres wijzigen"),
        ),
        (
            "waar is mijn pakket en dan wil ik ook nog een factuur",
            ("waar is mijn pakket", "wil ik ook nog een factuur"),
        ),
        (
            "ik wil mijn adres wijzigen daarnaast heb ik een vraag over mijn premie",
            ("ik wil mijn adres wijzigen", "heb ik een vraag over mijn premie"),
        ),
        (
            "ik wil iets retour sturen verder wil ik weten wat mijn eigen risico is",
            ("ik wil iets retour sturen", "wil ik weten wat mijn eigen risico is"),
        ),
        (
            "mijn adres wijzigen en nog iets wanneer loopt mijn polis af",
            ("mijn adres wijzigen", "wanneer loopt mijn polis af"),
        ),
        (
            "Waar is mijn bestelling? Ik wil ook mijn adres wijzigen.",
            ("Waar is mijn bestelling", "Ik wil ook mijn adres wijzigen."),
        ),
        (
            "mijn nummer is vijf en twintig en ik wil mijn pakket volgen",
            ("mijn nummer is vijf en twintig", "ik wil mijn pakket volgen"),
        ),
    ],
)
def test_two_wishes(said: str, halves: tuple[str, str]):
    assert candidate_splits(said)[0] == halves


@pytest.mark.parametrize(
    "said",
    [
        "",
        "waar blijft mijn bestelling",
        "vijf en twintig",
        "het is vijf en twintig nul zeven drie",
        "bezorgen tussen tien en twaalf uur graag",
        "bezorgen op maandag en dinsdag graag",
        "polis van drie december en vier januari graag",
        "postcode 3512 a en b graag",
        "jansen en zonen",
        "de factuur van jansen en zonen bouwbedrijf graag",
        "mijn track en trace code werkt niet",
        "ja dat klopt en bedankt",
        "ik wil en mijn adres wijzigen",
        "kunt u verder nog iets doen",
        "mijn adres wijzigen en dank u wel",
    ],
)
def test_one_wish(said: str):
    assert candidate_splits(said) == []


def test_the_clearer_joint_comes_first():
    said = "mijn fiets en helm zijn gestolen en daarnaast wil ik mijn adres wijzigen"
    assert candidate_splits(said)[0][1] == "wil ik mijn adres wijzigen"


@given(sentences)
def test_halves_are_pieces_of_the_text_in_order_and_only_joining_words_fall_away(text: str):
    splits = candidate_splits(text)
    assert len(splits) <= MAX_SPLITS
    for left, right in splits:
        start = text.find(left)
        after = text.find(right, start + len(left))
        assert 0 <= start < after
        assert len(re.findall(r"[\w']+", left)) >= 2 and len(re.findall(r"[\w']+", right)) >= 2
        lost = re.findall(r"[\w']+", text[:start] + " " + text[start + len(left) : text.rfind(right)])
        assert {word.lower() for word in lost} <= {
            "en", "ook", "dan", "nog", "iets", "wat", "anders", "daarnaast", "verder", "maar", "daarna", "uh",
        }  # fmt: skip
        assert text.rstrip().endswith(right)


def test_long_texts_take_no_time():
    assert len(candidate_splits("mijn adres en " * 2000)) <= MAX_SPLITS
    assert split_correction("nee " * 5000) == ("nee " * 5000, False)
    assert candidate_splits("mijn adres tien" + "tien" * 500 + "x en " + "tien" * 500 + "x adres") != []

from datetime import date, timedelta

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from voicebot.dialogue.reading.dates import find_birth_date
from voicebot.dialogue.wire import clean

TODAY = date(2025, 11, 26)
BORN = date(1975, 4, 12)
OLDEST = date(1915, 11, 27)

births = st.dates(OLDEST, TODAY - timedelta(days=1))


@pytest.mark.parametrize(
    "said",
    [
        "12 april 1975",
        "12 april 75",
        "twaalf april vijfenzeventig",
        "twaalf april negentienhonderd vijfenzeventig",
        "twaalf april negentienhonderd en vijf en zeventig",
        "twaalf april negentien vijfenzeventig",
        "de twaalfde april negentienvijfenzeventig",
        "twaalf vier vijfenzeventig",
        "de twaalfde van de vierde vijfenzeventig",
        "de twaalfde van de vierde negentienhonderdvijfenzeventig",
        "12e van de 4e 1975",
        "12de 4de '75",
        "12 4 75",
        "12-4-1975",
        "12/04/1975",
        "12.04.75",
        "12-04-'75",
        "12041975",
        "1204 1975",
        "120475",
        "een twee nul vier een negen zeven vijf",
        "1, 2, 0, 4, 1, 9, 7, 5.",
        "twaalf nul vier negentien vijfenzeventig",
        "12 april 19 75",
        "12 april 1900 75",
        "dag twaalf, maand vier, jaar vijfenzeventig",
        "twaalf streepje vier streepje vijfenzeventig",
        "Ik ben geboren op 12 april 1975.",
        "op de 12e van april in 1975",
        "12 apr 1975",
        "12 aprl 75",
        "polisnummer 700451, 12 april 1975",
        "geboren op 12-04-75 en mijn polis is 700451",
        "12 april 1975, 12 april 1975",
        "12 4 75, 12 4 75",
        "11 april 1975, nee, 12 april 1975",
        "11 april 75 sorry 12 april 75",
        "niet 11 april 1975 maar 12 april 1975",
        "11 april 1975 12 april 1975",
    ],
)
def test_birth_date_as_dutch_callers_say_it(said: str) -> None:
    assert find_birth_date(said, today=TODAY) == BORN
    assert find_birth_date(clean(said), today=TODAY) == BORN


@pytest.mark.parametrize(
    ("said", "born"),
    [
        ("drie elf achtentachtig", date(1988, 11, 3)),
        ("1 mei 60", date(1960, 5, 1)),
        ("de eerste van de eerste tweeduizend", date(2000, 1, 1)),
        ("dertig juni tweeduizend en een", date(2001, 6, 30)),
        ("vijf vijf vijfenvijftig", date(1955, 5, 5)),
        ("twaalf vier tweeduizend nul vijf", date(2005, 4, 12)),
        ("twaalf vier twintig nul vijf", date(2005, 4, 12)),
        ("12 4 05", date(2005, 4, 12)),
        ("twaalf juno vijfenzeventig", date(1975, 6, 12)),
        ("twaalf jullie vijfenzeventig", date(1975, 7, 12)),
        ("nul een nul twee zeven vijf", date(1975, 2, 1)),
        ("29 februari 2000", date(2000, 2, 29)),
    ],
)
def test_other_birth_dates(said: str, born: date) -> None:
    assert find_birth_date(said, today=TODAY) == born


@pytest.mark.parametrize(
    "said",
    [
        "", "weet ik niet", "12 april", "april 1975", "1975", "75", "31 februari 1980", "29 2 75",
        "12 13 1975",
        "12 april 2030", "26 november 2025", "12 april 1890", "0 0 0", "1 1 1 7 5",
        "12 april 1975 nee 13 april",
        "1200475", "mijn polisnummer is 110482", "06 12 34 56 78", "3512 JE",
        "vier vijf vijf vijf vijf vijf vijf",
    ],
)  # fmt: skip
def test_other_texts_have_no_birth_date(said: str) -> None:
    assert find_birth_date(said, today=TODAY) is None


def test_a_year_of_two_digits_makes_an_adult() -> None:
    assert find_birth_date("12 4 22", today=TODAY) == date(1922, 4, 12)
    assert find_birth_date("12 4 08", today=TODAY) == date(2008, 4, 12)  # 1908 would be too old
    assert find_birth_date("12 4 30", today=TODAY) == date(1930, 4, 12)


def test_oldest_and_youngest() -> None:
    assert find_birth_date("27 november 1914", today=TODAY) == date(1914, 11, 27)
    assert find_birth_date("26 november 1914", today=TODAY) is None
    assert find_birth_date("25 november 2025", today=TODAY) == date(2025, 11, 25)


@pytest.mark.parametrize(
    "keys", ["", "120475", "1204197", "120419755", "32041975", "12042030", "abc", "12-04-1975"]
)
def test_keys_are_eight_digits(keys: str) -> None:
    assert find_birth_date(keys, True, today=TODAY) is None


@given(births)
def test_every_date_is_found_in_every_way(born: date) -> None:
    day, month, year = born.day, born.month, born.year
    words = num2words(day, lang="nl"), num2words(month, lang="nl"), num2words(year, lang="nl", to="year")
    ordinals = [num2words(number, lang="nl", to="ordinal") for number in (day, month)]
    name = format_date(born, "MMMM", locale="nl")
    ways = [
        f"{born:%d-%m-%Y}", f"{day}-{month}-{year}", f"{day} {name} {year}", f"{born:%d%m%Y}",
        f"{born:%d %m %Y}",
        f"{words[0]} {name} {words[2]}", f"{words[0]} {words[1]} {words[2]}",
        " ".join(num2words(int(digit), lang="nl") for digit in f"{born:%d%m%Y}"),

        f"de {ordinals[0]} van de {ordinals[1]} {year}",
    ]  # fmt: skip
    for said in ways:
        assert find_birth_date(said, today=TODAY) == born, said
    assert find_birth_date(f"{born:%Y%m%d}", True, today=TODAY) == born
    assert find_birth_date(f"{born:%d%m%Y}", True, today=TODAY) == born


@given(st.dates(OLDEST, date(2007, 11, 26)))
def test_every_adult_is_found_by_a_year_of_two_digits(born: date) -> None:
    if born.year > 1925:
        name = format_date(born, "MMMM", locale="nl")
        assert find_birth_date(f"{born.day} {name} {born:%y}", today=TODAY) == born
        assert find_birth_date(f"{born.day}-{born.month}-{born:%y}", today=TODAY) == born


@given(st.text(max_size=80) | st.text(alphabet="0123456789 amei-nj", max_size=60), st.booleans(), st.dates())
def test_any_text_is_safe(text: str, keyed: bool, today: date) -> None:
    born = find_birth_date(text, keyed, today=today)
    assert born is None or (born < today and today.year - born.year <= 111)

from datetime import date, timedelta

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from voicebot.dialogue.reading.dates import find_day

TODAY = date(2025, 11, 26)  # a Wednesday


def november(day: int) -> date:
    return date(2025, 11, day)


def december(day: int) -> date:
    return date(2025, 12, day)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("vandaag", november(26)),
        ("kan het vanavond nog", november(26)),
        ("morgen", november(27)),
        ("Morgenmiddag graag.", november(27)),
        ("overmorgen", november(28)),
        ("zaterdag", november(29)),
        ("zaterdagochtend", november(29)),
        ("zaterdag morgen", november(29)),
        ("woensdag", december(3)),
        ("aanstaande zaterdag", november(29)),
        ("komende dinsdag", december(2)),
        ("deze week vrijdag", november(28)),
        ("volgende week dinsdag", december(2)),
        ("dinsdag volgende week", december(2)),
        ("volgende week graag op zaterdag", december(6)),
        ("volgende week zaterdag", december(6)),
        ("volgende dinsdag", december(2)),
        ("drie december", december(3)),
        ("3 december", december(3)),
        ("op de derde december", december(3)),
        ("3e december", december(3)),
        ("3 december 2025", december(3)),
        ("zaterdag zes december", december(6)),
        ("zaterdag de zesde", december(6)),
        ("zaterdag 13", december(13)),
        ("op de zesde", december(6)),
        ("5-12", december(5)),
        ("vijf twaalf", december(5)),
        ("5-12-2025", december(5)),
        ("1 januari", date(2026, 1, 1)),
        ("over twee dagen", november(28)),
        ("over 14 dagen", december(10)),
        ("over een week", december(3)),
        ("morgen over een week", december(4)),
        ("vrijdag over een week", december(5)),  # both readings agree
        ("vrijdag over veertien dagen", december(12)),
        ("doe maar vrijdag hoor", november(28)),
        ("mag het pakket zaterdag komen", november(29)),
    ],
)
def test_day_as_dutch_callers_say_it(said: str, day: date) -> None:
    assert find_day(said, TODAY) == day


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("niet morgen maar zaterdag", november(29)),
        ("zaterdag, nee, zondag", november(30)),
        ("morgen kan ik niet, liever vrijdag", november(28)),
        ("kan het dinsdag in plaats van zaterdag", december(2)),
        ("van zaterdag naar dinsdag", december(2)),
        ("liever dinsdag dan zaterdag", december(2)),
        ("hij komt morgen maar liever zaterdag", november(29)),
        ("zaterdag maakt me niet uit", november(29)),
        ("morgen, donderdag", november(27)),
        ("morgen 27 november", november(27)),
    ],
)
def test_words_between_decide(said: str, day: date) -> None:
    assert find_day(said, TODAY) == day


@pytest.mark.parametrize(
    "said",
    [
        "", "volgende week", "ergens volgende week", "zo snel mogelijk", "maakt niet uit", "in december",
        "eind december",
        "in het weekend", "goede morgen", "in de morgen", "gisteren", "vorige week dinsdag",
        "afgelopen zaterdag",
        "zaterdag jongstleden", "deze week dinsdag", "25 november", "30 februari", "3 december 2024",
        "30 september",
        "volgende vrijdag", "dinsdag over een week", "over een dag of twee", "over een paar dagen",
        "over twee drie dagen",
        "een week later", "na zaterdag", "voor zaterdag", "vanaf maandag", "tussen maandag en woensdag",
        "elke dinsdag",
        "zaterdag of zondag", "maandag en dinsdag", "morgen kan ik niet", "niet op zaterdag",
        "zaterdag, nee", "zaterdag 5 december",
        "morgen 28 november", "zaterdag 14", "eerste kerstdag", "volgende week of zaterdag",
        "tussen 10 en 12", "42073",
        "5 12 JE", "om 5 12 uur", "kan mijn levering van morgen op een andere dag",
    ],
)  # fmt: skip
def test_vague_refused_and_past_days_give_none(said: str) -> None:
    assert find_day(said, TODAY) is None


@pytest.mark.parametrize(
    "said",
    [
        "zaterdag over drie maanden", "over drie maanden op zaterdag", "zaterdag over een maand",
        "zaterdag over een jaar", "zaterdag over een paar weken", "vrijdag over een week of twee",
        "vrijdag over zo'n twee weken", "zaterdag over drie", "zaterdag over vijf dagen",
        "zaterdag in januari", "zaterdag eind december", "eind december op een zaterdag",
        "de eerste zaterdag van januari", "de tweede zaterdag", "de eerste zaterdag van de maand",
        "zaterdag volgend jaar", "zaterdag volgende maand", "volgende maand op zaterdag",
        "de zaterdag daarna", "zaterdag twee weken later", "zaterdag een maand later",
        "kerst", "tweede kerstdag", "1e kerstdag", "zaterdag na kerst", "zaterdag na oud en nieuw",
        "nieuwjaarsdag", "de zaterdag na sinterklaas", "over drie maanden",
    ],
)  # fmt: skip
def test_months_ahead_and_unknown_additions_are_not_guessed(said: str) -> None:
    assert find_day(said, TODAY) is None


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(0, 180))
def test_every_date_ahead_is_found(today: date, ahead: int) -> None:
    day = today + timedelta(days=ahead)
    month = format_date(day, "MMMM", locale="nl")
    number = num2words(day.day, lang="nl")
    said = [f"{day.day} {month}", f"{number} {month}", f"{format_date(day, 'EEEE d MMMM', locale='nl')}"]
    for text in said:
        assert find_day(text, today) == day, text


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(0, 6))
def test_every_weekday_is_the_first_one_ahead(today: date, weekday: int) -> None:
    monday = date(2024, 1, 1)
    name = format_date(monday + timedelta(days=weekday), "EEEE", locale="nl")
    day = find_day(name, today)
    assert day is not None and day.weekday() == weekday and 1 <= (day - today).days <= 7
    following = find_day(f"volgende week {name}", today)
    assert (
        following is not None and following.isocalendar()[:2] == (today + timedelta(days=7)).isocalendar()[:2]
    )


WORDS = (
    "zaterdag", "morgen", "overmorgen", "volgende", "week", "over", "2", "dagen", "niet", "nee", "de",
    "derde", "5",
    "december", "of", "maar", "liever", "dan", "van", "31", "2026", "op", "12", "uur",
)  # fmt: skip


@given(
    st.text(max_size=80) | st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join),
    st.dates(max_value=date(9990, 1, 1)),
)
def test_any_text_is_safe(text: str, today: date) -> None:
    day = find_day(text, today)
    assert day is None or today <= day <= today + timedelta(days=366)

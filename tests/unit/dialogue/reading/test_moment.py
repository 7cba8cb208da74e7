"""'morgenochtend', 'vanmiddag na drie', 'na vijf uur', 'zo snel mogelijk': when to call somebody back."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from num2words import num2words

from voicebot.dialogue.reading.moment import DAY_LONG, SOON, Moment, find_moment
from voicebot.dialogue.wire import clean

NOW = datetime(2026, 11, 24, 10, 7)  # a Tuesday
TODAY = NOW.date()
TOMORROW = date(2026, 11, 25)
MONDAY = date(2026, 11, 30)
MORNING, AFTERNOON, EVENING = (6, 12), (12, 18), (18, 22)


def at(day: date | None, start: float, end: float) -> Moment:
    """Hours as numbers: 15.5 is half past three."""
    return Moment(day, round(start * 60), round(end * 60))


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("morgenochtend", at(TOMORROW, *MORNING)),
        ("Morgenochtend graag.", at(TOMORROW, *MORNING)),
        ("morgen vroeg", at(TOMORROW, *MORNING)),
        ("morgen in de ochtend", at(TOMORROW, *MORNING)),
        ("in de ochtend", at(None, *MORNING)),
        ("'s middags", at(None, *AFTERNOON)),
        ("vanochtend", at(TODAY, *MORNING)),
        ("vanmiddag", at(TODAY, *AFTERNOON)),
        ("vanmiddag na drie", at(TODAY, 15, 18)),
        ("vanmiddag na drie uur", at(TODAY, 15, 18)),
        ("vanmiddag na drieën", at(TODAY, 15, 18)),
        ("vanavond na zevenen", at(TODAY, 19, 22)),
        ("maandag", Moment(MONDAY)),
        ("maandagochtend", at(MONDAY, *MORNING)),
        ("maandag morgen", at(MONDAY, *MORNING)),
        ("maandag 30 november", Moment(MONDAY)),
        ("maandag 30 november na drie uur", at(MONDAY, 15, 24)),
        ("maandag tussen 9 en 12", at(MONDAY, 9, 12)),
        ("maandag van negen tot twaalf uur", at(MONDAY, 9, 12)),
        ("tussen drie en vijf", at(None, 15, 17)),
        ("tussen drie en vijf uur", at(None, 15, 17)),
        ("tussen half drie en half vijf", at(None, 14.5, 16.5)),
        ("na vijf uur", at(None, 17, 24)),
        ("na vijven", at(None, 17, 24)),
        ("vanaf 14 uur", at(None, 14, 24)),
        ("voor tien uur", at(None, 0, 10)),
        ("voor twaalven graag", at(None, 0, 12)),
        ("niet voor elf uur", at(None, 11, 24)),
        ("om half vier", at(None, 15.5, 16.5)),
        ("om kwart over drie", at(None, 15.25, 16.25)),
        ("om kwart voor drie", at(None, 14.75, 15.75)),
        ("rond elf uur", at(None, 11, 12)),
        ("om een uur of drie", at(None, 15, 16)),
        ("om 15:30", at(None, 15.5, 16.5)),
        ("om drie of vier uur", at(None, 15, 17)),
        ("ochtend of middag", at(None, 6, 18)),
        ("niet in de ochtend maar in de middag", at(None, *AFTERNOON)),
        ("nee niet morgen maar vrijdag", Moment(date(2026, 11, 27))),
        ("donderdag aan het einde van de middag", at(date(2026, 11, 26), 15, 18)),
        ("over een uur", at(TODAY, 11 + 7 / 60, 12 + 7 / 60)),
        ("over een half uurtje", at(TODAY, 10 + 37 / 60, 11 + 37 / 60)),
        ("over anderhalf uur", at(TODAY, 11 + 37 / 60, 12 + 37 / 60)),
        ("over drie kwartier", at(TODAY, 10 + 52 / 60, 11 + 52 / 60)),
        ("straks", at(TODAY, 11 + 7 / 60, 24)),
        ("straks om vier uur", at(None, 16, 17)),
        ("vandaag nog", Moment(TODAY)),
        ("zo snel mogelijk", SOON),
        ("het liefst zo snel mogelijk", SOON),
        ("nu meteen", SOON),
        ("dat maakt mij niet uit", SOON),
        ("wanneer het u uitkomt", SOON),
    ],
)
def test_a_moment(said: str, moment: Moment):
    assert find_moment(said, NOW) == moment
    assert find_moment(clean(said), NOW) == moment


@pytest.mark.parametrize(
    "said",
    ["", "ja", "nee", "eh", "volgende week", "later", "ergens in december", "0612345678", "goedemorgen",
     "42073", "nu even niet", "een momentje", "op een ander nummer", "zaterdag of zondag", "weet ik niet"],
)  # fmt: skip
def test_none(said: str):
    assert find_moment(said, NOW) is None


def test_the_sentence_that_asks_for_the_call_may_speak_of_now():
    assert find_moment("ik heb nu geen tijd kunt u mij terugbellen", NOW, opening=True) is None
    assert find_moment("kan iemand mij nu bellen", NOW, opening=True) is None
    assert find_moment("bel mij zo snel mogelijk terug", NOW, opening=True) == SOON
    said = "ik heb om twee uur pauze kan er dan gebeld worden"
    assert find_moment(said, NOW, opening=True) == at(None, 14, 15)
    assert find_moment("bel me maar na 5 uur", NOW, opening=True) == at(None, 17, 24)


@pytest.mark.parametrize(
    ("before", "later", "holds"),
    [
        ("morgenmiddag", "nee na drie uur", at(TOMORROW, 15, 24)),
        ("morgenmiddag", "nee maandag", at(MONDAY, *AFTERNOON)),
        ("morgenmiddag", "nee maandagochtend", at(MONDAY, *MORNING)),
        ("morgenmiddag", "zo snel mogelijk", SOON),
        ("zo snel mogelijk", "na drie uur", at(None, 15, 24)),
        ("maandag", "dinsdag", Moment(date(2026, 12, 1))),
    ],
)
def test_a_correction_keeps_what_it_leaves_out(before: str, later: str, holds: Moment):
    first, second = find_moment(before, NOW), find_moment(later, NOW)
    assert first and second and first.amended(second) == holds


moments = st.builds(
    lambda day, hours: Moment(day, *sorted(hours)),
    st.none() | st.dates(),
    st.lists(st.integers(0, DAY_LONG), min_size=2, max_size=2, unique=True),
)


@given(moments)
def test_it_is_kept_as_text(moment: Moment):
    assert Moment.parse(str(moment)) == moment


@given(moments, moments)
def test_a_correction_is_a_moment_too(before: Moment, later: Moment):
    holds = before.amended(later)
    assert holds.start < holds.end
    assert later.soon or later.day is None or holds.day == later.day


WORDS = [
    "morgen", "ochtend", "vanmiddag", "maandag", "na", "voor", "tussen", "en", "drie", "half", "vier", "uur",
    "om", "kwart", "over", "niet", "nee", "of", "12", "24", "30", "november", "zo", "snel", "mogelijk",
    "straks", "een", "tot", "week", "dagen", "'s", "middags", "liever", "0612345678",
]  # fmt: skip


@given(
    st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join) | st.text(max_size=60),
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31)),
    st.booleans(),
)
@example("over 24 uur", NOW, False)
@example("tussen 24 en 24", NOW, False)
@example("om half 1", NOW, False)
def test_any_words(text: str, now: datetime, opening: bool):
    found = find_moment(text, now, opening=opening)
    if found:
        assert 0 <= found.start < found.end <= DAY_LONG
        assert found.day is None or now.date() <= found.day <= now.date() + timedelta(days=366)


@given(
    st.sampled_from(["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "morgen"]),
    st.integers(9, 17),
    st.booleans(),
)
def test_a_day_and_an_hour_of_a_working_day(day: str, hour: int, in_words: bool):
    told = str(num2words((hour - 1) % 12 + 1, lang="nl")) if in_words else str(hour)
    found = find_moment(f"{day} na {told} uur", NOW)
    assert found and found.day and (found.start, found.end) == (hour * 60, DAY_LONG)
    assert found.day == Moment.parse(str(find_moment(day, NOW))).day

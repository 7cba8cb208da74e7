"""When a callback is tried again: never at night, never in a break."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from voicebot.transfer.again import TRIES, later, next_try
from voicebot.transfer.hours import Hours, Span

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_SPANS = tuple(
    Span(timedelta(hours=start), timedelta(hours=end)) for start, end in ((9, 12), (13, 15), (15.5, 17))
)
SHOP = Hours(dict.fromkeys(range(7), _SPANS), country="NL")


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=AMSTERDAM)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("now", "again"),
    [
        (at(2026, 3, 2, 11), at(2026, 3, 2, 11, 45)),
        (at(2026, 3, 2, 11, 15), at(2026, 3, 2, 13)),  # 12:00, the break's first minute
        (at(2026, 3, 2, 11, 30), at(2026, 3, 2, 13)),
        (at(2026, 3, 2, 14, 20), at(2026, 3, 2, 15, 30)),  # the second break
        (at(2026, 3, 2, 16, 30), at(2026, 3, 3, 9)),
        (at(2026, 3, 28, 16, 30), at(2026, 3, 29, 9)),  # the clock is put on in that night
        (at(2026, 3, 29, 11, 30), at(2026, 3, 29, 13)),
        (at(2026, 4, 5, 16, 30), at(2026, 4, 7, 9)),  # over Easter Monday
    ],
)
def test_a_try_that_falls_into_a_break_is_made_after_it(now: datetime, again: datetime) -> None:
    assert next_try(1, now, SHOP) == again


def test_where_nobody_of_the_house_could_the_break_is_waited_for_as_well() -> None:
    assert later(at(2026, 3, 2, 11, 50), SHOP) == at(2026, 3, 2, 11, 55)
    assert later(at(2026, 3, 2, 11, 55), SHOP) == at(2026, 3, 2, 13)


def test_after_the_last_try_a_person_looks() -> None:
    assert next_try(TRIES, at(2026, 3, 2, 11), SHOP) is None

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from voicebot.dialogue.tasks import parcel_damaged, parcel_missing
from voicebot.store.promised_dates import WORKING_DAYS, answer_due


@pytest.mark.parametrize(
    ("told", "due"),
    [
        ("2026-11-24T10:00", "2026-11-26T16:00"),  # Tuesday → Thursday, 17:00 in winter
        ("2026-11-26T10:00", "2026-11-30T16:00"),  # Thursday → Monday
        ("2026-11-28T10:00", "2026-12-01T16:00"),  # Saturday → Tuesday
        ("2026-12-24T10:00", "2026-12-29T16:00"),  # Christmas and a weekend lie between
        ("2026-03-26T10:00", "2026-03-30T15:00"),  # the clocks change in between
        ("2026-11-24T23:30", "2026-11-27T16:00"),  # past midnight there
    ],
)
def test_two_working_days(told: str, due: str):
    at, wanted = (datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (told, due))
    assert answer_due(at, 2) == wanted


def test_the_dialogue_says_the_same():
    assert WORKING_DAYS == {
        "parcel_searched": parcel_missing.ANSWER_DAYS,
        "damage_reported": parcel_damaged.ANSWER_DAYS,
    }

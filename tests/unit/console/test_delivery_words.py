from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from voicebot.console.delivery_words import age, reason, why
from voicebot.console.texts import texts
from voicebot.delivery.codes import TABLE, Row
from voicebot.store.confirmations import StoredAttempt

NOW = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
ATTEMPT = StoredAttempt(1, 1, "sms", "+31 ••• 678", "refused", None, None, None, NOW, None, NOW, ())


@pytest.mark.parametrize(
    ("channel", "code", "error", "words"),
    [
        ("sms", None, None, ""),
        ("sms", None, "it broke", "other"),
        ("sms", 21610, "STOP", "stop"),
        ("sms", 30003, "x", "off"),
        ("sms", 0, "x", "no_answer"),
        ("sms", 503, "x", "no_answer"),
        ("sms", 99998, "x", "other"),
        ("email", 421, "x", "mail_later"),
        ("email", 550, "x", "mail_refused"),
        ("email", 535, "x", "account"),
        ("email", 0, "x", "no_answer"),
        ("email", 250, "x", "other"),
    ],
)
def test_why(channel: str, code: int | None, error: str | None, words: str):
    assert why(replace(ATTEMPT, channel=channel, code=code, error=error)) == words


@pytest.mark.parametrize(
    "row", [row for row in TABLE if row.codes[0] == row.codes[1] and row.channel == "sms"]
)
def test_every_code_that_the_house_knows_is_told_in_words(row: Row):
    told = why(replace(ATTEMPT, channel=row.channel, code=row.codes[0], error="x"))
    assert told not in ("", "other")
    assert texts("nl").get(f"why.{told}")


def test_reasons_and_ages():
    assert [reason(each) for each in ("conclusion", "callback-2", "resend-ab12", "agent-9")] == [
        "conclusion", "callback", "resend", "agent",
    ]  # fmt: skip
    assert age(NOW - timedelta(minutes=12), NOW, "nl") == "12 minuten"
    assert age(NOW - timedelta(hours=30), NOW, "en") == "1 day"
    assert age(NOW, NOW, "en") == "1 minute"

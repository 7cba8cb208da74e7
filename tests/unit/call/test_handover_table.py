"""The hand-over table, row by row, as a compliance officer reads it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from voicebot.call.handover import QUEUES, ROWS, Row, markdown, row_for
from voicebot.call.outcome import Outcome

PAGE = Path(__file__).resolve().parents[3] / "docs" / "handover.md"

# Where each condition must go: written down a second time on purpose, so that a change is seen.
EXPECTED = {
    "asked_person": ("H-01", "algemeen", 3),
    "key_0": ("H-02", "algemeen", 3),
    "callback": ("H-03", "algemeen", 3),
    "callback_withheld": ("H-07", "algemeen", 3),
    "suicide": ("H-04", "algemeen", 1),
    "violence": ("H-05", "algemeen", 1),
    "vulnerable": ("H-06", "algemeen", 1),
    "claim": ("H-10", "schade", 2),
    "complaint": ("H-11", "klachten", 2),
    "accident": ("H-12", "schade", 1),
    "burglary": ("H-13", "schade", 1),
    "fire": ("H-14", "schade", 1),
    "illness": ("H-15", "polis", 2),
    "bereavement": ("H-16", "polis", 1),
    "advice": ("H-17", "polis", 3),
    "legal_threat": ("H-18", "klachten", 1),
    "bank_account": ("H-19", "polis", 3),
    "identification_failed": ("H-20", "algemeen", 3),
    "expired_policy": ("H-21", "polis", 3),
    "parcel_damaged_upset": ("H-22", "orders", 2),
    "not_understood": ("H-30", "algemeen", 3),
    "asked_too_often": ("H-31", "algemeen", 3),
    "too_long": ("H-32", "algemeen", 3),
    "frustrated": ("H-33", "algemeen", 2),
    "other_language": ("H-34", "algemeen", 3),
    "too_many_calls": ("H-35", "algemeen", 3),
    "hearing_failed": ("H-90", "algemeen", 2),
    "dialogue_failed": ("H-91", "algemeen", 2),
    "speech_failed": ("H-92", "algemeen", 2),
    "disclosure_failed": ("H-93", "algemeen", 2),
    "stream_failed": ("H-94", "algemeen", 2),
    "nobody_free": ("H-95", "algemeen", 2),
    "nobody_free_withheld": ("H-96", "algemeen", 2),
}
SILENT = {"disclosure_failed", "stream_failed"}  # nothing can be said there any more
FAILURES = {"hearing_failed", "dialogue_failed", "speech_failed", "disclosure_failed", "stream_failed"}


def test_the_table_is_whole_and_rule_ids_are_used_once():
    assert {row.condition for row in ROWS} == set(EXPECTED)
    assert len({row.rule_id for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.condition)
def test_row(row: Row):
    assert (row.rule_id, row.queue, row.priority) == EXPECTED[row.condition]
    assert row_for(row.condition) is row
    assert row.queue in QUEUES
    assert (row.say == "") == (row.condition in SILENT)
    assert row.failure == (row.condition in FAILURES)
    assert row.summary.endswith(".")
    sentences = re.findall(r"[^.?!]+[.?!]", row.say)
    assert len(sentences) <= 4 and all(len(sentence.split()) <= 14 for sentence in sentences)
    assert not re.search(r"\b(je|jij|jou|jouw|fijn|leuk|prettig)\b", row.say.lower())


def test_outcomes():
    assert row_for("claim").outcome is Outcome.HANDED_OVER
    assert row_for("callback").outcome is Outcome.CALLBACK
    assert row_for("speech_failed").outcome is Outcome.FAILED_TO_HUMAN


def test_the_page_in_docs_is_the_table():
    assert PAGE.read_text(encoding="utf-8").endswith("\n\n" + markdown())

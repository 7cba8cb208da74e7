"""Who listened to a recording, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import Engine

from tests.integration.store.clock import Clock
from voicebot.store.acts import LISTENED
from voicebot.store.book import SqlCallBook
from voicebot.store.errors import Refused
from voicebot.store.listening import SqlListening
from voicebot.store.reader import CallReader

DAY = date(2026, 11, 24)


def test_a_player_that_asks_at_the_same_moment_is_noted_once(engine: Engine, book: SqlCallBook, clock: Clock):
    book.open_call("CA1", "+31612345678", "+31850000000")
    listening = SqlListening(engine, clock)
    with ThreadPoolExecutor(4) as pool:
        new = list(pool.map(lambda _: listening.note("CA1", 7, "ab", DAY), range(8)))
    assert new.count(True) == 1
    listening.note("CA1", 8, "ab", DAY)
    noted = [dict(entry.data) for entry in CallReader(engine).ledger("CA1") if entry.rule_id == LISTENED]
    assert noted == [{"agent": who, "opening": "ab", "day": "2026-11-24"} for who in (7, 8)]


def test_an_unknown_call_is_refused(engine: Engine):
    with pytest.raises(Refused):
        SqlListening(engine).note("CA9", 7, "ab", DAY)

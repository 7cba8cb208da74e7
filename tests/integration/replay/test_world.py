"""Each virtual call's own world: the same data, day and numbers each time, and nothing of another call."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from voicebot.backoffice.database import DatabaseBackoffice
from voicebot.backoffice.port import OrderStatus
from voicebot.replay.actions import _CALL, OfficeOfTheCall
from voicebot.replay.world import Worlds, new_id
from voicebot.store.book import SqlCallBook


@pytest.fixture
def worlds(tmp_path: Path) -> Worlds:
    worlds = Worlds(tmp_path)
    worlds.prepare()
    return worlds


def test_an_id_is_new_and_its_numbers_are_the_same(worlds: Worlds) -> None:
    first, again = new_id("claim"), new_id("claim")
    assert first != again and first[:26] == again[:26]
    assert new_id("order")[:26] != first[:26]
    made = []
    for call in (first, again):
        engine = worlds.create(call, "office")
        made.append(DatabaseBackoffice(engine, worlds.now.date).report_damaged("51886", call_id=call))
        engine.dispose()
    assert made[0] == made[1]
    assert len(made[0]) == 7


def test_tickets_are_the_same_too(worlds: Worlds) -> None:
    tickets = []
    for call in (new_id("x"), new_id("x")):
        engine = worlds.create(call, "book")
        book = SqlCallBook(engine)
        book.open_call(call, "+31600000001", "+31850000000")
        tickets.append(book.to_callback(call, "H-95"))
        engine.dispose()
    assert tickets[0] == tickets[1]


def test_no_call_changes_what_another_one_finds(worlds: Worlds) -> None:
    one, two = new_id("one"), new_id("two")
    for call in (one, two):
        worlds.create(call, "book").dispose()
    office = OfficeOfTheCall(worlds)
    _CALL.set(one)
    office.cancel_order("63940", call_id=one)
    assert office.find_order("63940", "9711LM").status is OrderStatus.CANCELLED
    _CALL.set(two)
    order = office.find_order("63940", "9711LM")
    assert (order.status, order.due) == (OrderStatus.PROCESSING, date(2026, 12, 8))  # the worlds' today


def test_what_is_over_leaves_nothing(worlds: Worlds, tmp_path: Path) -> None:
    call = new_id("x")
    worlds.create(call, "book").dispose()
    worlds.remove(call)
    assert [file.name for file in tmp_path.iterdir()] == ["template.sqlite3"]

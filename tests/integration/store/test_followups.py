"""Promises with a date and callbacks, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from tests.integration.console.world import World
from tests.integration.store.clock import Clock
from voicebot.call.outcome import Outcome
from voicebot.call.ports import Conclusion
from voicebot.call.replies import Agreement
from voicebot.store.acts import CALLBACK_DONE, PROMISE_KEPT, PROMISE_OPEN
from voicebot.store.followups import SqlFollowUps, Standing
from voicebot.store.reader import CallReader
from voicebot.store.wrapups import Due, SqlWrapUps, Written

HOUR = timedelta(hours=1)


@pytest.fixture
def world(engine: Engine, clock: Clock) -> World:
    return World(engine, clock)


@pytest.fixture
def things(engine: Engine, clock: Clock) -> SqlFollowUps:
    return SqlFollowUps(engine, clock, HOUR)


def promised(world: World, author: int, owner: int, due, text: str = "Wij bellen u.") -> str:
    call = world.call()
    SqlWrapUps(world.engine, world.clock).save(call, author, Written("solved", "", text, due=Due(due, owner)))
    return call


def rules(world: World, call: str) -> list[tuple[str, dict]]:
    return [(e.rule_id, dict(e.data)) for e in CallReader(world.engine).ledger(call) if e.rule_id[0] == "A"]


def test_a_promises_way(world: World, things: SqlFollowUps, clock: Clock):
    anna, noor = world.agent("anna"), world.agent("noor", "Noor")
    call = promised(world, anna.id, noor.id, clock.now + 2 * HOUR)
    assert things.soon() == ()
    (kept,) = things.promises()
    assert (kept.standing, kept.text, kept.owner, kept.owner_id) == (
        Standing.LATER,
        "Wij bellen u.",
        "Noor",
        noor.id,
    )
    clock.now += HOUR
    assert [each.standing for each in things.soon()] == [Standing.SOON]
    clock.now += HOUR + timedelta(seconds=1)
    assert [each.standing for each in things.soon()] == [Standing.LATE]

    number = kept.number
    assert things.kept(number, noor.id)
    assert not things.kept(number, anna.id)
    assert things.soon() == ()
    (kept,) = things.promises()
    assert (kept.done_at, kept.done_by) == (clock.now, "Noor")
    assert things.not_kept(number, anna.id)
    assert not things.not_kept(number, anna.id)
    assert len(things.soon()) == 1
    assert rules(world, call) == [
        (PROMISE_KEPT, {"agent": noor.id, "promise": number}),
        (PROMISE_OPEN, {"agent": anna.id, "promise": number}),
    ]
    things.kept(number, noor.id)
    clock.now += timedelta(days=15)
    assert things.promises() == ()
    assert not things.kept(999, anna.id)


def test_another_date_opens_it_again_and_none_ends_it(world: World, things: SqlFollowUps, clock: Clock):
    anna = world.agent("anna")
    wrap_ups = SqlWrapUps(world.engine, clock)
    call = promised(world, anna.id, anna.id, clock.now)
    things.kept(things.soon()[0].number, anna.id)
    again = Due(clock.now + HOUR, anna.id)
    wrap_ups.save(call, anna.id, Written("solved", due=again))  # the promise itself stays
    (open_again,) = things.soon()
    assert (open_again.due, open_again.text) == (again.at, "Wij bellen u.")
    assert wrap_ups.of_call(call)[0].written.due == again
    wrap_ups.save(call, anna.id, Written("solved"))
    assert things.promises() == ()
    assert wrap_ups.of_call(call)[0].written.due is None


def test_a_date_without_a_promise_reminds_of_nothing(world: World, things: SqlFollowUps, clock: Clock):
    anna = world.agent("anna")
    promised(world, anna.id, anna.id, clock.now, "")
    assert things.promises() == ()


def test_the_promise_of_somebody_who_left_is_everybodys(world: World, things: SqlFollowUps, clock: Clock):
    anna = world.agent("anna")
    promised(world, anna.id, anna.id, clock.now)
    world.agents.disable(anna.id)
    assert things.soon()[0].owner_id is None


def test_callbacks_that_need_somebody(world: World, things: SqlFollowUps, clock: Clock):
    calls = [world.call() for _ in range(7)]
    at_once, later, soon, late, dead, done, calling = calls
    now = clock.now
    for call, values in {
        at_once: {"next_try": now},
        later: {"due_from": now + 2 * HOUR, "due_until": now + 3 * HOUR},
        soon: {"due_from": now + HOUR, "due_until": now + 3 * HOUR},
        late: {"due_from": now - 3 * HOUR, "due_until": now - HOUR},
        dead: {"state": "dead"},
        done: {"state": "done"},
        calling: {"state": "calling"},
    }.items():
        world.callback(call, **values)
    found = [(each.call_id, each.standing, each.at_once) for each in things.soon()]
    assert found == [
        (late, Standing.LATE, False),
        (dead, Standing.LATE, True),
        (at_once, Standing.SOON, True),
        (soon, Standing.SOON, False),
    ]
    assert things.called_back(late, 1)
    assert things.called_back(dead, 1)
    assert not things.called_back(late, 1)
    assert not things.called_back(calling, 1)
    assert [each.call_id for each in things.soon()] == [at_once, soon]
    assert rules(world, dead) == [(CALLBACK_DONE, {"agent": 1})]
    clock.now += timedelta(hours=2, seconds=1)
    assert [each.standing for each in things.soon()] == [Standing.LATE, Standing.SOON, Standing.SOON]


def test_what_the_assistant_promised_is_due_too(world: World, things: SqlFollowUps, clock: Clock):
    call = world.call("+31612345678", told=False)
    agreements = (
        Agreement("damage_reported", "U hoort binnen 2 werkdagen wat we voor u doen.", "3104780"),
        Agreement("order_status", "Uw bestelling komt morgen.", "42073"),
    )
    world.book.conclude(call, Conclusion(Outcome.SOLVED, "O-03", agreements=agreements))
    world.book.conclude(call, Conclusion(Outcome.SOLVED, "O-03", agreements=agreements))
    (promise,) = things.promises()
    assert (promise.kind, promise.reference, promise.owner_id, promise.text) == (
        "damage_reported",
        "3104780",
        None,
        "",
    )
    assert promise.due == datetime(2026, 11, 26, 16, 0, tzinfo=UTC)  # told on a Tuesday
    clock.now = promise.due - HOUR
    assert [each.standing for each in things.soon()] == [Standing.SOON]
    assert things.kept(promise.number, world.agent("anna").id)
    assert things.soon() == ()


def test_a_call_that_comes_back_promises_it_once(world: World, things: SqlFollowUps, clock: Clock):
    call = world.call("+31612345678", told=False)
    agreements = (Agreement("parcel_searched", "U hoort binnen 2 werkdagen van ons.", "3104779"),)
    world.book.conclude(call, Conclusion(Outcome.HANDED_OVER, "H-01", agreements=agreements))
    world.book.reopen(call, "H-95")
    world.book.conclude(call, Conclusion(Outcome.SOLVED, "O-03", agreements=agreements))
    assert len(things.promises()) == 1

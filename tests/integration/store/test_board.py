"""The board, past calls and what agents write, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from tests.integration.console.world import World
from tests.integration.store.clock import Clock
from voicebot.call.outcome import Outcome
from voicebot.store.agents import AgentState
from voicebot.store.board import Snapshot, SqlBoard
from voicebot.store.callbacks import SqlCallbacks
from voicebot.store.errors import Refused
from voicebot.store.followups import SqlFollowUps
from voicebot.store.search import PAGE, SqlSearch, Wanted
from voicebot.store.wrapups import SqlWrapUps, StoredMark, Written


@pytest.fixture
def world(engine: Engine, clock: Clock) -> World:
    return World(engine, clock)


@pytest.fixture
def board(engine: Engine, clock: Clock) -> Callable[[], Snapshot]:
    return SqlBoard(engine, clock).snapshot


def test_a_calls_way_over_the_board(world: World, board: Callable[[], Snapshot], clock: Clock):
    anna = world.agent("anna", state="available")
    call = world.call("+31612345678")
    (with_assistant,) = board().calls
    assert (with_assistant.phase, with_assistant.intent, with_assistant.queue) == (
        "assistant",
        "report_claim",
        None,
    )
    assert with_assistant.entries == 16

    clock.now += timedelta(seconds=30)
    decided = clock.now
    transfer = world.wait(call)
    (waiting,) = board().calls
    assert (waiting.phase, waiting.queue, waiting.priority, waiting.rule_id) == (
        "waiting",
        "schade",
        2,
        "H-10",
    )
    assert (waiting.since, waiting.agent_id) == (decided, None)

    clock.now += timedelta(seconds=10)
    offer = world.offer(transfer, anna)
    snapshot = board()
    assert [(each.id, each.call_id, each.agent_id) for each in snapshot.offers] == [(offer, call, anna.id)]
    assert (snapshot.calls[0].phase, snapshot.calls[0].agent_id) == ("offered", anna.id)

    world.desk.accept(offer, anna.id)
    snapshot = board()
    assert (snapshot.calls[0].phase, snapshot.calls[0].since) == ("agent", clock.now)
    assert snapshot.offers == ()
    assert (snapshot.agents[0].call_id, snapshot.agents[0].state) == (call, "busy")

    world.hang_up(transfer)
    world.conclude(call)
    snapshot = board()
    assert snapshot.calls == ()
    assert (snapshot.agents[0].call_id, snapshot.agents[0].wrap_up) == (None, call)

    world.agents.choose_state(anna.id, AgentState.AVAILABLE)
    assert board().agents[0].wrap_up == call  # perhaps still writing
    clock.now += timedelta(hours=3)
    assert board().agents[0].wrap_up is None


def test_a_wrap_up_is_owed_until_it_is_written_and_only_of_the_last_call(
    world: World, engine: Engine, board: Callable[[], Snapshot], clock: Clock
):
    anna = world.agent("anna", state="available")
    calls = []
    for _ in range(2):
        clock.now += timedelta(minutes=1)
        calls.append(world.call())
        transfer = world.wait(calls[-1])
        world.desk.accept(world.offer(transfer, anna), anna.id)
        world.hang_up(transfer)
    assert board().agents[0].wrap_up == calls[1]
    SqlWrapUps(engine, clock).save(calls[1], anna.id, Written("solved"))
    assert board().agents[0].wrap_up is None


def test_urgent_callers_come_first_then_those_who_wait_longest(
    world: World, board: Callable[[], Snapshot], clock: Clock
):
    calls = {}
    for rule in ("H-01", "H-10", "H-16", "H-12"):
        calls[rule] = world.call(told=False)
        world.wait(calls[rule], rule)
        clock.now += timedelta(seconds=1)
    assert [call.rule_id for call in board().calls] == ["H-16", "H-12", "H-10", "H-01"]


def test_the_board_has_the_order_in_which_agents_are_found(
    world: World, board: Callable[[], Snapshot], clock: Clock
):
    calls = {}
    for rule, kind in (("H-10", "callback"), ("H-10", "live"), ("H-33", "live"), ("H-01", "live")):
        call = calls[f"{rule} {kind}"] = world.call(told=False)
        world.wait(call, rule, kind)
        clock.now += timedelta(seconds=1)
    assert [f"{call.rule_id} {'callback' if call.callback else 'live'}" for call in board().calls] == [
        "H-33 live", "H-10 live", "H-01 live", "H-10 callback",
    ]  # fmt: skip


def test_calls_whose_process_died_and_disabled_agents_are_not_shown(
    world: World, board: Callable[[], Snapshot], clock: Clock
):
    world.call()
    anna = world.agent("anna")
    world.agents.disable(anna.id)
    clock.now += timedelta(minutes=31)
    assert board() == Snapshot((), (), ())


def test_wrap_ups_are_replaced_but_a_promise_stays(world: World, engine: Engine, clock: Clock):
    anna, call = world.agent("anna"), world.call()
    wrap_ups = SqlWrapUps(engine, clock)
    assert not wrap_ups.had(call, anna.id)
    wrap_ups.save(call, anna.id, Written("solved", "a", "Wij bellen.", True))
    wrap_ups.save(call, anna.id, Written("other", "b", "Iets anders."))
    (kept,) = wrap_ups.of_call(call)
    assert kept.written == Written("other", "b", "Wij bellen.")
    assert (kept.agent, kept.at) == ("Anna", clock.now)
    with pytest.raises(Refused):
        wrap_ups.save("CA-unknown", anna.id, Written("solved"))


def test_marks(world: World, engine: Engine, clock: Clock):
    anna, call = world.agent("anna"), world.call()
    wrap_ups = SqlWrapUps(engine, clock)
    caller = next(turn.seq for turn in world.book.turns(call) if turn.speaker == "caller")
    wrap_ups.mark(call, caller, anna.id, "")
    wrap_ups.mark(call, caller, anna.id, "iets anders")
    assert wrap_ups.marks(call) == {caller: StoredMark(caller, "iets anders", "Anna")}
    for seq in (caller + 1, 999):
        with pytest.raises(Refused):
            wrap_ups.mark(call, seq, anna.id, "x")
    wrap_ups.unmark(call, caller)
    wrap_ups.unmark(call, caller)
    assert wrap_ups.marks(call) == {}


def test_search(world: World, engine: Engine, clock: Clock):
    search = SqlSearch(engine)
    anna = world.agent("anna")
    first = world.call("+31612345678")
    transfer = world.wait(first)
    world.desk.accept(world.offer(transfer, anna), anna.id)
    clock.now += timedelta(days=1)
    second = world.call("+31687654321", told=False)
    ticket = world.callback(second)

    def ids(**wanted) -> list[str]:
        found, more = search.calls(Wanted(**wanted))
        assert not more
        return [call.call_id for call in found]

    assert ids() == [second, first]
    assert ids(number="5678") == [first]
    assert ids(number="%") == ids(number="_") == []
    assert ids(ticket=ticket) == [second]
    assert ids(intent="report_claim") == [first]
    assert ids(since=clock.now) == [second]
    assert ids(until=clock.now) == [first]
    found, _ = search.calls(Wanted(number="612345678"))
    assert (found[0].agent, found[0].intent) == ("Anna", "report_claim")
    (way,) = search.transfers(first)
    assert (way.agent, way.queue, way.ended_at) == ("Anna", "schade", None)
    for _ in range(PAGE):
        world.call(told=False)
    assert search.calls(Wanted())[1]
    assert len(search.calls(Wanted(), 1)[0]) == 2


def test_callbacks_come_in_the_order_in_which_they_need_somebody(world: World, engine: Engine, clock: Clock):
    later, done, soon, held = (world.call() for _ in range(4))
    world.callback(later, due_from=clock.now + timedelta(hours=5))
    world.callback(done, state="done")
    world.callback(soon, number="+31698765432")
    world.callback(held, state="held")
    found = SqlSearch(engine).callbacks()
    assert [each.call_id for each in found] == [held, soon, later, done]
    assert found[1].number == "+31698765432"


def test_a_callback_keeps_why_its_caller_first_wanted_a_person(world: World, engine: Engine, clock: Clock):
    asked, plain = world.call(told=False), world.call(told=False)
    world.conclude(asked, Outcome.HANDED_OVER, "H-10")
    world.book.reopen(asked, "W-05")
    world.conclude(asked, Outcome.HANDED_OVER, "H-11")
    for call in (asked, plain):
        world.callback(call)
    found = {each.call_id: (each.wish, each.rule_id) for each in SqlSearch(engine).callbacks()}
    assert found == {asked: ("H-10", "H-95"), plain: ("", "H-95")}
    assert {each.call_id: each.rule_id for each in SqlCallbacks(engine, clock).due()} == {
        asked: "H-10", plain: "H-95",
    }  # fmt: skip
    assert {each.call_id: each.wish for each in SqlFollowUps(engine, clock).soon()} == {
        asked: "H-10",
        plain: "",
    }

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.call.ports import PartError
from voicebot.console.hub import Hub, TooMany, _difference
from voicebot.store.board import BoardAgent, BoardCall, BoardOffer, Snapshot

T = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
ANNA = BoardAgent(1, "Anna", "agent", "available", T, ("schade",), True, 0, None, None)


def call(name: str, **values) -> BoardCall:
    plain = BoardCall(name, "+31612345678", "assistant", T, T, None, None, None, "", None, None, 0, False)
    return replace(plain, **values)


class Database:
    def __init__(self) -> None:
        self.snapshot = Snapshot((), (ANNA,), ())
        self.broken = False

    def read(self) -> Snapshot:
        if self.broken:
            raise PartError("gone")
        return self.snapshot

    def set(self, *calls: BoardCall, agents=(ANNA,), offers=()) -> None:
        self.snapshot = Snapshot(calls, agents, offers)


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
def hub(database: Database):
    # Nothing is read by itself in an hour: the tests look when they want to.
    hub = Hub(database.read, limit=3, limit_each=2, interval=3600, heartbeat=0.01)
    yield hub
    hub.close()


def take(events, wanted: int) -> list[tuple[str, dict]]:
    """The next so many events, comments left out."""
    found = []
    for text in events:
        lines = dict(line.split(": ", 1) for line in text.strip().splitlines() if not line.startswith(":"))
        if "event" in lines:
            found.append((lines["event"], json.loads(lines["data"])))
        if len(found) == wanted:
            break
    return found


def test_everything_first_then_only_what_changed(hub: Hub, database: Database):
    database.set(call("A"))
    events = hub.events(hub.enter(1, 0, 60), "")
    (first, everything), (second, me) = take(events, 2)
    assert (first, second) == ("all", "me")
    assert everything["order"] == ["call:A", "agent:1"]
    assert me["kind"] == "free"
    database.set(call("A"), call("B"))
    hub.look()
    ((name, step),) = take(events, 1)
    assert name == "step"
    assert list(step["set"]) == ["call:B"]
    assert step["order"] == ["call:A", "call:B", "agent:1"]
    database.set(call("B", phase="waiting"))
    hub.look()
    ((_, step),) = take(events, 1)
    assert (list(step["set"]), step["gone"]) == (["call:B"], ["call:A"])


def test_an_offer_is_told_to_its_agent_alone(hub: Hub, database: Database):
    bea = replace(ANNA, id=2, name="Bea")
    database.set(call("A", phase="waiting"), agents=(ANNA, bea))
    anna, other = hub.events(hub.enter(1, 0, 60), ""), hub.events(hub.enter(2, 0, 60), "")
    take(anna, 2)
    take(other, 2)
    database.set(
        call("A", phase="offered", agent_id=1),
        agents=(ANNA, bea),
        offers=(BoardOffer("o", "A", 1, "ringing", T),),
    )
    hub.look()
    assert take(anna, 2)[1] == (
        "me",
        {"kind": "offer", "state": "available", "since": int(T.timestamp()), "call": "A", "offer": "o"},
    )
    assert [name for name, _ in take(other, 1)] == ["step"]


def test_nothing_new_is_only_a_heartbeat(hub: Hub):
    events = hub.events(hub.enter(1, 0, 60), "")
    take(events, 2)
    hub.look()
    assert next(events).startswith(": still here\nevent: beat\ndata: ")


def test_a_login_that_ends_ends_the_stream(hub: Hub, database: Database):
    events = hub.events(hub.enter(1, 0, 60), "")
    take(events, 2)
    database.set(agents=(replace(ANNA, session_epoch=1),))
    hub.look()
    assert [name for name, _ in take(events, 9)] == ["bye"]
    assert next(events, None) is None
    assert [name for name, _ in take(hub.events(hub.enter(1, 1, 0), ""), 9)][-1] == "bye"
    assert [name for name, _ in take(hub.events(hub.enter(7, 0, 60), ""), 9)][-1] == "bye"


def test_places_are_bounded(hub: Hub):
    first = hub.enter(1, 0, 60)
    hub.enter(1, 0, 60)
    with pytest.raises(TooMany) as own:
        hub.enter(1, 0, 60)
    assert own.value.own
    hub.enter(2, 0, 60)
    with pytest.raises(TooMany) as all_of_them:
        hub.enter(3, 0, 60)
    assert not all_of_them.value.own
    hub.leave(first)
    hub.leave(first)
    hub.enter(3, 0, 60)
    assert len(hub) == 3


def test_a_database_that_is_gone_is_said_and_so_is_its_return(hub: Hub, database: Database):
    events = hub.events(hub.enter(1, 0, 60), "")
    take(events, 2)
    database.broken = True
    with pytest.raises(PartError):
        hub.look()
    hub._unwell(PartError("gone"))
    assert take(events, 1) == [("trouble", {})]
    database.broken = False
    hub.look()
    assert take(events, 1) == [("well", {})]


def test_a_screen_that_comes_when_the_database_is_gone(hub: Hub, database: Database):
    database.broken = True
    events = hub.events(hub.enter(1, 0, 60), "")
    assert take(events, 1) == [("trouble", {})]


def test_closing_ends_streams_and_takes_no_more(hub: Hub):
    events = hub.events(hub.enter(1, 0, 60), "")
    take(events, 2)
    hub.close()
    assert list(events) == []
    with pytest.raises(TooMany):
        hub.enter(1, 0, 60)


@pytest.mark.parametrize("last_id", ["", "x", "x-1", "-", "-1", "ffffffff-9", "\udcff-1"])
def test_an_unknown_last_id_gets_everything(hub: Hub, last_id: str):
    assert take(hub.events(hub.enter(1, 0, 60), last_id), 1)[0][0] == "all"


def test_a_screen_that_was_away_gets_what_it_missed(hub: Hub, database: Database):
    hub.look()
    for n in range(5):
        database.set(*(call(str(k)) for k in range(n + 1)))
        hub.look()
    here = hub._id(3)
    names = [name for name, _ in take(hub.events(hub.enter(1, 0, 60), here), 4)]
    assert names == ["step", "step", "step", "me"]
    for n in range(300):
        database.set(call("A", entries=n))
        hub.look()
    assert take(hub.events(hub.enter(2, 0, 60), here), 1)[0][0] == "all"


@given(st.lists(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 3)), min_size=1, max_size=8))
def test_steps_lead_to_the_same_board_as_everything(boards: list[dict[str, int]]):
    """As board.js applies them."""
    rows: dict[str, object] = {}
    order: list[str] = []
    before: dict = {}
    for board in boards:
        after = {key: {"n": n} for key, n in board.items()}
        step = _difference(before, after)
        for key in step.get("gone", ()):
            rows.pop(key)
        added = [key for key in step.get("set", {}) if key not in rows]
        rows |= step.get("set", {})
        order = step.get("order") or [*(key for key in order if key in rows), *added]
        assert {key: rows[key] for key in order} == after
        assert order == list(after)
        before = after

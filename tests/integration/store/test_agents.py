from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from tests.integration.store.clock import Clock
from voicebot.store.agents import AgentProblem, AgentState, Person, Role, SqlAgents, queues_of
from voicebot.store.desk_models import Agent

ANNA = Person("anna", "Anna de Wit", Role.AGENT, "+31612345678", ("schade", "algemeen"))


@pytest.fixture
def agents(engine: Engine, clock: Clock) -> SqlAgents:
    return SqlAgents(engine, clock)


def test_an_agent_is_entered_offline_and_found(agents: SqlAgents, clock: Clock):
    anna = agents.create(ANNA, "hash")
    assert (anna.state, anna.state_since, anna.session_epoch) == (AgentState.OFFLINE, clock.now, 0)
    assert (anna.queues, anna.phone, anna.role) == (ANNA.queues, ANNA.phone, ANNA.role)
    assert agents.by_id(anna.id) == agents.by_login("ANNA") == anna
    assert agents.credentials("anna") == (anna, "hash")
    assert agents.by_id(99) is None
    assert agents.by_login("bea") is None


def test_a_login_is_taken_once(agents: SqlAgents):
    agents.create(ANNA, "hash")
    with pytest.raises(AgentProblem, match="taken") as problem:
        agents.create(ANNA, "other")
    assert problem.value.field == "login"
    assert len(agents.all()) == 1


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("login", {"login": "A"}),
        ("login", {"login": ".a"}),
        ("login", {"login": "a b"}),
        ("name", {"name": "  "}),
        ("name", {"name": "x" * 129}),
        ("name", {"name": "a\nb"}),
        ("phone", {"phone": "112"}),
        ("phone", {"phone": "sip:a@b@c"}),
        ("phone", {"phone": "sip:a?X-A=b@c"}),
        ("phone", {"phone": "sip:" + "a" * 70 + "@b.nl"}),
        ("queues", {"queues": ("bar",)}),
    ],
)
def test_what_cannot_be_an_agent(field: str, values: dict):
    with pytest.raises(AgentProblem) as problem:
        Person(**({"login": "anna", "name": "Anna", "role": Role.AGENT} | values))
    assert problem.value.field == field


def test_a_sip_address_will_do():
    assert Person("anna", "Anna", Role.AGENT, "sip:anna@pbx.example.nl:5061").phone
    assert Person("anna", "Anna", Role.AGENT, "sip:anna@pbx.example.nl;transport=tls").phone


def test_queues_come_in_the_houses_order():
    assert queues_of(["polis", "schade", "polis"]) == ("schade", "polis")
    with pytest.raises(AgentProblem):
        queues_of(["bar"])


def test_changes(agents: SqlAgents):
    anna = agents.create(ANNA, "hash")
    assert agents.change(anna.id, Person("anna", "A. de Wit", Role.AGENT, "", ("polis",)))
    same = agents.by_id(anna.id)
    assert same is not None
    assert (same.name, same.phone, same.queues, same.session_epoch) == ("A. de Wit", "", ("polis",), 0)
    assert agents.change(anna.id, Person("anna", "A. de Wit", Role.ADMIN))
    changed = agents.by_id(anna.id)
    assert changed is not None
    assert changed.session_epoch == 1  # another role: another session
    assert not agents.change(99, ANNA)


def test_what_ends_sessions(agents: SqlAgents, clock: Clock):
    anna = agents.create(ANNA, "hash")

    def epoch() -> int:
        found = agents.by_id(anna.id)
        assert found is not None
        return found.session_epoch

    assert agents.rehash(anna.id, "newer hash")
    assert epoch() == 0
    agents.set_password(anna.id, "another")
    agents.end_sessions(anna.id)
    assert epoch() == 2
    agents.choose_state(anna.id, AgentState.AVAILABLE)
    clock.now += timedelta(minutes=1)
    agents.disable(anna.id)
    disabled = agents.by_id(anna.id)
    assert disabled is not None
    assert (disabled.disabled, disabled.session_epoch, disabled.state) == (True, 3, AgentState.OFFLINE)
    assert disabled.state_since == clock.now
    assert not agents.choose_state(anna.id, AgentState.AVAILABLE)
    assert agents.enable(anna.id)
    assert not agents.disable(99)


def test_states_are_chosen_but_not_during_a_call(agents: SqlAgents, engine: Engine, clock: Clock):
    anna = agents.create(ANNA, "hash")
    assert agents.choose_state(anna.id, AgentState.AVAILABLE)
    since = clock.now
    clock.now += timedelta(minutes=5)
    assert agents.choose_state(anna.id, AgentState.AVAILABLE)
    found = agents.by_id(anna.id)
    assert found is not None
    assert found.state_since == since  # still idle for as long: who idles longest is offered first
    with Session(engine) as session, session.begin():
        session.execute(update(Agent).values(state="busy"))
    assert not agents.choose_state(anna.id, AgentState.PAUSE)
    with Session(engine) as session, session.begin():
        session.execute(update(Agent).values(state="wrap_up"))
    assert agents.choose_state(anna.id, AgentState.PAUSE)
    with pytest.raises(ValueError, match="not for an agent"):
        agents.choose_state(anna.id, AgentState.BUSY)
    assert not agents.choose_state(99, AgentState.PAUSE)


def test_disabled_agents_come_last(agents: SqlAgents):
    anna = agents.create(ANNA, "hash")
    agents.create(Person("bea", "Bea", Role.ADMIN), "hash")
    agents.disable(anna.id)
    assert [agent.login for agent in agents.all()] == ["bea", "anna"]

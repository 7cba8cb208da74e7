"""Agents who are gone although their telephone rings: nobody is left waiting for them."""

from __future__ import annotations

import pytest

from tests.integration.desk.conftest import House
from tests.integration.desk.test_desk import ringing
from voicebot.store.agents import AgentState, Person, Role, SqlAgents
from voicebot.store.duty import SqlDuty


@pytest.fixture
def agents(house: House) -> SqlAgents:
    return SqlAgents(house.engine, house.clock)


def test_an_agent_who_is_disabled_gets_no_caller_any_more(house: House, agents: SqlAgents) -> None:
    agent = house.agent("anna")
    offer, leg = ringing(house)
    house.desk.leg_answered(offer, leg)
    agents.disable(agent)
    assert house.desk.leg_key(offer, leg, "1").then != "join"  # at the same moment
    assert not house.desk.accept(offer, agent)
    assert house.state(agent) == "offline"
    house.work()
    assert ("end_leg", leg) in house.carrier.asked
    assert "return_caller" in house.carrier.names()  # nobody is left
    agents.enable(agent)
    assert house.state(agent) == "offline"


def test_an_agent_who_goes_offline_is_rung_no_more(house: House, agents: SqlAgents) -> None:
    agent, other = house.agent("anna"), house.agent("bert", state="pause")
    _, leg = ringing(house)
    agents.choose_state(other, AgentState.AVAILABLE)
    agents.leave(agent)
    house.work()
    assert ("end_leg", leg) in house.carrier.asked
    assert [one.agent_id for one in house.offers() if one.ended_at is None] == [other]


def test_who_gets_another_role_takes_no_calls_until_they_say_so(house: House, agents: SqlAgents) -> None:
    agent = house.agent("anna")
    agents.change(agent, Person("anna", "Anna", Role.AGENT, "+31201112233", ("schade",)))
    assert house.state(agent) == "available"
    agents.change(agent, Person("anna", "Anna", Role.PRIVACY, "+31201112233", ("schade",)))
    assert house.state(agent) == "offline"


def test_who_leaves_in_a_talk_is_not_offered_another_one(house: House, agents: SqlAgents) -> None:
    agent = house.agent("anna")
    offer, leg = ringing(house)
    turn = house.desk.leg_key(offer, leg, "1")
    house.desk.conference_event(turn.conference, "join", leg)
    agents.leave(agent)
    house.pass_time(60)
    house.desk.leg_status(offer, leg, "completed")
    house.pass_time(600)
    assert house.state(agent) == "offline"


def test_who_does_not_answer_twice_is_paused(house: House) -> None:
    agent = house.agent("anna")
    for number in (1, 2):
        house.pass_time(1)
        offer, leg = ringing(house, f"CA-{number}")
        house.desk.leg_status(offer, leg, "no-answer")
        assert house.state(agent) == ("available" if number == 1 else "pause")
        house.desk.caller_left(f"CA-{number}")
        with_callback = SqlDuty(house.engine, house.clock)
        assert with_callback.colleagues()[0].at_work is (number == 1)


def test_who_declines_is_not_paused_nor_who_answers_in_between(house: House) -> None:
    agent = house.agent("anna")
    for number, status in enumerate(("no-answer", "busy", "no-answer", "busy")):
        house.pass_time(1)
        offer, leg = ringing(house, f"CA-{number}")
        house.desk.leg_status(offer, leg, status)
        house.desk.caller_left(f"CA-{number}")
        assert house.state(agent) == "available"

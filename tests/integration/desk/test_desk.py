"""Whole transfers over the desk, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from tests.integration.desk.conftest import House
from voicebot.call.ports import PartError
from voicebot.store.desk_models import Agent, TransferTask
from voicebot.store.models import Callback
from voicebot.transfer.ports import CarrierError, HandoverDesk, Where


def ringing(house: House, call_id: str = "CA-1") -> tuple[str, str]:
    """A caller who waits and an agent whose telephone rings: the offer and its leg."""
    house.call(call_id)
    assert house.desk.caller_arrived(call_id).where is Where.CONFERENCE
    house.work()
    (offer,) = [one for one in house.offers() if one.ended_at is None]
    assert offer.leg is not None
    return offer.id, offer.leg


def test_it_is_a_desk(house: House) -> None:
    desk: HandoverDesk = house.desk
    assert desk is not None


def test_by_telephone(house: House) -> None:
    agent = house.agent("anna")
    offer, leg = ringing(house)
    turn = house.desk.leg_answered(offer, leg)
    assert turn.then == "choose" and "Druk 1" in turn.say
    assert house.desk.leg_key(offer, leg, "3") == turn
    turn = house.desk.leg_key(offer, leg, "1")
    assert turn.then == "join" and house.desk.leg_key(offer, leg, "1") == turn
    assert house.state(agent) == "busy"
    house.desk.conference_event(turn.conference, "join", leg)
    house.pass_time(60)
    house.desk.leg_status(offer, leg, "completed")
    house.desk.leg_status(offer, leg, "completed")
    house.desk.leg_status(offer, leg, "ringing")  # late
    assert house.desk.caller_done("CA-1", on_line=True).where is Where.OVER
    assert house.state(agent) == "wrap_up"
    house.pass_time(31)
    assert house.state(agent) == "available"


def test_on_the_screen(house: House) -> None:
    agent, other = house.agent("anna"), house.agent("bert", state="pause")
    offer, leg = ringing(house)
    assert not house.desk.accept(offer, other)
    house.desk.leg_answered(offer, leg)
    assert house.desk.accept(offer, agent) and house.desk.accept(offer, agent)
    assert not house.desk.decline(offer, agent)
    house.work()
    assert house.carrier.names() == ["ring_agent", "join"]


def test_a_decline_brings_the_next_one(house: House) -> None:
    first = house.agent("anna")
    offer, leg = ringing(house)
    second = house.agent("bert")
    assert house.desk.decline(offer, first) and not house.desk.decline(offer, first)
    house.work()
    open_offers = [one for one in house.offers() if one.ended_at is None]
    assert [one.agent_id for one in open_offers] == [second]
    assert ("end_leg", leg) in house.carrier.asked


def test_nobody_at_work(house: House) -> None:
    house.agent("anna", state="offline")
    house.book.open_call("CA-1", "+31612345678", "+31201234567")
    standing = house.desk.request("CA-1", queue="algemeen", priority=3, rule_id="H-01", summary="")
    assert (standing.open, standing.reason) == (False, "nobody_free")
    assert house.desk.caller_arrived("CA-1").where is Where.ASSISTANT


def test_a_house_without_agents_rings_the_number_outside(make_house: Callable[..., House]) -> None:
    house = make_house(person_number="+31201112244", context_link=lambda call: f"https://example.nl/{call}")
    house.call("CA-1")
    placement = house.desk.caller_arrived("CA-1")
    assert (placement.where, placement.address) == (Where.BLIND, "+31201112244")
    assert ("link", "https://example.nl/CA-1") in placement.context


def test_patience_and_the_way_back(house: House) -> None:
    house.agent("anna", state="busy")
    with Session(house.engine) as session, session.begin():
        session.query(Agent).update({"state": "wrap_up"})
    house.call("CA-1")
    house.desk.caller_arrived("CA-1")
    house.pass_time(59)
    assert house.carrier.asked == []
    house.carrier.fails["return_caller"] = [CarrierError("down"), CarrierError("no", final=True)]
    house.pass_time(1)
    house.work()
    assert house.carrier.names() == ["return_caller", "end_conference"]
    house.pass_time(2)
    house.pass_time(4)
    assert house.carrier.names().count("return_caller") == 3
    assert house.desk.standing("CA-1").reason == "nobody_free"
    assert house.desk.caller_arrived("CA-1").where is Where.ASSISTANT


def fetched_without_saying_so(house: House) -> None:
    """Nobody came; the carrier failed to fetch the caller, whom the conference lost all the same."""
    house.agent("anna")
    ringing(house)
    house.carrier.fails["return_caller"] = [CarrierError("no answer")]
    house.pass_time(60)
    house.work()
    (call,) = [one[1] for one in house.carrier.asked if one[0] == "return_caller"]
    (conference,) = [one[1] for one in house.carrier.asked if one[0] == "end_conference"]
    house.desk.conference_event(conference, "leave", call)


def test_who_is_out_after_a_fetch_that_failed_is_not_fetched_again(house: House) -> None:
    fetched_without_saying_so(house)
    house.pass_time(3)
    house.pass_time(30)
    assert house.carrier.names().count("return_caller") == 1
    assert house.desk.standing("CA-1").reason == "nobody_free"


def test_who_then_asks_for_a_person_again_waits_anew(house: House) -> None:
    fetched_without_saying_so(house)
    assert house.desk.request("CA-1", queue="algemeen", priority=3, rule_id="H-01", summary="").open
    assert house.desk.caller_arrived("CA-1").where is Where.CONFERENCE


def test_who_had_hung_up_is_called_back(house: House) -> None:
    fetched_without_saying_so(house)
    house.desk.caller_left("CA-1")
    house.work()
    with Session(house.engine) as session:
        assert [one.call_id for one in session.query(Callback)] == ["CA-1"]


def test_what_is_left_of_the_patience_is_known(house: House) -> None:
    house.agent("anna")
    house.book.open_call("CA-1", "+31612345678", "+31201234567")
    asked = house.desk.request("CA-1", queue="algemeen", priority=3, rule_id="H-01", summary="")
    assert asked.patience == 60
    house.pass_time(5)
    assert house.desk.standing("CA-1").patience == 60  # it begins when the caller hears the music
    house.desk.caller_arrived("CA-1")
    house.pass_time(20)
    assert house.desk.standing("CA-1").patience == 40
    (offer,) = [one for one in house.offers() if one.ended_at is None]
    assert offer.leg is not None
    house.desk.leg_answered(offer.id, offer.leg)
    assert house.desk.standing("CA-1").patience is None  # it waits for the answer


def test_a_caller_who_hangs_up_is_promised_a_call_and_gets_it(house: House) -> None:
    agent = house.agent("anna")
    offer, leg = ringing(house)
    house.desk.caller_left("CA-1")
    house.desk.caller_left("CA-1")
    house.dispatcher.run_once()
    assert ("end_leg", leg) in house.carrier.asked
    with Session(house.engine) as session:
        assert session.get_one(Callback, "CA-1").ticket
    assert house.desk.leg_answered(offer, leg).then == "bye"
    house.work()  # the agent is asked for the callback
    (offer_row,) = [one for one in house.offers() if one.ended_at is None]
    assert offer_row.leg is not None
    assert "belt een klant terug" in house.desk.leg_answered(offer_row.id, offer_row.leg).say
    turn = house.desk.leg_key(offer_row.id, offer_row.leg, "1")
    house.desk.conference_event(turn.conference, "join", offer_row.leg)
    house.work()
    (rung,) = [one for one in house.carrier.asked if one[0] == "ring_customer"]
    assert rung[2] == "+31612345678"
    assert house.desk.leg_answered(rung[1], "CAcustomer9").then == "bye"  # not the leg we know
    customer = next(one for one in (f"CAcustomer{n}" for n in range(9))
                    if house.desk.leg_answered(rung[1], one).then == "join")  # fmt: skip
    house.desk.caller_left("CA-1")  # the first call's, very late
    house.desk.leg_status(rung[1], customer, "completed")
    with Session(house.engine) as session:
        assert session.get_one(Callback, "CA-1").state == "done"
    assert house.state(agent) == "wrap_up"


def test_three_tries_of_a_callback(house: House) -> None:
    house.agent("anna")
    house.book.open_call("CA-1", "+31612345678", "+31201234567")
    house.book.to_callback("CA-1", "H-95")
    for tries in (1, 2, 3):
        house.work()
        (offer,) = [one for one in house.offers() if one.ended_at is None]
        assert offer.leg is not None
        house.desk.leg_answered(offer.id, offer.leg)
        turn = house.desk.leg_key(offer.id, offer.leg, "1")
        house.desk.conference_event(turn.conference, "join", offer.leg)
        house.work()
        rung = [one for one in house.carrier.asked if one[0] == "ring_customer"]
        assert len(rung) == tries
        house.desk.leg_status(rung[-1][1], f"CAx{tries}", "in-progress", machine=True)
        house.pass_time(35)
        with Session(house.engine) as session:
            row = session.get_one(Callback, "CA-1")
            assert (row.tries, row.state) == (tries, "dead" if tries == 3 else "open")
            assert row.last_outcome in ("machine", "no_answer")
        house.pass_time(5 * 3600)


def test_a_ring_that_timed_out_is_not_repeated(house: House) -> None:
    house.agent("anna")
    house.call("CA-1")
    house.carrier.fails["ring_agent"] = [CarrierError("time-out")]
    house.work()
    house.work()
    (offer,) = house.offers()
    assert house.carrier.names() == ["ring_agent"] and offer.ended_at is None
    house.desk.leg_status(offer.id, "CAlate", "ringing")  # it rings after all
    house.pass_time(10)
    assert house.desk.leg_answered(offer.id, "CAlate").then == "choose"


def test_a_refused_ring_brings_the_next_agent_at_once(house: House) -> None:
    house.agent("anna")
    house.agent("bert")
    house.call("CA-1")
    house.carrier.fails["ring_agent"] = [CarrierError("bad number", final=True)]
    house.work()
    first, second = sorted(house.offers(), key=lambda one: one.ended_at is None)
    assert first.outcome == "failed" and second.ended_at is None
    assert first.agent_id != second.agent_id


def test_a_crash_in_the_middle_of_a_ring_does_not_ring_twice(house: House) -> None:
    class Crash(BaseException):
        pass

    house.agent("anna")
    house.call("CA-1")
    house.carrier.fails["ring_agent"] = [Crash()]  # type: ignore[list-item]
    with pytest.raises(Crash):
        house.dispatcher.run_once()
    house.pass_time(25)
    assert house.carrier.names() == ["ring_agent"]
    house.pass_time(61)
    rung = [one for one in house.carrier.asked if one[0] == "ring_agent"]
    assert len({one[1] for one in rung}) == len(rung)  # each offer once


def test_two_processes_and_one_agent(house: House, make_house: Callable[..., House]) -> None:
    """Callers arrive at two processes at once: one open transfer a call, one open offer an agent."""
    agents = [house.agent(f"agent{number}") for number in range(2)]
    others = [house, make_house()]
    for number in range(6):
        house.book.open_call(f"CA-{number}", "+31612345678", "+31201234567")
    failures: list[BaseException] = []

    def run(one: House) -> None:
        try:
            for number in range(6):
                one.desk.request(f"CA-{number}", queue="algemeen", priority=3, rule_id="H-01", summary="")
                one.desk.caller_arrived(f"CA-{number}")
                one.dispatcher.run_once()
        except BaseException as error:  # noqa: BLE001
            failures.append(error)

    threads = [threading.Thread(target=run, args=(one,)) for one in others for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    offers = house.offers()
    assert sorted(one.agent_id for one in offers if one.ended_at is None) == agents
    rung = [one[1] for each in others for one in each.carrier.asked if one[0] == "ring_agent"]
    assert sorted(rung) == sorted(one.id for one in offers)


def test_an_agent_whose_yes_was_answered_to_nobody(house: House) -> None:
    """The process died between the yes and its answer: no leg came, and no word on that."""
    agent = house.agent("anna")
    offer, leg = ringing(house)
    house.desk.leg_key(offer, leg, "1")
    house.pass_time(31)
    house.desk.standing("CA-1")
    house.pass_time(40)
    house.desk.standing("CA-1")  # the carrier plays the next round of music
    house.work()
    assert house.carrier.names() == ["ring_agent", "end_leg", "return_caller"]
    assert house.state(agent) == "available"


def talking(house: House) -> tuple[int, str]:
    """An agent and a caller who have talked for a while: the agent and the leg."""
    agent = house.agent("anna")
    offer, leg = ringing(house)
    turn = house.desk.leg_key(offer, leg, "1")
    house.desk.conference_event(turn.conference, "join", leg)
    house.pass_time(60)
    return agent, leg


def test_a_talk_that_ended_while_nobody_listened_frees_its_agent(house: House) -> None:
    """The house was started anew; the carrier does not say twice that a call is over."""
    agent, leg = talking(house)
    house.dispatcher.look_after_all()
    assert house.state(agent) == "busy"
    house.carrier.over = {leg, "CA-1"}
    house.carrier.fails["is_over"] = [CarrierError("down")] * 2
    house.dispatcher.look_after_all()
    assert house.state(agent) == "busy"  # not known is not over
    house.dispatcher.look_after_all()
    assert house.state(agent) == "wrap_up"


def test_a_caller_who_left_while_nobody_listened_is_promised_a_call(house: House) -> None:
    house.agent("anna")
    _, leg = ringing(house)
    house.carrier.over = {"CA-1"}
    house.dispatcher.look_after_all()
    house.work()
    assert ("end_leg", leg) in house.carrier.asked
    with Session(house.engine) as session:
        assert session.get_one(Callback, "CA-1").ticket


def test_the_dispatchers_thread_looks_after_what_was_open_at_its_start(house: House) -> None:
    agent, leg = talking(house)
    house.carrier.over = {leg, "CA-1"}
    house.dispatcher.start()
    try:
        for _ in range(200):
            if house.state(agent) != "busy":
                break
            threading.Event().wait(0.05)
        assert house.state(agent) == "wrap_up"
    finally:
        assert house.dispatcher.stop()


def test_one_yes_wins(house: House) -> None:
    agent = house.agent("anna")
    offer, leg = ringing(house)
    house.desk.leg_answered(offer, leg)
    said: list[bool] = []

    def left() -> None:
        house.desk.caller_left("CA-1")

    def accept() -> None:
        said.append(house.desk.accept(offer, agent))

    threads = [threading.Thread(target=one) for one in (accept, left, accept)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    house.work()
    assert house.state(agent) == "available"  # whoever was first: the caller is gone
    assert {one.outcome for one in house.offers() if one.id == offer} == {"canceled"}


def test_a_call_that_is_not_in_the_book(house: House) -> None:
    house.agent("anna")
    with pytest.raises(PartError):
        house.desk.request("CA-0", queue="algemeen", priority=3, rule_id="H-01", summary="")
    assert house.desk.caller_arrived("CA-0").where is Where.ASSISTANT
    assert house.desk.leg_answered("0" * 32, "CAx").then == "bye"


def test_the_dispatchers_thread(house: House) -> None:
    house.agent("anna")
    house.dispatcher.start()
    try:
        house.call("CA-1")
        for _ in range(200):
            if house.carrier.asked:
                break
            threading.Event().wait(0.05)
        assert house.carrier.names() == ["ring_agent"]
    finally:
        assert house.dispatcher.stop()


def test_no_personal_data_in_errands(house: House) -> None:
    house.agent("anna")
    ringing(house)
    house.desk.caller_left("CA-1")
    house.work()
    with Session(house.engine) as session:
        text = "".join(str((row.kind, row.data, row.error)) for row in session.query(TransferTask))
    assert "+31" not in text

"""Which of many promised callbacks is made next."""

from __future__ import annotations

from tests.integration.desk.conftest import House
from voicebot.call.outcome import Outcome
from voicebot.call.ports import Conclusion


def promise(house: House, call_id: str, queue: str, priority: int = 3) -> None:
    house.book.open_call(call_id, "+31612345678", "+31201234567")
    house.book.conclude(call_id, Conclusion(Outcome.FAILED_TO_HUMAN, "H-94", queue, priority, "x"))
    house.book.to_callback(call_id, "H-95")


def asked_for(house: House) -> set[str]:
    offers = {one.transfer_id for one in house.offers() if one.ended_at is None}
    return {one.picture.call_id for one in house.dispatcher._transfers.all_open() if one.picture.id in offers}


def test_those_that_no_agent_can_make_do_not_stand_in_the_way(house: House) -> None:
    for number in range(25):
        promise(house, f"CA-{number}", "schade")
    promise(house, "CA-last", "algemeen")
    house.agent("anna", "algemeen")
    house.work()
    assert asked_for(house) == {"CA-last"}


def test_the_vulnerable_first(house: House) -> None:
    promise(house, "CA-old", "algemeen", 3)
    house.pass_time(60)
    promise(house, "CA-danger", "algemeen", 1)
    house.agent("anna", "algemeen")
    house.work()
    assert asked_for(house) == {"CA-danger"}


def test_the_agent_hears_what_the_caller_wanted_not_that_nobody_was_free(house: House) -> None:
    house.book.open_call("CA-1", "+31612345678", "+31201234567")
    house.book.conclude("CA-1", Conclusion(Outcome.HANDED_OVER, "H-10", "schade", 2, "x"))
    house.book.reopen("CA-1", "W-05")
    house.book.conclude("CA-1", Conclusion(Outcome.CALLBACK, "H-95", "algemeen", 2, "y"))
    house.agent("anna", "schade")
    house.work()
    (call,) = house.dispatcher._transfers.all_open()
    assert (call.picture.kind, call.picture.rule_id) == ("callback", "H-10")


def test_where_nobody_has_the_skill_the_overflow_calls_back(house: House) -> None:
    promise(house, "CA-1", "schade")
    house.agent("anna", "algemeen")
    house.work()
    assert asked_for(house) == set()
    house.pass_time(21)
    house.work()
    assert asked_for(house) == {"CA-1"}

"""Which of many promised callbacks is made next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.integration.desk.conftest import House
from voicebot.call.outcome import Outcome
from voicebot.call.ports import Conclusion
from voicebot.transfer.hours import Hours, Span
from voicebot.transfer.queues import Queue, Queues
from voicebot.transfer.state import Limits


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


_PERIODS = tuple(Span(timedelta(hours=start), timedelta(hours=end)) for start, end in ((9, 12), (13, 17)))
WITH_BREAK = Queues(
    {"algemeen": Queue("algemeen", Limits(hours=Hours(dict.fromkeys(range(7), _PERIODS))))}, "algemeen"
)


@pytest.mark.parametrize(
    ("due", "just_before", "opens"),
    [
        ((24, 12, 30), (24, 12, 59), (24, 13)),  # in the break
        ((24, 23), (25, 8, 59), (25, 9)),  # at night
    ],
)
def test_one_that_is_due_in_a_break_is_made_after_it_as_one_at_night_is(
    make_house: Callable[..., House],
    due: tuple[int, ...],
    just_before: tuple[int, ...],
    opens: tuple[int, ...],
) -> None:
    house = make_house(queues=WITH_BREAK)
    promise(house, "CA-1", "algemeen")
    house.agent("anna", "algemeen")
    for local in (due, just_before):
        house.clock.now = datetime(2026, 11, *local, tzinfo=UTC) - timedelta(hours=1)  # type: ignore[misc, arg-type]
        house.work()
        assert asked_for(house) == set()
    house.clock.now = datetime(2026, 11, *opens, tzinfo=UTC) - timedelta(hours=1)  # type: ignore[misc, arg-type]
    house.work()
    assert asked_for(house) == {"CA-1"}

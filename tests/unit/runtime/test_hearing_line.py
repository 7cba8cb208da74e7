"""The order in which turns are heard, and who leaves the line."""

from __future__ import annotations

import pytest

from voicebot.runtime.hearing_line import Fate, HearingLine, Job


def job(
    call: str, turn: int = 1, draft: int = 1, *, final: bool = True, hint: str = "", window: float = 15
) -> Job:
    return Job(call, turn, draft, b"", hint, final, lambda _: None, lambda _: None, window)


def line(waiting: int = 10, workers: int = 1, batch: int = 1) -> HearingLine:
    return HearingLine(workers=workers, waiting=waiting, batch=batch)


def taken(queue: HearingLine) -> list[tuple[str, int, int]]:
    """Everything in line, in the order in which a single worker gets it."""
    order = []
    while jobs := queue.take():
        for one in jobs:
            queue.settle(one)
            order.append((one.call_id, one.turn_id, one.draft))
    return order


def test_finals_go_before_speculation_and_else_the_oldest_first():
    queue = line()
    queue.submit(job("a", final=False), 0)
    queue.submit(job("b"), 1)
    queue.submit(job("c", final=False), 2)
    queue.submit(job("d"), 3)
    assert [call for call, *_ in taken(queue)] == ["b", "d", "a", "c"]


def test_the_call_that_was_heard_longest_ago_goes_first():
    queue = line()
    for turn in (1, 2, 3):
        queue.submit(job("talks", turn), 0)
    queue.submit(job("waits"), 1)
    assert taken(queue) == [("talks", 1, 1), ("waits", 1, 1), ("talks", 2, 1), ("talks", 3, 1)]
    queue.submit(job("talks", 4), 2)
    queue.submit(job("waits", 2), 3)
    assert taken(queue) == [("waits", 2, 1), ("talks", 4, 1)]


def test_speculation_that_becomes_final_counts_from_then():
    queue = line()
    queue.submit(job("a", final=False), 0)
    queue.submit(job("b"), 1)
    assert queue.oldest(5) == 4
    assert queue.hurry("a", 1, 6) == []
    assert queue.hurry("a", 1, 7) == []  # a second time changes nothing
    assert queue.hurry("nobody", 1, 7) == []
    assert [call for call, *_ in taken(queue)] == ["b", "a"]


def test_a_newer_draft_takes_the_place_of_the_older_wherever_that_is():
    queue = line()
    first, second, third = (job("a", 1, draft, final=draft == 3) for draft in (1, 2, 3))
    assert queue.submit(first, 0) == []
    assert queue.submit(second, 1) == [(first, Fate.REPLACED)]
    assert queue.take() == [second]
    assert queue.submit(third, 2) == []
    assert not queue.settle(second)
    assert queue.take() == [third]
    assert queue.settle(third)


def test_a_draft_that_comes_late_changes_nothing_but_that_the_turn_is_over():
    queue = line()
    queue.submit(job("a", 1, 2, final=False), 0)
    late = job("a", 1, 1)
    assert queue.submit(late, 1) == [(late, Fate.REPLACED)]
    assert queue.oldest(3) == 2
    assert taken(queue) == [("a", 1, 2)]


def test_one_speculation_a_call_waits():
    queue = line()
    first = job("a", 1, final=False)
    queue.submit(first, 0)
    queue.submit(job("b", final=False), 1)
    assert queue.submit(job("a", 2, final=False), 2) == [(first, Fate.REPLACED)]
    assert taken(queue) == [("b", 1, 1), ("a", 2, 1)]


def test_what_does_not_fit_is_refused_and_speculation_takes_no_room():
    queue = line(waiting=1)
    busy, fits, late = job("a"), job("b"), job("c")
    queue.submit(busy, 0)
    assert queue.take() == [busy]
    for call in ("b", "c", "d"):
        assert queue.submit(job(call, final=False), 1) == []
    [(gone, fate)] = queue.submit(fits, 2)
    assert (gone.call_id, fate) == ("b", Fate.REPLACED)
    old, (gone, fate) = queue.submit(late, 3)
    assert (old[1], gone, fate) == (Fate.REPLACED, late, Fate.REFUSED)
    [(gone, fate)] = queue.hurry("d", 1, 4)
    assert (gone.call_id, fate) == ("d", Fate.REFUSED)
    again = job("b", 1, 2)
    assert queue.submit(again, 5) == [(fits, Fate.REPLACED)]  # the same turn takes its own place
    queue.settle(busy)
    assert taken(queue) == [("b", 1, 2)]


def test_an_idle_worker_is_room():
    queue = line(waiting=0, workers=2)
    assert queue.submit(job("a"), 0) == queue.submit(job("b"), 0) == []
    assert [fate for _, fate in queue.submit(job("c"), 0)] == [Fate.REFUSED]
    queue.take()
    assert [fate for _, fate in queue.submit(job("c"), 1)] == [Fate.REFUSED]


def test_dropped_is_gone_in_line_and_at_the_worker():
    queue = line()
    at_work, waits, other, stays = job("a", 1), job("a", 2), job("a", 3), job("b")
    for one in (at_work, waits, other, stays):
        queue.submit(one, 0)
    assert queue.take() == [at_work]
    assert queue.drop("a", 2, 1) == [(waits, Fate.DROPPED)]
    assert queue.drop("a", None, 2) == [(other, Fate.DROPPED)]
    assert not queue.settle(at_work)
    assert queue.close() == [(stays, Fate.REFUSED)]
    assert queue.take() == []


def test_the_oldest_final_is_known_and_a_worker_that_is_stuck_shows():
    queue = line()
    assert queue.oldest(1) == 0.0
    stuck = job("a", final=False)
    queue.submit(stuck, 2)
    queue.take()
    assert queue.oldest(9) == 0.0
    queue.drop("a", None, 10)
    assert queue.oldest(13) == 3
    queue.submit(job("b"), 11)
    queue.settle(stuck)
    assert queue.oldest(13) == 2


def test_a_batch_is_of_one_hint_and_window_and_in_order():
    queue = line(batch=3)
    queue.submit(job("a", hint="cijfers", final=False), 0)
    queue.submit(job("b", hint="cijfers"), 1)
    queue.submit(job("c", hint="ja of nee"), 2)
    queue.submit(job("d", hint="cijfers", window=30), 3)
    queue.submit(job("e", hint="cijfers"), 4)
    queue.submit(job("f", hint="cijfers", final=False), 5)
    batches = [[one.call_id for one in queue.take()] for _ in range(5)]
    assert batches == [["b", "e", "a"], ["c"], ["d"], ["f"], []]


@pytest.mark.parametrize("wrong", [{"workers": 0}, {"waiting": -1}, {"batch": 0}])
def test_numbers_that_cannot_work_are_refused(wrong: dict[str, int]):
    with pytest.raises(ValueError, match="too few"):
        HearingLine(**{"workers": 1, "waiting": 1, "batch": 1} | wrong)

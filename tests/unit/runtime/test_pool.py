from __future__ import annotations

from threading import Event
from time import sleep

from voicebot.call.ports import PartError
from voicebot.runtime.pool import WorkPool


def collect(pool: WorkPool, work, **more) -> tuple[list, list, Event]:
    done, failed, seen = [], [], Event()
    pool.submit(
        work, lambda r: (done.append(r), seen.set()), lambda why: (failed.append(why), seen.set()), **more
    )
    return done, failed, seen


def test_results_and_failures_come_back():
    def broken() -> None:
        raise PartError("no model")

    pool = WorkPool("test", 1, 5)
    for work, expected in (
        (lambda: 42, ([42], [])),
        (broken, ([], ["no model"])),
        (lambda: 1 / 0, ([], ["crashed"])),
    ):
        done, failed, seen = collect(pool, work)
        assert seen.wait(5)
        assert (done, failed) == expected
    pool.close()


def test_work_beyond_the_line_is_refused_at_once_and_room_comes_back():
    pool = WorkPool("test", 1, 1)
    release = Event()
    first = collect(pool, lambda: release.wait(5))
    second = collect(pool, lambda: "two")
    third = collect(pool, lambda: "three")
    assert third[1] == ["busy"]
    release.set()
    assert first[2].wait(5) and second[2].wait(5)
    fourth = collect(pool, lambda: "four")
    assert fourth[2].wait(5)
    assert fourth[0] == ["four"] or fourth[1] == ["busy"]
    pool.close()


def test_work_that_nobody_wants_is_skipped_and_a_closed_pool_says_so():
    pool = WorkPool("test", 1, 2)
    skipped = collect(pool, lambda: "x", wanted=lambda: False)
    after = collect(pool, lambda: "y")
    assert after[2].wait(5)
    assert skipped[:2] == ([], [])
    pool.close()
    assert collect(pool, lambda: "z")[1] == ["stopped"]


def test_the_age_of_the_oldest_job_shows_a_pool_that_is_stuck():
    pool = WorkPool("test", 1, 5)
    assert pool.oldest() == 0.0
    release = Event()
    first = collect(pool, lambda: release.wait(5))
    sleep(0.2)
    second = collect(pool, lambda: "two")
    assert 0.2 <= pool.oldest() < 2.0
    release.set()
    assert first[2].wait(5) and second[2].wait(5)
    pool.close()
    sleep(0.1)
    assert pool.oldest() == 0.0
    collect(pool, lambda: "stopped")
    assert pool.oldest() == 0.0

"""Between which revisions a call flipped, over runs that were kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.integration.report import world
from voicebot.replay.results import Checked, Run
from voicebot.report.bisect import WHOLE_CALL, Found, bisect
from voicebot.report.revisions import middle

LINE = [f"{letter}" * 40 for letter in "abcdefgh"]
CALL = world.run(1, wrong=0.0).calls[0]


class Straight:
    """A history without branches."""

    def order(self, revisions: Iterable[str]) -> list[str]:
        return sorted(set(revisions) & set(LINE), key=LINE.index)

    def between(self, older: str, newer: str) -> list[str]:
        return LINE[LINE.index(older) + 1 : LINE.index(newer)]

    def subject(self, revision: str) -> str:
        return f"commit {revision[0]}"


def at(letter: str, *, passed: bool, dirty: bool = False, whisper: str = world.WHISPER) -> tuple[str, Run]:
    checks = (Checked("outcome", "outcome: solved", passed, "", 30), Checked("line", "the line", True))
    run = world.run(0, revision=letter * 40, whisper=whisper)
    run = replace(run, calls=(replace(CALL, checks=checks),), models=replace(run.models, dirty=dirty))
    return f"run-{letter}", run


def found(*runs: tuple[str, Run]) -> Found:
    return bisect(runs, CALL.id, Straight())


def test_the_flip_lies_between_two_neighbours_of_the_history_not_of_time() -> None:
    (step,) = found(at("h", passed=False), at("a", passed=True), at("c", passed=True)).steps
    assert (step.older.run, step.newer.run) == ("run-c", "run-h")
    assert step.broken == (WHOLE_CALL, "outcome: solved") and step.fixed == ()
    assert [one[0] for one in step.between] == ["d", "e", "f", "g"] and step.try_next == "e" * 40
    assert step.besides == ()


def test_neighbouring_revisions_leave_nothing_to_try() -> None:
    (step,) = found(at("a", passed=False), at("b", passed=True)).steps
    assert step.fixed and step.try_next is None


def test_what_else_differs_is_told() -> None:
    (step,) = found(at("a", passed=True), at("b", passed=False, whisper="small", dirty=True)).steps
    assert [what for what, _, _ in step.besides] == ["Whisper", "uncommitted changes"]


def test_a_run_as_committed_stands_for_its_revision() -> None:
    result = found(at("a", passed=True), at("b", passed=True), at("b", passed=False, dirty=True))
    assert result.steps == () and result.unsteady == ()


def test_a_call_that_goes_both_ways_at_one_revision_is_unsteady() -> None:
    result = found(at("a", passed=True), at("a", passed=False))
    assert ("a" * 40, "outcome: solved") in result.unsteady and result.steps == ()


def test_revisions_that_are_gone_are_named() -> None:
    assert found(at("a", passed=True), at("z", passed=False)).unknown == ("run-z",)


@given(st.lists(st.booleans(), min_size=2, max_size=8))
def test_every_flip_is_found_once(passed: list[bool]) -> None:
    steps = found(*(at(one[0], passed=ok) for one, ok in zip(LINE, passed, strict=False))).steps
    flips = [place for place in range(1, len(passed)) if passed[place] != passed[place - 1]]
    assert [LINE.index(step.newer.revision) for step in steps] == flips
    assert all(bool(step.fixed) == passed[place] for step, place in zip(steps, flips, strict=True))


@given(st.integers(1, 200))
def test_the_middle_halves(count: int) -> None:
    revisions = [str(number) for number in range(count)]
    place = revisions.index(middle(revisions) or "")
    assert abs(place - (count - 1 - place)) <= 1
    assert middle([]) is None

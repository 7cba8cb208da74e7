"""The line before Whisper over random sequences: bounded, fair, no turn lost and none answered twice."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from voicebot.runtime.hearing_line import Fate, HearingLine, Job

CALLS = st.sampled_from("abcd")
TURNS = st.integers(1, 3)


def job(call: str, turn: int = 1, draft: int = 1, *, final: bool = True, hint: str = "") -> Job:
    return Job(call, turn, draft, b"", hint, final, lambda _: None, lambda _: None)


class Sequences(RuleBasedStateMachine):
    """Random calls against a line; what must come of each is written down here by other means."""

    @initialize(workers=st.integers(1, 2), waiting=st.integers(0, 3), batch=st.integers(1, 3))
    def begin(self, workers: int, waiting: int, batch: int) -> None:
        self.queue = HearingLine(workers=workers, waiting=waiting, batch=batch)
        self.workers, self.waiting, self.batch = workers, waiting, batch
        self.now = 0.0
        self.drafts: dict[tuple[str, int], int] = {}
        self.in_line: set[Job] = set()
        self.at_work: list[list[Job]] = []
        self.owed: dict[tuple[str, int], Job] = {}  # the draft of a turn that an answer is due for
        self.answered: set[tuple[str, int, int]] = set()
        self.passed: dict[Job, set[str]] = {}  # finals in line: calls that were heard before them meanwhile

    def left(self, gone: list[tuple[Job, Fate]]) -> None:
        for one, _ in gone:
            self.in_line.discard(one)
            self.passed.pop(one, None)
            if self.owed.get((one.call_id, one.turn_id)) is one:
                del self.owed[one.call_id, one.turn_id]

    @rule(
        call=CALLS, turn=TURNS, final=st.booleans(), hint=st.sampled_from(["", "cijfers"]), late=st.booleans()
    )
    def submit(self, call: str, turn: int, final: bool, hint: str, late: bool) -> None:
        self.now += 1
        known = self.owed.get((call, turn))
        if late and known is not None:
            one = job(call, turn, known.draft - 1, final=final, hint=hint)
            was_final = known.final
            gone = self.queue.submit(one, self.now)
            assert gone[0] == (one, Fate.REPLACED)
            self.left(gone[1:])
            if (call, turn) in self.owed and known.final and not was_final and known in self.in_line:
                self.passed[known] = set()
            return
        draft = self.drafts[call, turn] = self.drafts.get((call, turn), 0) + 1
        one = job(call, turn, draft, final=final, hint=hint)
        full = self.finals() - (known in self.in_line and known.final) >= self.room()
        gone = self.queue.submit(one, self.now)
        self.owed[call, turn] = one
        self.in_line.add(one)
        if final:
            self.passed[one] = set()
        self.left(gone)
        assert ((one, Fate.REFUSED) in gone) == (final and full)
        for other, fate in gone:
            assert fate in (Fate.REPLACED, Fate.REFUSED)
            assert other is one or other is known or (not final and not other.final and other.call_id == call)

    @rule(call=CALLS, turn=TURNS)
    def hurry(self, call: str, turn: int) -> None:
        self.now += 1
        known = self.owed.get((call, turn))
        was_final = known is not None and known.final
        full = self.finals() >= self.room()
        gone = self.queue.hurry(call, turn, self.now)
        refused = known is not None and not was_final and known in self.in_line and full
        assert gone == ([(known, Fate.REFUSED)] if refused else [])
        self.left(gone)
        if known is not None and not refused:
            assert known.final
            if known in self.in_line and not was_final:
                self.passed[known] = set()

    @rule(call=CALLS, turn=st.one_of(st.none(), TURNS))
    def drop(self, call: str, turn: int | None) -> None:
        self.now += 1
        meant = {one for one in self.in_line if one.call_id == call and turn in (None, one.turn_id)}
        gone = self.queue.drop(call, turn, self.now)
        assert dict(gone) == dict.fromkeys(meant, Fate.DROPPED)
        self.left(gone)
        for key in [key for key in self.owed if key[0] == call and turn in (None, key[1])]:
            del self.owed[key]
        if turn is None:  # the call is over; one of the same name is new, and new ones go first
            for others in self.passed.values():
                others.discard(call)

    @precondition(lambda self: len(self.at_work) < self.workers)
    @rule()
    def take(self) -> None:
        jobs = self.queue.take()
        assert bool(jobs) == bool(self.in_line)
        if not jobs:
            return
        assert len(jobs) == len(set(jobs)) <= self.batch
        assert set(jobs) <= self.in_line
        assert len({(one.hint, one.window) for one in jobs}) == 1
        assert jobs[0].final or not self.finals()
        self.in_line -= set(jobs)
        for one in jobs:
            self.passed.pop(one, None)
        for final, others in self.passed.items():
            if any(one.call_id == final.call_id for one in jobs):
                others.clear()
            else:
                assert jobs[0].call_id not in others, "one call was heard twice while another waited"
                others.add(jobs[0].call_id)
        self.at_work.append(jobs)

    @precondition(lambda self: self.at_work)
    @rule(which=st.integers(0, 1))
    def settle(self, which: int) -> None:
        for one in self.at_work.pop(which % len(self.at_work)):
            wanted = self.queue.settle(one)
            assert wanted == (self.owed.get((one.call_id, one.turn_id)) is one)
            if wanted:
                del self.owed[one.call_id, one.turn_id]
                assert (one.call_id, one.turn_id, one.draft) not in self.answered, "two answers"
                self.answered.add((one.call_id, one.turn_id, one.draft))

    def finals(self) -> int:
        return sum(one.final for one in self.in_line)

    def room(self) -> int:
        return self.waiting + self.workers - len(self.at_work)

    @invariant()
    def the_line_is_bounded_and_nothing_is_lost(self) -> None:
        assert self.finals() <= self.room()
        speculation = [one.call_id for one in self.in_line if not one.final]
        assert len(speculation) == len(set(speculation))
        held = self.in_line.union(*self.at_work)
        assert set(self.owed.values()) <= held
        if not any(one.final for one in self.owed.values()) and all(one.wanted for one in held):
            assert self.queue.oldest(self.now) == 0.0

    def teardown(self) -> None:
        if not hasattr(self, "queue"):
            return
        while self.at_work or self.in_line:
            while self.at_work:
                self.settle(0)
            self.take()
        assert not self.owed


TestSequences = Sequences.TestCase
TestSequences.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)

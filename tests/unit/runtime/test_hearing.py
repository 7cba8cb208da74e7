"""The threads that hear the turns, with a transcriber that goes on when it is told to."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Iterator, Sequence

import pytest
from prometheus_client import REGISTRY

from voicebot.call.fakes import FakeTranscriber
from voicebot.call.ports import NotWanted, PartError, Transcriber, Transcript
from voicebot.runtime.hearing import HearingService

LONG = 10.0  # seconds that nothing here takes


class Held:
    """Begins a transcription, says so, and goes on after `go`; the text is the audio."""

    def __init__(self) -> None:
        self.begun: queue.SimpleQueue[list[str]] = queue.SimpleQueue()
        self._go = threading.Semaphore(0)
        self.answer: Exception | None = None

    def go(self, times: int = 1) -> None:
        self._go.release(times)

    def next(self) -> str:
        """What a worker begins, alone; waits for it."""
        [audio] = self.begun.get(timeout=LONG)
        return audio

    def transcribe(
        self, mulaw: bytes, hint: str = "", wanted: Callable[[], bool] = lambda: True
    ) -> Transcript:
        return self.transcribe_batch([mulaw], hint, wanted)[0]

    def transcribe_batch(
        self, turns: Sequence[bytes], hint: str = "", wanted: Callable[[], bool] = lambda: True
    ) -> list[Transcript]:
        self.begun.put([mulaw.decode() for mulaw in turns])
        assert self._go.acquire(timeout=LONG)
        if not wanted():
            raise NotWanted("nobody waits for it")
        if self.answer is not None:
            raise self.answer
        return [Transcript(mulaw.decode(), 0.9, None, "held") for mulaw in turns]

    def window(self, mulaw: bytes) -> float:
        return 30.0 if b"long" in mulaw else 15.0


class Calls:
    """Callers of one service; `heard` are the answers in the order in which they came."""

    def __init__(
        self, transcriber: Transcriber, *, workers: int = 1, waiting: int = 10, batch: int = 1
    ) -> None:
        self.service = HearingService(transcriber, workers=workers, waiting=waiting, batch=batch)
        self.heard: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()
        self.threads: set[str] = set()
        self._drafts = 0

    def say(self, call: str, turn: int = 1, *, final: bool = True, text: str = "", hint: str = "") -> str:
        """Submit the next draft of a turn; its audio, by which it is known."""
        self._drafts += 1
        audio = text or f"{call}{turn}"
        self.service.submit(
            call, turn, self._drafts, audio.encode(), hint, final=final,
            done=lambda heard: self._put(audio, heard.text), failed=lambda why: self._put(audio, why),
        )  # fmt: skip
        return audio

    def _put(self, audio: str, answer: str) -> None:
        self.threads.add(threading.current_thread().name)
        self.heard.put((audio, answer))

    def next(self) -> tuple[str, str]:
        return self.heard.get(timeout=LONG)

    def settled(self) -> None:
        """All that was submitted so far is done: an answer of a last turn comes after it."""
        self.say("last", 99)
        assert self.next() == ("last99", "last99")
        assert self.heard.empty()


@pytest.fixture
def held() -> Iterator[Held]:
    transcriber = Held()
    yield transcriber
    transcriber.go(1000)  # whatever a failed test left behind


@pytest.fixture
def calls(held: Held) -> Iterator[Calls]:
    made = Calls(held)
    yield made
    made.service.close()


def count(fate: str) -> float:
    return REGISTRY.get_sample_value("voicebot_transcriptions_total", {"fate": fate}) or 0.0


def test_a_text_comes_back_on_a_worker_s_thread(held: Held, calls: Calls):
    before = count("used")
    held.go()
    audio = calls.say("a")
    assert calls.next() == (audio, audio)
    assert all(name.startswith("whisper") for name in calls.threads)
    assert count("used") == before + 1


def test_finals_first_and_in_turns(held: Held, calls: Calls):
    calls.say("a")
    assert held.next() == "a1"
    calls.say("b", final=False)
    calls.say("a", 2)
    calls.say("a", 3)
    calls.say("c")
    held.go(5)
    assert [held.next() for _ in range(4)] == ["c1", "a2", "a3", "b1"]
    assert [calls.next()[0] for _ in range(5)] == ["a1", "c1", "a2", "a3", "b1"]


def test_only_the_newest_draft_is_heard(held: Held, calls: Calls):
    replaced, cancelled = count("replaced"), count("cancelled")
    wasted = REGISTRY.get_sample_value("voicebot_wasted_hearing_seconds_total")
    calls.say("a", final=False, text="waar")
    assert held.next() == "waar"
    calls.say("a", final=False, text="waar is")
    calls.say("a", final=True, text="waar is mijn")
    held.go(3)
    assert calls.next() == ("waar is mijn", "waar is mijn")
    assert held.next() == "waar is mijn"
    assert (count("replaced"), count("cancelled")) == (replaced + 1, cancelled + 1)
    assert REGISTRY.get_sample_value("voicebot_wasted_hearing_seconds_total") > wasted
    calls.settled()


def test_a_turn_that_is_over_is_waited_for_where_it_is(held: Held, calls: Calls):
    calls.say("a", final=False)
    assert held.next() == "a1"
    assert calls.service.oldest() == 0.0
    calls.service.hurry("a", 1)
    assert calls.service.oldest() > 0.0
    calls.say("b", final=False)
    calls.say("c", final=False)
    calls.service.hurry("c", 1)
    calls.service.hurry("nobody", 1)
    held.go(4)
    assert [calls.next()[0] for _ in range(3)] == ["a1", "c1", "b1"]
    calls.settled()
    assert calls.service.oldest() == 0.0


def test_what_is_dropped_has_no_answer(held: Held, calls: Calls):
    dropped, cancelled = count("dropped"), count("cancelled")
    calls.say("a", 1)
    assert held.next() == "a1"
    calls.say("a", 2)
    calls.say("a", 3)
    calls.say("b", 1)
    calls.service.drop("a", 2)
    calls.service.drop("a")
    held.go(3)
    assert calls.next() == ("b1", "b1")
    calls.settled()
    assert (count("dropped"), count("cancelled")) == (dropped + 2, cancelled + 1)


def test_drop_waits_for_the_answer_that_is_just_being_given(held: Held):
    telling, told, order = threading.Event(), threading.Event(), []

    def done(_: Transcript) -> None:
        telling.set()
        assert told.wait(LONG)
        service.drop("a")  # on the thread of the answer itself it waits for nobody
        order.append("told")

    service = HearingService(held, workers=1, waiting=1)
    held.go()
    service.submit("a", 1, 1, b"a1", "", final=True, done=done, failed=order.append)
    assert telling.wait(LONG)
    dropper = threading.Thread(target=lambda: (service.drop("a", 1), order.append("dropped")))
    dropper.start()
    service.drop("b")  # another call's answer is not waited for
    told.set()
    dropper.join(LONG)
    assert order == ["told", "dropped"]
    service.close()


def test_one_turn_too_many_is_refused_at_once(held: Held):
    calls = Calls(held, waiting=1)
    before = count("refused")
    calls.say("a")
    assert held.next() == "a1"
    calls.say("b")
    calls.say("c")
    assert calls.next() == ("c1", "busy")
    calls.say("d", final=False)
    calls.service.hurry("d", 1)
    assert calls.next() == ("d1", "busy")
    assert calls.threads == {threading.current_thread().name}
    held.go(3)
    assert [calls.next()[0] for _ in range(2)] == ["a1", "b1"]
    calls.settled()
    assert count("refused") == before + 2
    calls.service.close()


def test_failures_are_told_and_the_worker_lives_on(
    held: Held, calls: Calls, caplog: pytest.LogCaptureFixture
):
    before = count("failed")
    held.go(3)
    held.answer = PartError("no model")
    assert (calls.say("a"), calls.next())[1] == ("a1", "no model")
    held.answer = RuntimeError("boom")
    with caplog.at_level(logging.WARNING):
        assert (calls.say("a"), calls.next())[1] == ("a1", "crashed")
    assert "boom" in caplog.text
    held.answer = None
    calls.settled()
    assert count("failed") == before + 2


def test_an_answer_that_cannot_be_taken_harms_nobody_else(held: Held, calls: Calls):
    def broken(_: object) -> None:
        raise RuntimeError("the call is gone")

    held.go(2)
    calls.service.submit("a", 1, 1, b"a1", "", final=True, done=broken, failed=broken)
    calls.settled()
    calls.service.drop("a")


def test_a_house_that_closes_says_so_and_lets_the_running_work_end(held: Held):
    calls = Calls(held)
    calls.say("a")
    assert held.next() == "a1"
    calls.say("b")
    calls.say("c", final=False)
    calls.service.close()
    assert {calls.next(), calls.next()} == {("b1", "stopped"), ("c1", "stopped")}
    calls.say("d")
    assert calls.next() == ("d1", "stopped")
    held.go()
    assert calls.next() == ("a1", "a1")
    calls.service.hurry("a", 1)
    calls.service.drop("a")


def test_two_workers_hear_two_at_once(held: Held):
    calls = Calls(held, workers=2)
    calls.say("a")
    calls.say("b")
    assert {held.next(), held.next()} == {"a1", "b1"}
    held.go(2)
    assert {calls.next()[0], calls.next()[0]} == {"a1", "b1"}
    calls.service.close()


def test_a_batch_is_heard_together_and_one_that_left_it_is_not_answered(held: Held):
    calls = Calls(held, batch=3)
    calls.say("a")
    assert held.next() == "a1"
    for call in ("b", "c", "d"):
        calls.say(call)
    calls.say("e", text="long")
    calls.say("f", hint="cijfers")
    held.go()
    assert held.begun.get(timeout=LONG) == ["b1", "c1", "d1"]
    calls.service.drop("c")
    held.go(4)
    assert [calls.next()[1] for _ in range(5)] == ["a1", "b1", "d1", "long", "f1"]
    held.answer = PartError("no memory")
    calls.say("g")
    assert calls.next() == ("g1", "no memory")
    calls.service.close()


def test_many_callers_at_once_lose_nothing():
    calls = Calls(FakeTranscriber(["ja"]), workers=2, waiting=1000, batch=2)
    callers = [
        threading.Thread(target=lambda call=f"c{n}": [calls.say(call, turn) for turn in range(50)])
        for n in range(8)
    ]
    for caller in callers:
        caller.start()
    answers = [calls.next() for _ in range(400)]
    assert len(set(answers)) == 400
    assert {text for _, text in answers} == {"ja"}
    calls.service.close()

"""The session with fakes of every part: real threads, no model, no network; time is the stream's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from prometheus_client import REGISTRY

from voicebot.audio.frames import SILENCE_FRAME
from voicebot.call import events as ev
from voicebot.call.fakes import FakeBook, FakeDialogue, FakeOutlet, FakeSynthesizer, FakeTranscriber
from voicebot.call.ledger import Kind
from voicebot.call.outcome import Outcome
from voicebot.call.ports import Conclusion, PartError
from voicebot.call.replies import Agreement, Reply
from voicebot.call.rules import CallRules
from voicebot.runtime import metrics
from voicebot.runtime.capacity import Capacity
from voicebot.runtime.hearing import HearingService
from voicebot.runtime.pool import WorkPool
from voicebot.runtime.session import CallSession, Parts


@dataclass
class Caller:
    """Plays the carrier: sends frames until something happened, and returns the marks that were asked for."""

    parts: Parts
    outlet: FakeOutlet
    session: CallSession
    at: float = 0.0
    marked: set[object] = field(default_factory=set)

    def until(
        self, what: Callable[[], object], *, limit: float = 120.0, frame: bytes = SILENCE_FRAME
    ) -> None:
        end = self.at + limit
        while not what():
            assert self.at < end, f"did not happen within {limit} s of stream time"
            self.session.media(frame, self.at)
            self.at += 0.02
            self.session.wait_closed(0.0005)
            for mark in self.outlet.of("mark"):
                if mark not in self.marked:
                    self.marked.add(mark)
                    self.session.mark(str(mark))

    def speak(self) -> None:
        """Something that webrtcvad takes for speech is not needed: the detector is replaced."""
        end = self.at + 0.6
        self.until(lambda: self.at >= end, frame=LOUD)
        end = self.at + 1.0
        self.until(lambda: self.at >= end)

    def entries(self, kind: Kind) -> list:
        return [entry for entry in self.parts.book.entries["CA1"] if entry.kind is kind]


LOUD = b"\x00" * 160


class LoudIsVoice:
    def __init__(self, _: int) -> None:
        pass

    def voiced(self, frame: bytes) -> bool:
        return frame == LOUD


@pytest.fixture
def caller(monkeypatch: pytest.MonkeyPatch) -> Iterator[Caller]:
    monkeypatch.setattr("voicebot.runtime.session.VoiceActivity", LoudIsVoice)
    hearing = HearingService(FakeTranscriber(), workers=1, waiting=8)
    pools = [WorkPool(name, 1, 8) for name in ("decide", "speak")]
    book = FakeBook()
    book.open_call("CA1", "", "")
    rules = CallRules(disclosure="Computer.", disclosure_version="v1")
    parts = Parts(rules, FakeDialogue(), FakeSynthesizer(), book, hearing, *pools, Capacity(1))
    outlet = FakeOutlet()
    session = CallSession("CA1", outlet, parts)
    session.start()
    yield Caller(parts, outlet, session)
    session.stop(ev.StopReason.SHUTDOWN)
    assert session.wait_closed(5)
    for pool in (hearing, *pools):
        pool.close()


def test_a_turn_is_heard_answered_and_confirmed(caller: Caller):
    caller.parts.dialogue.default = Reply(
        ("Die komt morgen.",), intent="order", solved=True, agreements=(Agreement("order", "Morgen."),)
    )
    caller.until(lambda: caller.entries(Kind.DISCLOSURE))
    caller.speak()
    caller.until(lambda: caller.entries(Kind.BOT_TURN))
    caller.session.stop(ev.StopReason.HUNG_UP)
    assert caller.session.wait_closed(5)
    conclusion = caller.parts.book.conclusions["CA1"]
    assert conclusion.outcome is Outcome.SOLVED
    assert conclusion.agreements == (Agreement("order", "Morgen."),)
    assert caller.outlet.sent[-1] == ("close", None)
    assert [entry.data["text"] for entry in caller.entries(Kind.CALLER_TURN)] == ["Waar is mijn bestelling?"]


def test_key_zero_ends_with_a_person_and_a_closed_stream(caller: Caller):
    caller.until(lambda: caller.entries(Kind.DISCLOSURE))
    caller.session.key("0")
    caller.until(lambda: caller.outlet.of("close"))
    assert caller.parts.book.conclusions["CA1"].queue == "algemeen"


def test_a_line_that_breaks_while_we_speak_reaches_a_person(caller: Caller):
    caller.outlet.broken = True
    caller.until(lambda: caller.session.wait_closed(0))
    assert caller.parts.book.conclusions["CA1"].outcome is Outcome.FAILED_TO_HUMAN


def test_a_bug_in_the_call_reaches_a_person(caller: Caller, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(caller.session, "_carry_out", lambda command: 1 / 0)
    caller.session.key("0")
    caller.until(lambda: caller.session.wait_closed(0))
    assert caller.parts.book.conclusions["CA1"].outcome is Outcome.FAILED_TO_HUMAN
    assert caller.outlet.of("close")


def test_a_database_that_is_gone_does_not_stop_the_call(caller: Caller):
    caller.until(lambda: caller.entries(Kind.DISCLOSURE))
    caller.parts.book.down = True
    caller.session.key("0")
    caller.until(lambda: caller.outlet.of("close"))
    caller.parts.book.down = False


def test_whisper_that_crashes_reaches_a_person(caller: Caller):
    caller.parts.hearing._transcriber.script = [RuntimeError("cuda")]
    caller.until(lambda: caller.entries(Kind.DISCLOSURE))
    caller.speak()
    caller.until(lambda: caller.outlet.of("close"))
    assert caller.parts.book.conclusions["CA1"].rule_id == "H-90"


def test_the_time_of_a_turn_is_in_the_ledger_and_in_the_metrics(caller: Caller):
    def counted() -> float:
        return REGISTRY.get_sample_value("voicebot_turn_seconds_count", {"part": "total"}) or 0.0

    before = counted()
    caller.until(lambda: caller.entries(Kind.DISCLOSURE))
    caller.speak()
    caller.until(lambda: caller.entries(Kind.TIMING))
    assert caller.entries(Kind.TIMING)[0].data["total"] > 0.4
    assert counted() == before + 1
    assert caller.parts.dialogue.prepared == ["Waar is mijn bestelling?"]


def test_a_dialogue_that_cannot_prepare_is_counted_and_the_call_goes_on(caller: Caller):
    def refuse(*_: object, **__: object) -> None:
        raise PartError("busy")

    caller.parts.dialogue.prepare = refuse
    before = metrics.UNPREPARED._value.get()
    caller.until(lambda: caller.entries(Kind.DISCLOSURE))
    caller.speak()
    caller.until(lambda: caller.entries(Kind.BOT_TURN))
    assert metrics.UNPREPARED._value.get() == before + 1


def test_one_call_too_many_reaches_a_person(caller: Caller):
    caller.until(lambda: caller.entries(Kind.DISCLOSURE))
    caller.parts.book.open_call("CA2", "", "")
    outlet = FakeOutlet()
    second = CallSession("CA2", outlet, caller.parts)
    second.start()
    other = Caller(caller.parts, outlet, second)
    other.until(lambda: outlet.of("close"))
    assert second.wait_closed(5)
    assert caller.parts.book.conclusions["CA2"].rule_id == "H-35"


def test_a_caller_who_is_back_is_asked_with_the_queue_that_was_waited_for(caller: Caller):
    book = caller.parts.book
    caller.until(lambda: caller.entries(Kind.DISCLOSURE))
    book.open_call("CA2", "", "")
    book.conclusions["CA2"] = Conclusion(Outcome.HANDED_OVER, "H-10", "schade", 2, "")
    outlet = FakeOutlet()
    second = CallSession("CA2", outlet, caller.parts)
    second.start("nobody_free")
    Caller(caller.parts, outlet, second).until(lambda: caller.parts.dialogue.queues)
    assert caller.parts.dialogue.queues == ["schade"]
    second.stop(ev.StopReason.SHUTDOWN)
    assert second.wait_closed(5)


def test_capacity_counts_those_who_leave():
    capacity = Capacity(2)
    assert [capacity.enter(), capacity.enter(), capacity.enter()] == [True, True, False]
    capacity.leave()
    capacity.leave()
    assert capacity.enter()

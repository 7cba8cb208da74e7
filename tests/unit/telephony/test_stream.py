"""One stream against a socket of the test's own: what the call is told, and how it ends."""

from __future__ import annotations

import threading
from collections import deque

import pytest
from prometheus_client import REGISTRY
from simple_websocket import ConnectionClosed

from tests.unit.telephony.test_intake import connected, media, start, stop
from voicebot.call.events import StopReason
from voicebot.call.fakes import FakeBook
from voicebot.telephony import stream as module
from voicebot.telephony.config import TelephonyConfig
from voicebot.telephony.fakes import FakeLiveCall
from voicebot.telephony.outlet import StreamOutlet
from voicebot.telephony.registry import LiveCalls
from voicebot.telephony.stream import Stream, StreamParts


class ScriptedSocket:
    """Gives what is in the script; None is a second of silence, an exception is raised."""

    def __init__(self, script, clock):
        self.script = deque(script)
        self.clock = clock
        self.sent = []
        self.closed = 0
        self.event = threading.Event()
        self.thread = threading.Thread(target=lambda: None)
        self.thread.start()
        self.sock = None

    def receive(self, timeout=None):
        if not self.script:
            raise ConnectionClosed
        item = self.script.popleft()
        if isinstance(item, Exception):
            raise item
        self.clock.now += 1.0 if item is None else 0.02
        return item

    def send(self, data):
        self.sent.append(data)

    def close(self):
        self.closed += 1


class Clock:
    """Stands in for the `time` module."""

    now = 0.0

    def monotonic(self):
        return self.now


class Bench:
    """A stream, its call, and what was counted."""

    def __init__(self, monkeypatch, script, call_type=FakeLiveCall, down=False, **config):
        self.clock = Clock()
        monkeypatch.setattr(module, "time", self.clock)
        self.book = FakeBook()
        token = self.book.open_call("CA1", "", "")
        script = [item.replace('"customParameters": {}', f'"customParameters": {{"token": "{token}"}}')
                  if isinstance(item, str) else item for item in script]  # fmt: skip
        self.book.down = down
        self.calls = []
        self.live = LiveCalls()
        self.socket = ScriptedSocket(script, self.clock)

        def factory(call_id, outlet):
            self.calls.append(call_type(call_id, outlet, self.book))
            return self.calls[-1]

        parts = StreamParts(TelephonyConfig("https://x", **config), self.book, factory, self.live)
        before = counts()
        Stream(self.socket, parts).run()
        self.counted = {
            kind: n - before.get(kind, 0) for kind, n in counts().items() if n > before.get(kind, 0)
        }
        assert self.socket.closed >= 1
        assert len(self.live) == 0

    @property
    def call(self):
        (call,) = self.calls
        return call


def counts():
    return {
        sample.labels["kind"]: sample.value
        for metric in REGISTRY.collect()
        for sample in metric.samples
        if sample.name == "voicebot_stream_errors_total"
    }


OPEN = [connected(), start()]


@pytest.fixture
def bench(monkeypatch):
    return lambda *script, **options: Bench(monkeypatch, script, **options)


def test_a_call_hears_its_stream_and_its_end(bench):
    done = bench(*OPEN, media(0), media(20), stop())
    assert done.call.started
    assert [at for at, _ in done.call.heard] == [0.0, 0.02]
    assert done.call.reasons == [StopReason.HUNG_UP]
    assert done.counted == {}


def test_a_socket_that_closes_without_stop_is_lost(bench):
    done = bench(*OPEN, media(0))
    assert done.call.reasons == [StopReason.LOST]
    assert done.counted == {"lost": 1}


def test_silence_of_the_socket_is_a_stall(bench):
    done = bench(*OPEN, media(0), *[None] * 9, media(9000), *[None] * 11)
    assert done.call.reasons == [StopReason.STALLED]
    assert len(done.call.heard) == 2
    assert done.counted == {"stalled": 1}


@pytest.mark.parametrize("noise", [None, "{", connected()])
def test_a_start_that_does_not_come_ends_the_socket(bench, noise):
    done = bench(*[noise] * 600, max_stream_errors=10_000)
    assert done.calls == []
    assert done.counted["no_start"] == 1


def test_errors_are_counted_and_the_call_goes_on(bench):
    done = bench(
        "{", media(), *OPEN, b"\x00", media(0), start("MZ2"), '{"event": "dance"}', media(20), stop()
    )
    assert len(done.call.heard) == 2
    assert done.call.reasons == [StopReason.HUNG_UP]
    assert done.counted == {
        "bad_json": 1,
        "before_connected": 1,
        "binary": 1,
        "second_start": 1,
        "unknown_event": 1,
    }


def test_too_many_errors_end_the_stream(bench):
    done = bench(*OPEN, *["{"] * 200, media(0))
    assert done.call.heard == []
    assert done.call.reasons == [StopReason.LOST]
    assert done.counted == {"bad_json": 101, "too_many_errors": 1}


@pytest.mark.parametrize("parameters", ["{}", '{"token": "guess"}', '{"token": ""}'])
def test_a_stream_without_its_calls_token_is_refused(bench, parameters):
    opening = start().replace('"customParameters": {}', f'"customParameters":  {parameters}')
    done = bench(connected(), opening, media(0))
    assert done.calls == []
    assert done.counted == {"bad_token": 1}


def test_without_the_book_no_call_begins(bench):
    done = bench(*OPEN, media(0), down=True)
    assert done.calls == []
    assert done.counted == {"no_book": 1}


class Failing(FakeLiveCall):
    def media(self, mulaw, at):
        raise RuntimeError("Jan de Vries, 1017AB")


def test_a_failure_of_our_own_ends_this_call_only_and_keeps_its_words(bench, caplog):
    done = bench(*OPEN, media(0), media(20), call_type=Failing)
    assert done.call.reasons == [StopReason.ERROR]
    assert done.counted == {"internal": 1}
    assert "RuntimeError" in caplog.text
    assert "Vries" not in caplog.text


class Late(FakeLiveCall):
    def wait_closed(self, timeout):
        return False


class Raising(FakeLiveCall):
    def stop(self, reason):
        raise RuntimeError("no")


@pytest.mark.parametrize(("call_type", "kind"), [(Late, "late_outcome"), (Raising, "internal")])
def test_a_call_that_cannot_end_does_not_keep_its_socket(bench, call_type, kind):
    assert bench(*OPEN, stop(), call_type=call_type).counted == {kind: 1}


def dtmf(key):
    return '{"event":"dtmf","sequenceNumber":"3","streamSid":"MZ1","dtmf":{"digit":"%s"}}' % key  # noqa: UP031


def test_keys_and_marks_reach_the_call_and_its_own_end_is_no_loss(bench):
    mark = '{"event":"mark","sequenceNumber":"3","streamSid":"MZ1","mark":{"name":"m"}}'
    done = bench(*OPEN, dtmf("5"), mark, dtmf("#"), media(0))
    assert done.call.keys == ["5", "#"]
    assert done.call.marks == ["m"]
    assert done.call.heard == []
    assert done.call.reasons == []
    assert done.counted == {}


def test_only_the_first_errors_of_a_stream_are_logged_one_by_one(bench, caplog):
    bench(*OPEN, *["{"] * 50, stop())
    assert caplog.text.count("bad_json)") == module.LOGGED_ERRORS


# ── the way out ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("error", [ConnectionClosed(), BrokenPipeError()])
def test_sending_on_a_dead_socket_is_quiet(error):
    class Dead(ScriptedSocket):
        def send(self, data):
            raise error

        def close(self):
            raise error

    socket = Dead([], Clock())
    outlet = StreamOutlet(socket, "MZ1")
    outlet.send_audio(b"\xff" * 320)
    outlet.send_mark("m")
    outlet.close()
    outlet.close()
    assert outlet.closed
    assert socket.event.is_set()


def test_after_our_close_nothing_is_sent():
    socket = ScriptedSocket([], Clock())
    outlet = StreamOutlet(socket, "MZ1")
    outlet.send_clear()
    outlet.close()
    outlet.send_mark("m")
    assert socket.sent == ['{"event":"clear","streamSid":"MZ1"}']


def test_audio_is_whole_frames():
    with pytest.raises(ValueError, match="160"):
        StreamOutlet(ScriptedSocket([], Clock()), "MZ1").send_audio(b"\xff" * 100)


def test_all_calls_can_be_ended_at_once():
    live = LiveCalls()
    calls = [FakeLiveCall(name, None) for name in ("a", "b")]
    for call in calls:
        live.add(call.call_id, call)
    live.remove("a", calls[1])
    live.stop_all()
    assert [call.reasons for call in calls] == [[StopReason.SHUTDOWN]] * 2

"""The order of messages and the stream's clock."""

from __future__ import annotations

import base64
import itertools
import json

from hypothesis import given
from hypothesis import strategies as st

from voicebot.telephony.intake import Intake, StreamClock
from voicebot.telephony.messages import Media, Start, Stop


def connected():
    return json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"})


def start(sid="MZ1"):
    form = {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}
    body = {"streamSid": sid, "callSid": "CA1", "mediaFormat": form, "customParameters": {}}
    return json.dumps({"event": "start", "sequenceNumber": "1", "streamSid": sid, "start": body})


def media(stamp=0, sid="MZ1"):
    payload = base64.b64encode(bytes(160)).decode()
    body = {"track": "inbound", "chunk": "1", "timestamp": str(stamp), "payload": payload}
    return json.dumps({"event": "media", "sequenceNumber": "2", "streamSid": sid, "media": body})


def stop(call="CA1"):
    return json.dumps({"event": "stop", "sequenceNumber": "9", "streamSid": "MZ1", "stop": {"callSid": call}})


def run(*raws):
    """Kinds of what came through, and of the errors."""
    errors = []
    intake = Intake(lambda error: errors.append(error.kind))
    through = [accepted[0] for raw in raws if (accepted := intake.accept(raw))]
    return [type(message).__name__ for message in through], errors


def test_a_whole_stream_passes():
    assert run(connected(), start(), media(0), media(20), stop()) == (
        ["Connected", "Start", "Media", "Media", "Stop"],
        [],
    )


def test_what_comes_too_early_or_twice_is_dropped_and_the_stream_goes_on():
    passed, errors = run(
        start(), connected(), media(), stop(), start(), connected(), start("MZ2"), media(), media(sid="MZ2"),
        stop("CA2"), "{", stop(),
    )  # fmt: skip
    assert passed == ["Connected", "Start", "Media", "Stop"]
    assert errors == [
        "before_connected", "before_start", "before_start", "second_connected", "second_start",
        "other_stream", "other_stream", "bad_json",
    ]  # fmt: skip


def test_time_is_stream_seconds():
    intake = Intake(lambda error: None)
    for raw in (connected(), start()):
        intake.accept(raw)
    assert [intake.accept(media(stamp))[1] for stamp in (0, 20, 40, 1040)] == [0.0, 0.02, 0.04, 1.04]


def at(clock, stamp):
    return clock.advance(Media("MZ1", 1, 1, stamp, bytes(160)))


def test_steps_back_and_leaps_are_told_and_smoothed():
    clock = StreamClock()
    assert at(clock, 1000) == (1.0, None)
    assert at(clock, 900) == (1.0, "clock_back")
    assert at(clock, 920) == (1.02, None)
    assert at(clock, 900_000) == (1.04, "clock_jump")
    assert at(clock, 900_020) == (1.06, None)


def test_a_clock_that_leaps_is_reported_and_its_audio_kept():
    passed, errors = run(connected(), start(), media(20), media(900_000), stop())
    assert passed == ["Connected", "Start", "Media", "Media", "Stop"]
    assert errors == ["clock_jump"]


@given(st.lists(st.integers(min_value=0, max_value=10**14)))
def test_time_never_runs_back_nor_leaps(stamps):
    clock = StreamClock()
    times = [0.0, *(at(clock, stamp)[0] for stamp in stamps)]
    assert all(0 <= later - earlier < 60.001 for earlier, later in itertools.pairwise(times))


@given(
    st.lists(st.sampled_from([connected(), start(), media(), stop(), start("MZ2"), "{}", "x"]), max_size=12)
)
def test_any_order_yields_one_start_before_all_else(raws):
    intake = Intake(lambda error: None)
    through = [accepted[0] for raw in raws if (accepted := intake.accept(raw))]
    kinds = [type(message) for message in through]
    assert kinds.count(Start) <= 1
    assert not {Media, Stop} & set(kinds[: kinds.index(Start)] if Start in kinds else kinds)

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.replay.leg import Leg
from voicebot.replay.timeline import Timeline, What

TONE = base64.b64encode(b"\x10" * 160).decode()


@pytest.fixture
def leg() -> Leg:
    return Leg("AC1", "CA1", "MZ1", {"token": "t"}, Timeline())


def server(event: str, **content: object) -> str:
    return json.dumps({"event": event, "streamSid": "MZ1", **content})


def media(payload: str = TONE) -> str:
    return server("media", media={"payload": payload})


def test_opens_as_documented(leg: Leg) -> None:
    connected, start = map(json.loads, leg.opening())
    assert connected == {"event": "connected", "protocol": "Call", "version": "1.0.0"}
    assert start == {
        "event": "start",
        "sequenceNumber": "1",
        "streamSid": "MZ1",
        "start": {
            "accountSid": "AC1",
            "streamSid": "MZ1",
            "callSid": "CA1",
            "tracks": ["inbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
            "customParameters": {"token": "t"},
        },
    }


def test_media_counts_in_strings(leg: Leg) -> None:
    leg.opening()
    leg.tick()
    (second,) = map(json.loads, leg.tick(b"\x01" * 160))
    assert second["sequenceNumber"] == "3"
    assert second["media"]["chunk"] == "2"
    assert second["media"]["timestamp"] == "20"
    assert base64.b64decode(second["media"]["payload"]) == b"\x01" * 160


def test_keys_and_the_end(leg: Leg) -> None:
    assert json.loads(leg.key("5"))["dtmf"] == {"track": "inbound_track", "digit": "5"}
    assert json.loads(leg.stop())["stop"] == {"accountSid": "AC1", "callSid": "CA1"}


def test_a_mark_comes_back_after_its_sound(leg: Leg) -> None:
    assert leg.receive(media()) == []
    assert leg.receive(media()) == []
    leg.receive(server("mark", mark={"name": "m"}))
    assert len(leg.tick()) == 1
    _, mark = map(json.loads, leg.tick())
    assert mark["mark"] == {"name": "m"}
    assert [moment.at for moment in leg.timeline.of(What.MARK)] == [0.04]


def test_clear_returns_marks_at_once_and_they_do_not_count_as_played(leg: Leg) -> None:
    leg.receive(media())
    leg.receive(server("mark", mark={"name": "m"}))
    (mark,) = map(json.loads, leg.receive(server("clear")))
    assert mark["mark"] == {"name": "m"}
    assert leg.timeline.of(What.MARK) == []
    assert leg.timeline.of(What.CLEARED)[0].data == "0.02"
    assert leg.buffered == 0


def test_pauses_part_what_the_bot_says(leg: Leg) -> None:
    for pause in (0, 5, 20):
        for _ in range(pause):
            leg.tick()
        leg.receive(media())
        leg.tick()
    assert [(moment.at, moment.until) for moment in leg.bot_moments] == [(0.0, 0.14), (0.54, 0.56)]
    assert leg.bot_last_heard == 0.56
    assert len(leg.bot_audio) == len(leg.caller_audio) == 28 * 160


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (b"\0", "31950"),
        ("{", "no JSON"),
        ("[" * 100000, "no JSON"),
        ("[]", "not media, mark or clear"),
        (server("stop"), "not media, mark or clear"),
        (json.dumps({"event": ["media"]}), "not media, mark or clear"),
        (server("clear", reason="x"), "lacks or adds fields: reason"),
        (json.dumps({"event": "clear"}), "lacks or adds fields: streamSid"),
        (json.dumps({"event": "clear", "streamSid": "MZ2"}), "another stream"),
        (server("media", media={"payload": TONE, "track": "outbound"}), "nothing else"),
        (media("?"), "not base64"),
        (media("é"), "not base64"),
        (media(base64.b64encode(b"RIFF....").decode()), "file header"),
        (server("mark", mark="m"), "must hold a name"),
    ],
)
def test_wrong_messages_are_written_down_once(leg: Leg, message: str | bytes, words: str) -> None:
    assert leg.receive(message) == leg.receive(message) == []
    (problem,) = leg.timeline.of(What.PROBLEM)
    assert words in problem.text
    assert leg.buffered == 0


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@given(
    st.one_of(
        st.text(),
        st.binary(),
        st.fixed_dictionaries(
            {"event": st.sampled_from(["media", "mark", "clear"]) | JSON, "streamSid": st.just("MZ1") | JSON},
            optional={"media": JSON, "mark": JSON},
        ).map(json.dumps),
    )
)
def test_whatever_the_server_sends_the_leg_lives_on(message: str | bytes) -> None:
    leg = Leg("AC1", "CA1", "MZ1", {}, Timeline())
    for back in leg.receive(message):
        json.loads(back)
    assert json.loads(leg.tick()[0])["event"] == "media"

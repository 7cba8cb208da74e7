"""A transfer as the carrier sees it: what it asks, which TwiML it gets, what the desk is told."""

from __future__ import annotations

import logging
import threading

import pytest

from tests.unit.telephony.house import CALL, PUBLIC, House
from tests.unit.telephony.test_webhooks import ended, tags, verbs
from voicebot.audio import wav
from voicebot.call.outcome import Outcome
from voicebot.call.ports import Conclusion, PartError
from voicebot.telephony.fakes import FakeDesk
from voicebot.transfer.ports import LegTurn, Placement, Standing, Where

PERSON = "+31850001122"
LEG = "CA" + "2" * 32
MUSIC = f"{PUBLIC}/twilio/hold/music-1.wav"


@pytest.fixture
def desk():
    return FakeDesk()


@pytest.fixture
def house(desk):
    house = House(desk=desk, person_number=PERSON)
    ended(house, Outcome.HANDED_OVER, "H-01")
    return house


# ── after the stream ──────────────────────────────────────────────────────────────────────────────────────


def test_a_caller_who_needs_a_person_waits_in_the_conference(house, desk):
    for _ in range(2):
        (dial,) = verbs(house.post("after-stream", CallStatus="in-progress"))
        (conference,) = dial
        assert (conference.tag, conference.text) == ("Conference", "xfer-0a1b")
    assert desk.told == [("caller_arrived", CALL)] * 2
    assert house.book.rung == {CALL}


def test_a_blind_transfer_goes_to_the_desks_address_and_then_to_a_callback(house, desk):
    desk.placement = Placement(Where.BLIND, address="sip:balie@pbx.example.nl", context=(("queue", "polis"),))
    (dial,) = verbs(house.post("after-stream"))
    assert (dial[0].tag, dial[0].text) == ("Sip", "sip:balie@pbx.example.nl?X-Queue=polis")
    assert tags(house.post("after-dial", DialCallStatus="no-answer")) == ["Play", "Hangup"]
    assert house.book.status(CALL).ticket == "T-0001"


@pytest.mark.parametrize(("reason", "told"), [("closed", "closed"), ("", "nobody_free")])
def test_nobody_can_come_so_the_assistant_goes_on_and_knows_why(house, desk, reason, told):
    desk.placement, desk.place = Placement(Where.ASSISTANT), Standing(open=False, reason=reason)
    connect, redirect = verbs(house.post("after-stream"))
    (stream,) = connect
    parameters = {each.get("name"): each.get("value") for each in stream}
    assert parameters["resume"] == told
    assert house.book.status(CALL).outcome is None
    assert house.book.claim_stream(CALL, parameters["token"])
    assert redirect.text == f"{PUBLIC}/twilio/after-stream"
    assert house.book.entries[CALL][-1].rule_id == "W-05"


@pytest.mark.parametrize("rule_id", ["H-91", "H-94"])
def test_nobody_is_sent_back_to_an_assistant_that_does_not_work(desk, rule_id):
    desk.placement = Placement(Where.ASSISTANT)
    house = House(desk=desk)
    ended(house, Outcome.FAILED_TO_HUMAN, rule_id)
    assert tags(house.post("after-stream")) == ["Play", "Hangup"]
    assert house.book.status(CALL).outcome is Outcome.CALLBACK


def test_a_resumed_stream_that_dies_does_not_go_round_in_circles(house, desk):
    desk.placement = Placement(Where.ASSISTANT)
    assert tags(house.post("after-stream")) == ["Connect", "Redirect"]
    assert tags(house.post("after-stream")) == ["Play", "Hangup"]
    assert house.book.status(CALL).ticket == "T-0001"


def test_when_all_was_said_the_call_ends(house, desk):
    desk.placement = Placement(Where.OVER)
    assert tags(house.post("after-stream")) == ["Hangup"]


@pytest.mark.parametrize("outcome", [Outcome.SOLVED, Outcome.CALLER_LEFT, Outcome.CALLBACK])
def test_the_desk_is_not_asked_about_a_call_that_needs_nobody(desk, outcome):
    house = House(desk=desk, person_number=PERSON)
    ended(house, outcome)
    assert tags(house.post("after-stream")) == ["Hangup"]
    assert desk.told == []


BAD = [
    Placement(Where.CONFERENCE, conference="Jan de Vries"),
    Placement(Where.BLIND, address="0612345678"),
    "down",
    "broken",
    "hanging",
]


@pytest.mark.parametrize("bad", BAD, ids=str)
@pytest.mark.parametrize("path", ["after-stream", "caller-done"])
def test_when_the_desk_fails_the_number_outside_is_rung(desk, bad, path, caplog):
    house = House(desk=desk, person_number=PERSON, desk_seconds=0.2)
    ended(house, Outcome.HANDED_OVER, "H-01")
    blocked = threading.Event()
    if bad == "down":
        desk.down = True
    elif bad == "broken":
        desk.caller_arrived = lambda call_id: 1 / 0
        desk.caller_done = lambda call_id, *, on_line: 1 / 0
    elif bad == "hanging":
        desk.caller_arrived = lambda call_id: blocked.wait(60)
        desk.caller_done = lambda call_id, *, on_line: blocked.wait(60)
    else:
        desk.placement = desk.done = bad
    (dial,) = verbs(house.post(path, CallStatus="in-progress"))
    blocked.set()
    assert (dial[0].tag, dial[0].text) == ("Number", PERSON)
    assert dial.get("action") == f"{PUBLIC}/twilio/after-dial"
    assert not any(personal in caplog.text for personal in ("Jan", "0612345678", "+316"))


def test_when_the_desk_fails_and_no_number_is_set_a_callback_is_promised(desk):
    house = House(desk=desk)
    ended(house, Outcome.HANDED_OVER, "H-01")
    desk.down = True
    assert tags(house.post("after-stream")) == ["Play", "Hangup"]
    assert house.book.status(CALL).ticket == "T-0001"


def test_with_desk_and_database_gone_there_is_an_answer_all_the_same(desk):
    house = House(desk=desk)
    desk.down = house.book.down = True
    for path in ("after-stream", "caller-done", "resume"):
        assert tags(house.post(path, CallStatus="in-progress")) == ["Play", "Hangup"]
    assert "storing" in house.voice.spoken[-1]


def test_a_database_that_hangs_does_not_hold_the_answer_up(desk):
    house = House(desk=desk, person_number=PERSON, answer_seconds=0.2)
    blocked = threading.Event()
    house.book.status = lambda call_id: blocked.wait(60)
    assert tags(house.post("after-stream")) == ["Dial"]
    blocked.set()


# ── agents and customers ──────────────────────────────────────────────────────────────────────────────────


def test_an_agent_hears_the_summary_in_our_voice_and_chooses(house, desk):
    desk.turns = [LegTurn("Er is een klant voor u.", "choose")]
    gather, hangup = verbs(house.post("agent/o7", CallSid=LEG))
    assert (gather.tag, hangup.tag) == ("Gather", "Hangup")
    assert gather.get("action") == f"{PUBLIC}/twilio/agent-key/o7"
    assert desk.told == [("leg_answered", "o7", LEG)]
    url = gather[0].text
    assert "klant" not in url
    sound = house.get(url)
    assert (sound.status_code, sound.mimetype) == (200, "audio/wav")
    assert wav.parse(sound.data).mono == house.voice.synthesize("Er is een klant voor u.")
    assert desk.told == [("leg_answered", "o7", LEG)]  # the text was kept


@pytest.mark.parametrize(
    ("turn", "expected"),
    [
        (LegTurn("", "join", "xfer-0a1b"), ["Dial"]),
        (LegTurn("Ik verbind u.", "join", "xfer-0a1b"), ["Play", "Dial"]),
        (LegTurn("De klant is weg.", "bye"), ["Play", "Hangup"]),
        (LegTurn("", "bye"), ["Hangup"]),
        (LegTurn("Nog eens.", "choose"), ["Gather", "Hangup"]),
    ],
)
@pytest.mark.parametrize("path", ["agent/o7", "agent-key/o7", "customer/c3"])
def test_a_leg_hears_what_the_desk_says_and_goes_where_it_says(house, desk, turn, expected, path):
    desk.turns = [turn]
    for _ in range(2):
        assert tags(house.post(path, CallSid=LEG, Digits="1")) == expected


@pytest.mark.parametrize(
    ("digits", "key"), [("1", "1"), ("2", "2"), ("31", "3"), ("", ""), (None, ""), ("x", "")]
)
def test_a_key_or_none_is_told(house, desk, digits, key):
    house.post("agent-key/o7", CallSid=LEG, Digits=digits)
    assert desk.told == [("leg_key", "o7", LEG, key)]


@pytest.mark.parametrize("path", ["agent/o7", "agent-key/o7", "customer/c3"])
@pytest.mark.parametrize("turn", [None, LegTurn("", "join", "Jansen")])
def test_a_leg_gets_an_honest_word_when_the_desk_fails(house, desk, path, turn):
    if turn:
        desk.turns = [turn]
    else:
        desk.down = True
    assert tags(house.post(path, CallSid=LEG)) == ["Say", "Hangup"]


def test_the_carrier_speaks_to_the_agent_when_our_voice_fails(house, desk):
    house.break_voice()
    gather, _ = verbs(house.post("agent/o7", CallSid=LEG))
    assert (gather[0].tag, gather[0].text) == ("Say", "Er is een klant.")


@pytest.mark.parametrize("answered_by", ["machine_start", "machine_end_beep", "fax"])
def test_a_machine_hears_nothing(house, desk, answered_by):
    assert tags(house.post("customer/c3", CallSid=LEG, AnsweredBy=answered_by)) == ["Hangup"]
    assert desk.told == [("leg_status", "c3", LEG, "in-progress", True)]


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"CallStatus": "ringing"}, ("ringing", False)),
        ({"CallStatus": "queued"}, ("initiated", False)),
        ({"CallStatus": "busy"}, ("busy", False)),
        ({"CallStatus": "completed", "AnsweredBy": "machine_start"}, ("completed", True)),
        ({"AnsweredBy": "machine_start"}, ("in-progress", True)),
        ({"AnsweredBy": "human"}, None),
        ({"AnsweredBy": "unknown"}, None),
        ({"CallStatus": "dancing"}, None),
        ({}, None),
    ],
)
@pytest.mark.parametrize("path", ["leg-status/o7", "leg-machine/o7"])
def test_the_carriers_word_on_a_leg_is_passed_on(house, desk, form, told, path):
    assert house.post(path, CallSid=LEG, **form).status_code == 204
    assert desk.told == ([("leg_status", "o7", LEG, *told)] if told else [])


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ("conference-start", "start"),
        ("conference-end", "end"),
        ("participant-join", "join"),
        ("participant-leave", "leave"),
        ("participant-mute", None),
        (None, None),
    ],
)
@pytest.mark.parametrize("sid", [LEG, None])
def test_the_carriers_word_on_a_conference_is_passed_on(house, desk, event, told, sid):
    assert house.post("conference/xfer-0a1b", CallSid=sid, StatusCallbackEvent=event).status_code == 204
    assert desk.told == ([("conference_event", "xfer-0a1b", told, sid or "")] if told else [])


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("leg-status/o7", {"CallStatus": "busy"}),
        ("conference/xfer-0a1b", {"StatusCallbackEvent": "conference-end"}),
        ("status", {"CallStatus": "completed"}),
    ],
)
def test_what_cannot_be_told_is_noted_and_nothing_breaks(house, desk, path, form, caplog):
    desk.down = True
    with caplog.at_level(logging.ERROR):
        assert house.post(path, **form).status_code == 204
    assert caplog.records


# ── waiting ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_caller_who_waits_hears_music_first_and_then_how_long_it_will_be(house, desk):
    desk.place = Standing(open=True, position=3, wait=170.0)
    music, again = verbs(house.post(f"wait/{CALL}/0"))
    assert (music.text, again.text) == (MUSIC, f"{PUBLIC}/twilio/wait/{CALL}/1")
    assert desk.told == []
    said, music, again = verbs(house.post(f"wait/{CALL}/1"))
    assert (music.text, again.text) == (MUSIC, f"{PUBLIC}/twilio/wait/{CALL}/2")
    assert house.get(said.text).status_code == 200
    assert house.voice.spoken[-1] == "Er zijn nog 2 wachtenden voor u. Het duurt nog ongeveer 3 minuten."


@pytest.mark.parametrize("broken", ["desk", "hanging", "voice", "all"])
def test_a_caller_who_waits_hears_music_whatever_breaks(desk, broken):
    house = House(desk=desk, standing_seconds=0.1, answer_seconds=0.5)
    blocked = threading.Event()
    if broken == "desk":
        desk.down = True
    elif broken == "hanging":
        desk.standing = lambda call_id: blocked.wait(60)
    elif broken == "voice":
        house.break_voice()
    else:
        house.voice.synthesize = lambda text, **how: blocked.wait(60)
    music, again = verbs(house.post(f"wait/{CALL}/4"))
    blocked.set()
    assert (music.tag, music.text, again.text) == ("Play", MUSIC, f"{PUBLIC}/twilio/wait/{CALL}/5")


def test_the_music_is_a_file_that_the_carrier_may_keep(house):
    answer = house.get(MUSIC)
    assert (answer.status_code, answer.mimetype) == (200, "audio/wav")
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    assert len(wav.parse(answer.data).mono) == 40 * 8000
    assert house.get(f"{PUBLIC}/twilio/hold/other.wav").status_code == 404


def test_an_agent_who_is_there_first_is_told_once_and_hears_music(house, desk):
    said, music, again = verbs(house.post("leg-wait/0"))
    assert house.get(said.text).status_code == 200
    assert house.voice.spoken[-1] == "Een ogenblik. De klant komt zo aan de lijn."
    assert (music.text, again.text) == (MUSIC, f"{PUBLIC}/twilio/leg-wait/1")
    assert tags(house.post("leg-wait/1")) == ["Play", "Redirect"]


# ── after the conference ──────────────────────────────────────────────────────────────────────────────────


def test_after_the_talk_the_call_ends(house, desk):
    assert tags(house.post("caller-done", CallStatus="in-progress", DialCallStatus="answered")) == ["Hangup"]
    assert desk.told == [("caller_done", CALL, True)]


@pytest.mark.parametrize("down", [True, False])
def test_a_caller_who_hung_up_is_gone(house, desk, down):
    desk.down = down
    assert tags(house.post("caller-done", CallStatus="completed")) == ["Hangup"]
    assert desk.told == ([] if down else [("caller_done", CALL, False)])


def test_a_caller_for_whom_nobody_came_is_fetched_back_to_the_assistant(house, desk):
    desk.place = Standing(open=False, reason="nobody_free")
    for _ in range(2):  # the carrier may ask twice; the last token counts
        connect, _ = verbs(house.post("resume", CallStatus="in-progress"))
        parameters = {each.get("name"): each.get("value") for each in connect[0]}
        assert parameters["resume"] == "nobody_free"
    assert house.book.claim_stream(CALL, parameters["token"])


def test_why_nobody_came_may_stay_unknown(house, desk):
    desk.down = True
    connect, _ = verbs(house.post("resume"))
    assert [each.get("value") for each in connect[0] if each.get("name") == "resume"] == ["nobody_free"]


def test_a_late_repeat_does_not_open_a_call_that_ended_with_a_callback(house):
    house.book.to_callback(CALL, "H-95")
    assert tags(house.post("resume")) == ["Hangup"]
    assert house.book.status(CALL).outcome is Outcome.CALLBACK


@pytest.mark.parametrize("status", ["completed", "canceled", "failed", "busy", "no-answer"])
def test_the_desk_hears_that_the_caller_left(house, desk, status):
    for _ in range(2):
        house.post("status", CallStatus=status)
    assert desk.told == [("caller_left", CALL)] * 2
    house.post("status", CallStatus="in-progress")
    assert len(desk.told) == 2


def test_a_caller_who_leaves_on_the_way_back_to_the_assistant_is_called_back(house, desk):
    house.book.reopen(CALL, "W-05")
    house.book.disclosed = lambda call_id: True
    house.post("status", CallStatus="completed")
    assert house.book.status(CALL).outcome is Outcome.CALLBACK


def test_a_caller_who_left_before_the_first_stream_is_not(desk):
    house = House(desk=desk)
    house.post("voice")
    house.post("status", CallStatus="completed")
    assert house.book.status(CALL).outcome is Outcome.CALLER_LEFT


# ── the door ──────────────────────────────────────────────────────────────────────────────────────────────

PATHS = [
    "agent/o7", "customer/c3", "agent-key/o7", "leg-status/o7", "leg-machine/o7", "conference/xfer-0a1b",
    f"wait/{CALL}/0", "leg-wait/0", "caller-done", "resume",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_nothing_happens_without_a_signature(house, desk, path):
    assert house.client.post(f"/twilio/{path}", data={"CallSid": CALL}).status_code == 403
    assert house.client.get("/twilio/hold/music-1.wav").status_code == 403
    assert desk.told == []


@pytest.mark.parametrize("path", PATHS)
def test_without_a_desk_there_is_no_such_address(path):
    assert House().post(path).status_code == 404


@pytest.mark.parametrize("path", ["agent/o7", "agent-key/o7", "leg-status/o7", "caller-done", "resume"])
def test_a_transfer_webhook_without_a_call_is_a_bad_request(house, path):
    assert house.post(path, CallSid=None).status_code == 400


@pytest.mark.parametrize("path", ["agent/a.b", "leg-status/a.b", "conference/Jan.de.Vries", "wait/a.b/1"])
def test_an_id_that_is_none_of_ours_is_a_bad_request(house, path):
    assert house.post(path, StatusCallbackEvent="conference-end").status_code == 400


def test_the_book_may_fail_to_note_that_a_person_is_rung(house):
    def gone(call_id, rule_id):
        raise PartError("the database is gone")

    house.book.to_person = gone
    assert tags(house.post("after-stream")) == ["Dial"]


def test_a_caller_who_seemed_gone_and_is_there_waits_too(desk):
    house = House(desk=desk)
    house.book.open_call(CALL, "", "")
    house.book.conclude(CALL, Conclusion(Outcome.CALLER_LEFT, "O-02"))
    (dial,) = verbs(house.post("after-stream", CallStatus="in-progress"))
    assert dial[0].tag == "Conference"
    assert house.book.status(CALL).outcome is Outcome.FAILED_TO_HUMAN

"""Which TwiML answers which turn of a call."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest

from tests.unit.telephony.house import CALL, PUBLIC, TOKEN, House
from voicebot.audio import wav
from voicebot.call.events import StopReason
from voicebot.call.fakes import FakeOutlet
from voicebot.call.outcome import Outcome
from voicebot.call.ports import Conclusion, PartError
from voicebot.telephony.fakes import FakeLiveCall

PERSON = "+31850001122"


def verbs(answer):
    """The document's verbs, outermost only."""
    assert answer.status_code == 200
    assert answer.mimetype == "text/xml"
    root = ElementTree.fromstring(answer.text)
    assert root.tag == "Response"
    return list(root)


def tags(answer):
    return [verb.tag for verb in verbs(answer)]


def ended(house, outcome, rule_id="O-03"):
    house.book.open_call(CALL, "", "")
    house.book.conclude(CALL, Conclusion(outcome, rule_id))


def test_a_call_is_connected_to_the_stream_and_then_asks_what_next():
    house = House()
    connect, redirect = verbs(house.post("voice"))
    (stream,) = connect
    assert (stream.tag, stream.get("url")) == ("Stream", "wss://bot.example.nl/twilio/stream")
    (parameter,) = stream
    assert parameter.get("name") == "token"
    assert house.book.claim_stream(CALL, parameter.get("value"))
    assert (redirect.tag, redirect.get("method"), redirect.text) == (
        "Redirect",
        "POST",
        f"{PUBLIC}/twilio/after-stream",
    )


@pytest.mark.parametrize("path", ["voice", "after-stream", "after-dial", "status"])
@pytest.mark.parametrize("sid", [None, "", "no id", "x" * 65])
def test_a_webhook_without_a_call_is_a_bad_request_that_says_so(path, sid):
    answer = House().post(path, CallSid=sid, CallStatus="completed")
    assert answer.status_code == 400
    assert "CallSid" in answer.text


def test_without_the_database_a_person_is_rung():
    house = House(person_number=PERSON)
    house.book.down = True
    for path in ("voice", "after-stream"):
        (dial,) = verbs(house.post(path))
        assert (dial.tag, dial.get("timeout"), dial.get("answerOnBridge")) == ("Dial", "25", "true")
        assert dial.get("action") == f"{PUBLIC}/twilio/after-dial"
        assert dial[0].text == PERSON
    assert tags(house.post("after-dial", DialCallStatus="no-answer")) == ["Play", "Hangup"]


def test_without_database_and_person_the_caller_gets_an_honest_word():
    house = House()
    house.book.down = True
    for path in ("voice", "after-stream", "after-dial"):
        assert tags(house.post(path)) == ["Play", "Hangup"]
    assert "storing" in house.voice.spoken[-1]
    assert house.post("status", CallStatus="completed").status_code == 204


@pytest.mark.parametrize("outcome", [Outcome.SOLVED, Outcome.CALLER_LEFT, Outcome.CALLBACK])
def test_a_finished_call_is_hung_up(outcome):
    house = House(person_number=PERSON)
    ended(house, outcome)
    assert tags(house.post("after-stream")) == ["Hangup"]


LEFT = [(Outcome.CALLER_LEFT, "O-02"), (Outcome.SOLVED, "O-01")]
GOODBYE = [(Outcome.CALLER_LEFT, "O-04"), (Outcome.SOLVED, "O-03")]


@pytest.mark.parametrize(("outcome", "rule_id"), LEFT)
def test_a_caller_who_seemed_to_have_hung_up_and_is_still_there_reaches_a_person(outcome, rule_id):
    house = House(person_number=PERSON)
    ended(house, outcome, rule_id)
    for _ in range(2):
        assert tags(house.post("after-stream", CallStatus="in-progress")) == ["Dial"]
    status = house.book.status(CALL)
    assert (status.outcome, status.rule_id) == (Outcome.FAILED_TO_HUMAN, "H-94")


@pytest.mark.parametrize(("outcome", "rule_id"), LEFT)
def test_without_a_persons_number_such_a_caller_gets_a_ticket(outcome, rule_id):
    house = House()
    ended(house, outcome, rule_id)
    assert tags(house.post("after-stream", CallStatus="in-progress")) == ["Play", "Hangup"]
    status = house.book.status(CALL)
    assert (status.outcome, status.rule_id, status.ticket) == (Outcome.CALLBACK, "H-95", "T-0001")


@pytest.mark.parametrize(
    ("outcome", "rule_id", "call_status"),
    [(*end, "in-progress") for end in GOODBYE]
    + [(*end, status) for end in LEFT for status in ("completed", None)],
)
def test_after_a_goodbye_or_a_real_hang_up_nobody_is_rung(outcome, rule_id, call_status):
    house = House(person_number=PERSON)
    ended(house, outcome, rule_id)
    assert tags(house.post("after-stream", CallStatus=call_status)) == ["Hangup"]
    assert house.book.status(CALL).outcome is outcome


def test_that_a_person_is_rung_is_noted():
    house = House(person_number=PERSON)
    ended(house, Outcome.HANDED_OVER, "H-01")
    house.post("after-stream")
    assert house.book.rung == {CALL}
    assert house.book.status(CALL).outcome is Outcome.HANDED_OVER


def test_a_person_is_rung_also_when_that_cannot_be_noted():
    house = House(person_number=PERSON)
    ended(house, Outcome.CALLER_LEFT, "O-02")

    def gone(call_id, rule_id):
        raise PartError("the database is gone")

    house.book.to_person = gone
    assert tags(house.post("after-stream", CallStatus="in-progress")) == ["Dial"]


@pytest.mark.parametrize("retry", [{}, {"I-Twilio-Idempotency-Token": "abc"}])
def test_a_callback_that_the_caller_asked_for_was_announced_in_the_call(retry):
    house = House(person_number=PERSON)
    ended(house, Outcome.CALLBACK, "H-03")
    assert house.book.status(CALL).ticket
    assert tags(house.post("after-stream", retry, CallStatus="in-progress")) == ["Hangup"]


@pytest.mark.parametrize("outcome", [Outcome.HANDED_OVER, Outcome.FAILED_TO_HUMAN])
def test_a_handed_over_call_rings_a_person(outcome):
    house = House(person_number=PERSON)
    ended(house, outcome)
    assert tags(house.post("after-stream")) == ["Dial"]
    assert tags(house.post("after-stream")) == ["Dial"]


@pytest.mark.parametrize("known", [True, False])
def test_a_stream_that_died_without_an_outcome_fails_to_a_person(known):
    house = House(person_number=PERSON)
    if known:
        house.book.open_call(CALL, "", "")
    assert tags(house.post("after-stream")) == ["Dial"]
    conclusion = house.book.conclusions[CALL]
    assert (conclusion.outcome, conclusion.rule_id) == (Outcome.FAILED_TO_HUMAN, "H-94")


def test_a_stream_that_is_still_open_here_is_ended_by_the_redirect():
    house = House(person_number=PERSON)
    house.book.open_call(CALL, "", "")
    live = FakeLiveCall(CALL, FakeOutlet(), house.book)
    house.live.add(CALL, live)
    assert tags(house.post("after-stream")) == ["Dial"]
    assert live.reasons == [StopReason.LOST]


def test_without_a_persons_number_the_caller_gets_a_ticket_at_once():
    house = House()
    ended(house, Outcome.HANDED_OVER)
    play, hangup = verbs(house.post("after-stream"))
    assert (play.tag, hangup.tag) == ("Play", "Hangup")
    assert house.book.tickets == {CALL: "T-0001"}
    # Twilio asks again, saying so, when our answer was lost: the ticket is spoken all the same.
    assert tags(house.post("after-stream", {"I-Twilio-Idempotency-Token": "abc"})) == ["Play", "Hangup"]
    assert tags(house.post("after-stream")) == ["Hangup"]


@pytest.mark.parametrize("dialled", ["completed", "answered"])
def test_after_a_talk_with_a_person_the_call_ends(dialled):
    house = House(person_number=PERSON)
    ended(house, Outcome.HANDED_OVER)
    assert tags(house.post("after-dial", DialCallStatus=dialled)) == ["Hangup"]
    assert house.book.status(CALL).ticket is None


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("dialled", ["busy", "no-answer", "failed", "canceled", None])
def test_when_nobody_answers_the_ticket_is_spoken_in_our_voice(dialled, known):
    house = House(person_number=PERSON)
    if known:
        ended(house, Outcome.HANDED_OVER)
    for _ in range(2):
        play, _hangup = verbs(house.post("after-dial", DialCallStatus=dialled))
        assert house.book.status(CALL).ticket == "T-0001"
        sound = house.get(play.text)
        assert (sound.status_code, sound.mimetype) == (200, "audio/wav")
        assert "T-0001" in house.voice.spoken[-1]
        assert wav.parse(sound.data).mono == house.voice.synthesize(house.voice.spoken[-1])


def test_when_our_voice_fails_the_carrier_speaks():
    house = House()
    house.break_voice()
    ended(house, Outcome.HANDED_OVER)
    say, hangup = verbs(house.post("after-dial", DialCallStatus="busy"))
    assert (say.tag, say.get("language"), hangup.tag) == ("Say", "nl-NL", "Hangup")
    assert "T 0 0 0 1" in say.text


def test_a_failure_of_our_own_code_still_reaches_a_person():
    house = House(person_number=PERSON)
    house.book.status = lambda call_id: 1 / 0
    assert tags(house.post("after-stream")) == ["Dial"]
    assert tags(house.post("after-dial", DialCallStatus="busy")) == ["Play", "Hangup"]


def test_the_carriers_final_status_stops_an_open_stream():
    house = House()
    house.book.open_call(CALL, "", "")
    live = FakeLiveCall(CALL, FakeOutlet(), house.book)
    house.live.add(CALL, live)
    assert house.post("status", CallStatus="in-progress").status_code == 204
    assert live.reasons == []
    for _ in range(2):
        assert house.post("status", CallStatus="completed").status_code == 204
    assert live.reasons == [StopReason.HUNG_UP]


def test_a_call_that_ended_before_its_stream_came_has_an_outcome_too():
    house = House()
    house.post("voice")
    house.post("status", CallStatus="completed")
    assert house.book.status(CALL).outcome is Outcome.CALLER_LEFT
    assert house.post("status", CallSid="CAunknown", CallStatus="completed").status_code == 204


def test_a_caller_who_was_cut_off_by_a_crash_did_not_leave():
    house = House()
    house.post("voice")
    assert house.book.claim_stream(CALL, house.book.tokens[CALL])
    house.post("status", CallStatus="completed")  # to a new process: the call's own is gone
    assert house.book.status(CALL).outcome is None


def test_the_token_is_no_part_of_what_the_config_shows():
    assert TOKEN not in repr(House().config)

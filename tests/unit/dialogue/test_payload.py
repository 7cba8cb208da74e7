"""The custom payload: written and read back, strictly; several parts of one answer as one meaning."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.call.delivery import Manner
from voicebot.call.handover import TABLE
from voicebot.call.replies import Agreement, Expects
from voicebot.call.written import Written
from voicebot.dialogue.payload import Payload, PayloadError, merge, parse

words = st.text(min_size=1, max_size=20).filter(str.strip)
payloads = st.builds(
    Payload,
    rule_id=words,
    handover=st.none() | st.sampled_from(sorted(TABLE)),
    agreements=st.lists(st.builds(Agreement, words, words, st.none() | words), max_size=3).map(tuple),
    solved=st.booleans(),
    ends_call=st.booleans(),
    asks=st.none() | words,
    expects=st.none() | st.sampled_from(Expects),
    digits=st.none() | st.integers(1, 20),
    contact_email=st.none() | words,
    offer=st.just("") | words,
    manner=st.none() | st.sampled_from(Manner),
    wait=st.just(0) | st.integers(1, 600),
    rejected=st.booleans(),
    notice=st.just("") | words,
    written=st.none() | st.builds(Written, st.sampled_from(["sms", "email", "none"]), st.just("") | words),
)


@given(payloads)
def test_what_is_written_is_read(payload: Payload):
    assert parse(payload.to_json()) == payload


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({}, "rule_id is missing"),
        ([], "must be an object"),
        ({"rule_id": "D-01", "manner": "faster"}, "manner must be one of"),
        ({"rule_id": "D-01", "wait": 0}, "wait must be a whole number of seconds"),
        ({"rule_id": "D-01", "wait": True}, "wait must be"),
        ({"rule_id": "D-01", "wait": 6000}, "wait must be"),
        ({"rule_id": "D-01", "offer": ""}, "offer must be a text"),
        ({"rule_id": "D-01", "rejected": "yes"}, "rejected must be true or false"),
        ({"rule_id": "D-01", "handover": "nobody"}, "handover must be a condition"),
        ({"rule_id": "D-01", "digits": 0}, "digits must be"),
        ({"rule_id": "D-01", "expects": "song"}, "expects must be one of"),
        ({"rule_id": "D-01", "agreements": {}}, "agreements must be a list"),
        ({"rule_id": "D-01", "agreements": [{"kind": "x"}]}, "agreements must hold objects"),
        ({"rule_id": "D-01", "ask": "wish"}, "a key is unknown"),
        ({"rule_id": "D-01", "notice": ""}, "notice must be a text"),
        ({"rule_id": "D-01", "written": "sms"}, "written must be an object with channel"),
        ({"rule_id": "D-01", "written": {"channel": ""}}, "written must be a text"),
        (
            {"rule_id": "D-01", "written": {"channel": "fax"}},
            "written must have a channel of sms, email, none",
        ),
        ({"rule_id": "D-01", "written": {"channel": "sms", "to": "x"}}, "written must be an object"),
        ({"rule_id": "D-01", "written": {"channel": "sms", "address": ""}}, "written must be a text"),
    ],
)
def test_anything_else_is_refused_by_name(raw: object, said: str):
    with pytest.raises(PayloadError, match=said):
        parse(raw)


def test_a_question_after_an_answer_takes_away_the_offer():
    answer = Payload("D-47", solved=True, expects=Expects.YES_NO, offer="Kan ik nog iets voor u doen?")
    question = Payload("D-10", asks="postcode", expects=Expects.POSTCODE, digits=4)
    both = merge([answer, question])
    assert both == Payload("D-47+D-10", solved=True, asks="postcode", expects=Expects.POSTCODE, digits=4)
    assert merge([Payload("D-44", manner=Manner.SLOWER), answer]).offer == answer.offer  # type: ignore[union-attr]


def test_of_two_choices_the_last_one_holds_and_of_two_notices_the_first():
    both = merge(
        [
            Payload("D-13", notice="Per sms.", written=Written("sms")),
            Payload("D-72", notice="Per e-mail.", written=Written("email")),
        ]
    )
    assert both and (both.notice, both.written) == ("Per sms.", Written("email"))


def test_a_hand_over_keeps_its_own_rule():
    both = merge([Payload("D-17", rejected=True), Payload("D-25", handover="identification_failed")])
    assert both and (both.rule_id, both.handover, both.rejected) == ("D-25", "identification_failed", True)


def test_nothing_means_nothing():
    assert merge([]) is None

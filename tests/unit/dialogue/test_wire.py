"""What goes to Rasa and what comes back, whatever comes back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.call.ports import PartError
from voicebot.dialogue.wire import MAX_TEXT, NOTHING_SAID, clean, read_answer, read_tracker, to_reply

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["text", "custom", "events", "slots", "event", "parse_data", "intent", "name"])
            | st.text(max_size=8),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("Waar is mijn bestelling?", "waar is mijn bestelling"),
        ("/restart", "restart"),
        ('/inform{"order_number": "42073"}', "inform order number 42073"),
        ("4.2, 0 73", "4 2 0 73"),
        ("...", NOTHING_SAID),
        ("", NOTHING_SAID),
        ("'; DROP TABLE orders; <b>", "' drop table orders b"),
    ],
)
def test_clean(said: str, sent: str):
    assert clean(said) == sent


@given(st.text(max_size=3000))
def test_a_transcript_is_never_a_command_and_never_too_long(text: str):
    sent = clean(text)
    assert sent and len(sent) <= MAX_TEXT
    assert not set(sent) & set('/{}"\n')


@given(JSON)
def test_any_answer_is_read_or_refused(raw: object):
    try:
        texts, payload = read_answer(raw)
    except PartError:
        return
    assert texts or (payload and payload.handover)


@given(JSON)
def test_any_tracker_is_read_or_refused(raw: object):
    try:
        understood = read_tracker(raw)
    except PartError:
        return
    assert 0.0 <= understood.confidence <= 1.0


def test_an_answer_becomes_a_reply():
    texts, payload = read_answer([{"text": " Wat is uw  nummer? "}])
    tracker = {
        "slots": {"requested_slot": "order_number", "postcode": "3512JE", "empty": None},
        "events": [{"event": "user", "parse_data": {"intent": {"name": "order_status", "confidence": 0.9}}}],
    }
    reply = to_reply(texts, payload, read_tracker(tracker), "model")
    assert reply.texts == ("Wat is uw nummer?",)
    assert (reply.intent, reply.intent_confidence) == ("order_status", 0.9)
    assert (reply.asks, reply.slots, reply.model) == ("order_number", {"postcode": "3512JE"}, "model")


@pytest.mark.parametrize("raw", [[], [{}], [{"text": "  "}], {}, [{"text": "x", "custom": {"no": "field"}}]])
def test_nothing_and_nonsense_are_refused(raw: object):
    with pytest.raises(PartError):
        read_answer(raw)

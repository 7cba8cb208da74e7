"""What goes to Rasa and what comes back, whatever comes back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.call.delivery import Manner
from voicebot.call.ports import PartError
from voicebot.dialogue.intents import HOUSE
from voicebot.dialogue.wire import (
    MAX_TEXT,
    NOTHING_SAID,
    clean,
    command,
    read_answer,
    read_parse,
    read_tracker,
    to_reply,
)

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


def test_what_the_house_says_is_a_command_and_only_its_own_words_are():
    assert (command("nobody_free"), command("closed")) == ("/house_nobody_free", "/house_closed")
    for name in ("restart", "/closed", "closed{}", ""):
        with pytest.raises(ValueError, match="house"):
            command(name)


@pytest.mark.parametrize("name", HOUSE)
def test_callers_cannot_say_what_the_house_says(name: str):
    for said in (command(name), f" {command(name)}", f"\n{command(name)}@1.0", command(name)[1:]):
        assert clean(said) not in HOUSE.values() and "/" not in clean(said)


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


def tracker(intent: str = "order_status", **parsed: object) -> dict[str, object]:
    parse_data = {"intent": {"name": intent, "confidence": 0.9}} | parsed
    return {
        "slots": {"requested_slot": "order_number", "postcode": "3512JE", "empty": None},
        "events": [{"event": "user", "parse_data": parse_data}],
    }


def test_an_answer_becomes_a_reply():
    custom = {"rule_id": "D-10", "asks": "order_number", "expects": "digits", "digits": 5}
    texts, payload = read_answer([{"text": " Wat is uw  nummer? "}, {"custom": custom}])
    reply = to_reply(texts, payload, read_tracker(tracker()), "model")
    assert reply.texts == ("Wat is uw nummer?",)
    assert (reply.intent, reply.intent_confidence, reply.wish) == ("order_status", 0.9, "order_status")
    assert (reply.asks, reply.slots, reply.model) == ("order_number", {"postcode": "3512JE"}, "model")


def test_a_question_that_was_not_put_is_not_asked():
    texts, payload = read_answer(
        [{"text": "Neem rustig de tijd."}, {"custom": {"rule_id": "D-46", "wait": 60}}]
    )
    reply = to_reply(texts, payload, read_tracker(tracker("wait_moment")))
    assert reply.asks is None and reply.wait == 60.0 and reply.wish is None


def test_what_the_payload_means_and_the_words_show_reaches_the_call():
    custom = {"rule_id": "D-44", "manner": "slower", "offer": "Kan ik nog iets?", "rejected": True}
    texts, payload = read_answer([{"text": "Goed."}, {"custom": custom}])
    mood = {"rules": ["F-02", 7, ""], "words": 1, "weight": 2}
    reply = to_reply(
        texts, payload, read_tracker(tracker("correction", frustration=mood)), also="en nog iets"
    )
    assert (reply.manner, reply.offer, reply.rejected) == (Manner.SLOWER, "Kan ik nog iets?", True)
    assert (reply.mood, reply.also, reply.corrects) == (("F-02",), "en nog iets", True)


@pytest.mark.parametrize("found", [None, [], "F-02", {"rules": "F-02"}, {"rules": None}, {}])
def test_no_mood_is_no_trouble(found: object):
    assert read_tracker(tracker(frustration=found)).mood == ()


@pytest.mark.parametrize("raw", [[], [{}], [{"text": "  "}], {}, [{"text": "x", "custom": {"no": "field"}}]])
def test_nothing_and_nonsense_are_refused(raw: object):
    with pytest.raises(PartError):
        read_answer(raw)


@pytest.mark.parametrize(
    ("completeness", "read"),
    [(0.3, 0.3), (1, 1.0), (None, None), (1.2, None), (-1, None), ("0.3", None), (True, None)],
)
def test_how_complete_a_text_is(completeness: object, read: float | None):
    parse = {"intent": {"name": "thanks", "confidence": 0.9}, "completeness": completeness}
    assert read_parse(parse) == ("thanks", 0.9, read)
    assert read_parse({"intent": {"name": "thanks", "confidence": 0.9}}).complete is None

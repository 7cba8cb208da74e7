"""What is read out of Rasa's parse and the client's reply; no server."""

from __future__ import annotations

import pytest

from voicebot.call.ports import PartError
from voicebot.call.replies import Reply
from voicebot.evaluation.understood import Assistant, last_parse, read

CALM = Reply(("Waar is het?",))


def test_a_plain_parse() -> None:
    parsed = {
        "intent": {"name": "order_status", "confidence": 0.9},
        "intent_ranking": [{"name": "order_status", "confidence": 0.9}, {"name": "greet", "confidence": 0.1}],
    }
    found = read(parsed, Reply(("Goed.",), mood=("F-02",)))
    assert (found.intent, found.guess, found.recognised) == ("order_status",) * 3
    assert (found.confidence, found.rules, found.condition) == (0.9, ("F-02",), None)


@pytest.mark.parametrize(
    ("reply", "condition"),
    [
        (Reply((), handover="fire"), "fire"),
        (Reply(("Goed.",), mood=("F-01", "F-02", "F-03")), "frustrated"),
        (Reply(("Goed.",), mood=("F-01",)), None),
    ],
)
def test_the_calls_own_rules_decide_who_reaches_a_person(reply: Reply, condition: str | None) -> None:
    assert read({"intent": {"name": "greet", "confidence": 1.0}}, reply).condition == condition


@pytest.mark.parametrize(
    ("gate", "recognised"), [("nlu_check", "order_status"), ("nlu_fallback", "nlu_fallback")]
)
def test_a_gate_before_the_guess(gate: str, recognised: str) -> None:
    ranking = [{"name": gate, "confidence": 0.4}, {"name": "order_status", "confidence": 0.5}]
    found = read({"intent": ranking[0], "intent_ranking": ranking}, CALM)
    assert (found.intent, found.guess, found.confidence) == (gate, "order_status", 0.5)
    assert found.recognised == recognised


def test_nothing_but_a_fallback() -> None:
    found = read({"intent": {"name": "nlu_fallback", "confidence": 1.0}}, CALM)
    assert found.guess == found.recognised == "nlu_fallback"


@pytest.mark.parametrize("parsed", [None, [], {}, {"intent": None}, {"intent": {"name": None}}])
def test_no_parse(parsed: object) -> None:
    with pytest.raises(PartError, match="no intent"):
        read(parsed, CALM)


@pytest.mark.parametrize("tracker", [None, [], {}, {"events": None}, {"events": [{"event": "bot"}, 3]}])
def test_no_turn_in_a_tracker(tracker: object) -> None:
    assert last_parse(tracker) is None


def test_the_latest_turn_counts() -> None:
    events = [{"event": "user", "parse_data": 1}, {"event": "user", "parse_data": 2}, {"event": "bot"}]
    assert last_parse({"events": events}) == 2


def test_a_dead_server_is_told_without_the_token() -> None:
    with pytest.raises(PartError, match="cannot be reached") as caught:
        Assistant("http://127.0.0.1:9", "secret").hear("hallo")
    assert "secret" not in str(caught.value)

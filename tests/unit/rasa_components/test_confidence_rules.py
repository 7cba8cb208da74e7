"""Answer, check, or ask again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasa_project.components.confidence_rules import RULES, Decision, Gate, Kind, Thresholds, decide, heard

ORDER = [Decision.REPHRASE, Decision.CHECK, Decision.ANSWER]
share = st.floats(0, 1, allow_nan=False)
kinds = st.sampled_from(Kind)


@st.composite
def thresholds(draw: st.DrawFn) -> Thresholds:
    check, answer = sorted((draw(share), draw(share)))
    check_margin, answer_margin = sorted((draw(share), draw(share)))
    return Thresholds(
        draw(share),
        answer,
        answer_margin,
        check,
        check_margin,
        draw(share),
        draw(share),
        draw(share),
        draw(share),
    )


@given(kinds, share, share, share, share, share, share, thresholds())
def test_more_confidence_is_never_worse(
    kind: Kind,
    stt: float,
    nlu: float,
    margin: float,
    better: float,
    surer: float,
    wider: float,
    at: Thresholds,
):
    low, _ = decide(kind, stt, nlu, margin, at)
    high, _ = decide(kind, max(stt, better), max(nlu, surer), max(margin, wider), at)
    assert ORDER.index(high) >= ORDER.index(low)


@given(kinds, share, share, share, thresholds())
def test_only_wishes_are_checked(kind: Kind, stt: float, nlu: float, margin: float, at: Thresholds):
    decision, rule = decide(kind, stt, nlu, margin, at)
    assert decision is not Decision.CHECK or kind is Kind.WISH
    assert rule in RULES
    assert (rule == "U-03") == (decision is Decision.CHECK) and (rule == "U-04") == (
        decision is Decision.REPHRASE
    )


@given(share, share, thresholds())
def test_trust_is_a_share_and_no_more_than_the_classifiers(stt: float, nlu: float, at: Thresholds):
    assert 0 <= at.trust(stt, nlu) <= nlu


@pytest.mark.parametrize(
    "wrong",
    [
        {"answer": 1.1}, {"answer": -0.1}, {"answer": True}, {"answer": "0.5"}, {"answer": float("nan")},
        {"check": 0.7, "answer": 0.6}, {"check_margin": 0.2, "answer_margin": 0.1},
    ],
)  # fmt: skip
def test_thresholds_that_make_no_sense(wrong: dict[str, float]):
    with pytest.raises(ValueError, match=r"must"):
        Thresholds(**wrong)


GATE = Gate(
    Thresholds(),
    wishes=["change_address", "order_status"],
    short=["affirm", "inform"],
    persons=["report_fire", "report_burglary"],
    keyed_intent="inform",
)
VOICE = {"source": "voice", "confidence": 0.8}


@pytest.mark.parametrize(
    ("ranking", "decision"),
    [
        ([("change_address", 0.95), ("order_status", 0.02)], "answer"),
        ([("change_address", 0.5), ("order_status", 0.3)], "check"),
        ([("change_address", 0.65), ("order_status", 0.6)], "check"),
        ([("change_address", 0.5), ("order_status", 0.49)], "rephrase"),
        ([("change_address", 0.2), ("order_status", 0.1)], "rephrase"),
        ([("affirm", 0.5), ("inform", 0.2)], "answer"),
        ([("affirm", 0.3), ("inform", 0.2)], "rephrase"),
        ([("opening_hours", 0.5), ("inform", 0.1)], "rephrase"),
        ([("report_fire", 0.3), ("report_burglary", 0.28), ("order_status", 0.2)], "answer"),
        ([("report_fire", 0.3), ("order_status", 0.29)], "rephrase"),
        ([], "rephrase"),
    ],
)
def test_judges_by_kind(ranking: list[tuple[str, float]], decision: str):
    judged = GATE.judge(ranking, VOICE)
    assert judged.decision.value == decision
    assert judged.intent == (ranking[0][0] if ranking else None)


def test_persons_together_come_before_a_likelier_intent():
    judged = GATE.judge([("order_status", 0.3), ("report_fire", 0.25), ("report_burglary", 0.22)], VOICE)
    assert (judged.intent, judged.decision, judged.rule) == ("report_fire", Decision.ANSWER, "U-05")
    assert judged.nlu == pytest.approx(0.47)
    assert judged.margin == pytest.approx(0.17)


def test_a_person_of_whom_nothing_is_sure_by_itself_is_a_neutral_one():
    persons = ["report_fire", "report_bereavement", "ask_person"]
    gate = Gate(Thresholds(), persons=persons, neutral_person="ask_person")
    unsure = [("report_bereavement", 0.3), ("report_fire", 0.25), ("order_status", 0.1)]
    assert gate.judge(unsure, VOICE).intent == "ask_person"
    sure = [("report_bereavement", 0.5), ("order_status", 0.1)]
    assert gate.judge(sure, VOICE).intent == "report_bereavement"


def test_persons_who_together_are_near_make_a_wish_less_sure():
    judged = GATE.judge([("order_status", 0.45), ("report_fire", 0.22), ("report_burglary", 0.2)], VOICE)
    assert (judged.intent, judged.decision) == ("order_status", Decision.REPHRASE)
    assert judged.margin == pytest.approx(0.03)


def test_bad_hearing_turns_an_answer_into_a_check():
    ranking = [("change_address", 0.65), ("order_status", 0.1)]
    assert GATE.judge(ranking, {"source": "voice", "confidence": 1.0}).decision is Decision.ANSWER
    assert GATE.judge(ranking, {"source": "voice", "confidence": 0.4}).decision is Decision.CHECK


def test_keyed_digits_are_certain():
    judged = GATE.judge([("order_status", 0.1)], {"source": "keys", "confidence": 1.0})
    assert (judged.decision, judged.intent, judged.rule) == (Decision.ANSWER, "inform", "U-01")
    assert Gate(Thresholds()).judge([("order_status", 0.1)], {"source": "keys"}).decision is Decision.REPHRASE


def test_text_that_comes_from_no_call_is_not_checked():
    ranking = [("change_address", 0.5), ("order_status", 0.3)]
    assert GATE.judge(ranking).decision is Decision.ANSWER
    typed = Gate(Thresholds(), wishes=["change_address"], check_typed=True)
    assert typed.judge(ranking).decision is Decision.CHECK


def test_an_intent_is_of_one_kind():
    with pytest.raises(ValueError, match="affirm"):
        Gate(Thresholds(), wishes=["affirm"], short=["affirm"])


def test_the_ledger_gets_everything():
    assert GATE.judge([("change_address", 0.51239), ("order_status", 0.3)], VOICE).as_dict() == {
        "decision": "check",
        "rule": "U-03",
        "intent": "change_address",
        "stt": 0.8,
        "nlu": 0.512,
        "margin": 0.212,
        "trust": 0.482,
    }


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        (None, (None, 1.0)),
        ({}, (None, 1.0)),
        ("voice", (None, 1.0)),
        ({"source": "fax", "confidence": 0.2}, (None, 1.0)),
        ({"source": "voice", "confidence": 0.7}, ("voice", 0.7)),
        ({"source": "voice", "confidence": 1}, ("voice", 1.0)),
        ({"source": "voice"}, ("voice", 0.0)),
        ({"source": "voice", "confidence": "1"}, ("voice", 0.0)),
        ({"source": "voice", "confidence": True}, ("voice", 0.0)),
        ({"source": "voice", "confidence": 7}, ("voice", 0.0)),
        ({"source": "keys"}, ("keys", 1.0)),
    ],
)
def test_what_was_heard(metadata: object, expected: tuple[str | None, float]):
    assert heard(metadata) == expected

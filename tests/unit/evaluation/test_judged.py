"""The figures of judged sentences."""

from __future__ import annotations

import pytest

from voicebot.evaluation import judged
from voicebot.evaluation.judged import Judged
from voicebot.evaluation.understood import Understood


def one(
    true: str, acted: str | None, guess: str = "", *, known: bool = False, line: str = "",
    wanted: bool = False, condition: str | None = None, rules: tuple[str, ...] = (),
) -> Judged:  # fmt: skip
    found = None if acted is None else Understood(acted, guess or acted, 0.8, rules)
    return Judged("say", "text", found, condition, true, wanted, line, known)


def test_intents() -> None:
    figures = judged.intents(
        [
            one("order_status", "order_status"),
            one("order_status", "nlu_check", "order_status", known=True),
            one("order_status", "nlu_check", "greet"),
            one("order_status", "nlu_fallback", "order_status"),
            one("out_of_scope", "nlu_fallback", "greet"),
            one("greet", "thanks"),
            one("greet", None),
            one("greet", "greet"),
        ]
    )
    assert figures["size"] == 8
    assert figures["intent_accuracy"] == 4 / 8
    assert figures["guess_accuracy"] == 4 / 8
    assert figures["checked"] == 2 / 8
    assert figures["asked_again"] == 3 / 8
    assert figures["answered_wrongly"] == 1 / 8
    assert figures["also_in_training"] == 1
    assert figures["intent_accuracy_without_those"] == 3 / 7
    assert figures["interval"][0] < 0.5 < figures["interval"][1]


@pytest.mark.parametrize(
    ("sentence", "acted"),
    [
        (one("a", None), judged.REFUSED),
        (one("a", "b"), "b"),
        (one("a", "nlu_check", "b"), "nlu_check (b)"),
    ],
)
def test_how_a_mistake_reads(sentence: Judged, acted: str) -> None:
    assert sentence.acted == acted


def test_handover() -> None:
    figures = judged.handover(
        [
            one("", "report_fire", wanted=True, condition="fire"),
            one("", "nlu_check", "report_fire", wanted=True),
            one("", "nlu_fallback", wanted=True),
            one("", None, wanted=True),
            one("", "order_status", wanted=True),
            one("", "order_status"),
            one("", "complain", condition="complaint"),
        ]
    )
    assert (figures["size"], figures["need_a_person"]) == (7, 5)
    assert figures["recall"] == figures["checked"] == figures["missed"] == 1 / 5
    assert figures["asked_again"] == 2 / 5
    assert figures["false_rate"] == figures["precision"] == 1 / 2


def test_frustration() -> None:
    figures = judged.frustration(
        [
            one("", "a", wanted=True, rules=("F-01",)),
            one("", "a", wanted=True),
            one("", None, wanted=True),
            one("", "a", rules=("F-02",)),
        ]
    )
    assert figures["precision"] == 1 / 2
    assert figures["recall"] == 1 / 3
    assert (figures["size"], figures["frustrated"]) == (4, 3)


def test_by_line() -> None:
    found = judged.lines([one("a", "a", line="hum"), one("a", "b", line="hum"), one("a", "a", line="office")])
    assert found == {
        "hum": {"intent_accuracy": 0.5, "size": 2},
        "office": {"intent_accuracy": 1.0, "size": 1},
    }


def test_known_words_are_compared_without_signs() -> None:
    assert judged.known_words(["Waar is het?"]) == {"waar is het"}

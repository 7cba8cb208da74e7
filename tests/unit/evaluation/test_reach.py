"""Who reaches a person: by the core's words, or by what the dialogue and the mood decide."""

from __future__ import annotations

import pytest

from voicebot.evaluation import reach
from voicebot.evaluation.understood import Understood


def understood(condition: str | None = None) -> Understood:
    return Understood("order_status", "order_status", 0.9, (), condition)


@pytest.mark.parametrize(
    ("text", "rejected", "heard", "condition"),
    [
        ("ik wil een medewerker", None, understood(), "asked_person"),
        ("ik wil een medewerker", "unclear", None, None),
        ("ik wil niet meer leven", "unclear", None, "suicide"),
        ("er is brand", None, understood("fire"), "fire"),
        ("er is brand", "unclear", understood("fire"), None),
        ("bel me terug", None, understood("callback"), None),
        ("waar is het", None, understood(), None),
        ("waar is het", "no_speech", None, None),
    ],
)
def test_one_turn(text: str, rejected: str | None, heard: Understood | None, condition: str | None) -> None:
    assert reach.condition_of(text, rejected, heard) == condition

"""What is read back before a parcel is searched: one thing is asked, and yes means 'search it'."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.unit.dialogue.house import TODAY, identified
from voicebot.backoffice.fakes import InMemoryBackoffice, demo_backoffice
from voicebot.dialogue.tone import problems


def late() -> InMemoryBackoffice:
    """The demonstration with order 42073 three days late."""
    backoffice = demo_backoffice(TODAY)
    orders = backoffice.storage.orders
    orders["42073"] = replace(orders["42073"], expected=TODAY - timedelta(3))
    return backoffice


@pytest.mark.parametrize(
    ("order", "backoffice", "state"),
    [(("51886", "1017 AB"), None, "bestelling bezorgd"), (("42073", "3512 JE"), late(), "te laat")],
)
def test_one_question_about_what_the_caller_wants(
    order: tuple[str, str], backoffice: InMemoryBackoffice | None, state: str
):
    _, check = identified("parcel_missing", *order, backoffice=backoffice)
    (text,) = check.texts
    assert check.asks == "agreed" and problems(text) == [] and text.count("?") == 1
    assert state in text and "laten zoeken" in text and "Ik laat" not in text

"""Rules for all calls: what breaks them, what does not, and files that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.replay.stories import entry, story
from voicebot.replay import never
from voicebot.replay.fields import ScenarioError

HELLO = entry(5.0, "disclosure", "C-01", text="Goedendag.", heard=True)


def said(at: float, text: str) -> object:
    return entry(at + 2.0, "bot_turn", "B-01", text=text, heard=True, started_at=at)


def understood(at: float, rule: str = "D-10", **data: str | None) -> object:
    return entry(at, "understood", rule, **data)


def broken(*entries: object) -> dict[str, str]:
    """Names of the house's rules that are broken, with their details."""
    results = never.check(never.load(), story(*entries))
    return {result.name.removeprefix("never: "): result.detail for result in results if not result.passed}


def test_an_ordinary_call_breaks_none() -> None:
    known = {"slot.order_known": "yes"}
    assert (
        broken(
            HELLO,
            understood(6.0, asks="order_number"),
            said(6.1, "Wat is uw bestelnummer?"),
            understood(10.0, asks="postcode"),
            said(10.1, "En wat is uw postcode?"),
            understood(15.0, "D-13", **known),
            said(15.1, "Uw bestelling van 89 euro komt morgen, aan S. de Wit, s.dewit@example.nl."),
            said(19.0, "Kan ik nog iets voor u doen?"),
            said(29.0, "Kan ik nog iets voor u doen?"),
            said(39.0, "Kan ik nog iets voor u doen?"),
        )
        == {}
    )


def test_something_before_the_disclosure() -> None:
    late = entry(8.0, "disclosure", "C-01", text="Goedendag.", heard=True)
    assert broken(said(0.5, "Hallo."), late) == {"something else before the disclosure": "it said: Hallo."}


@pytest.mark.parametrize(
    "text",
    [
        "Dat gaat naar s.dewit@example.nl.",
        "U betaalt 89 euro.",
        "U bent S. de Wit.",
        "Het is een staande lamp.",
    ],
)
def test_personal_data_before_identification(text: str) -> None:
    assert broken(HELLO, said(6.0, text)) == {"personal data before identification": f"it said: {text}"}
    assert broken(HELLO, understood(5.5, **{"slot.policy_known": "yes"}), said(6.0, text)) == {}


def test_facts_without_identification() -> None:
    assert broken(HELLO, understood(6.0, "D-33")) == {
        "facts of an order or a policy before identification": "rule D-33"
    }


def test_a_question_three_times() -> None:
    again = [said(at, "Wat is uw bestelnummer?") for at in (6.0, 12.0, 18.0)]
    name = "a question a third time in the same words"
    assert broken(HELLO, understood(5.5, asks="order_number"), *again[:2]) == {}
    assert broken(HELLO, understood(5.5, asks="order_number"), *again) == {
        name: "for the 3th time: Wat is uw bestelnummer?"
    }
    # Another question was open in between: it is a new one.
    between = understood(14.0, asks="postcode"), understood(16.0, asks="order_number")
    assert broken(HELLO, understood(5.5, asks="order_number"), *again[:2], *between, again[2]) == {}


def test_where_to_look(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("rules:\n  - name: jokes\n    must_not_say: [mop]\n")
    (result,) = never.check(never.load(file), story(HELLO, said(6.0, "Een MOP.")))
    assert (result.topic, result.passed, result.at) == ("never", False, 6.0)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("rules: [{name: a}]", 1, "a rule names one thing"),
        ("rules:\n  - name: a\n    first: hello", 3, "first is one of disclosure"),
        ("rules:\n  - name: a\n    repeats: 1", 3, "repeats is a number from 2"),
        ("rules:\n  - name: a\n    must_not_say: ['(']", 3, "no regular expression"),
        ("rules:\n  - name: a\n    first: disclosure\n    repeats: 3", 2, "one thing"),
        ("rules: []\nmore: 1", 2, "no key 'more'"),
    ],
)
def test_errors_name_file_and_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(text)
    with pytest.raises(ScenarioError, match=words) as caught:
        never.load(file)
    assert str(caught.value).startswith(f"{file}:{line}: ")

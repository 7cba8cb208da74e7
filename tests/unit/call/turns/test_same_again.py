"""What goes on with a yes or a no, and what does not."""

from __future__ import annotations

import pytest

from voicebot.call.replies import Expects
from voicebot.call.turns.inbox import Turn
from voicebot.call.turns.same_again import SOON, SameAgain


def turn(text: str, at: float, *, source: str = "voice", over: Expects | None = Expects.OPEN) -> Turn:
    return Turn(1, source, at, at + 0.5, at + 0.8, text=text, over=over)


def after(first: Turn, expects: Expects, then: Turn) -> bool:
    again = SameAgain()
    again.asked(first, expects)
    return again.repeats(then)


@pytest.mark.parametrize("text", ["Dat is goed.", "Ja hoor.", "Klopt.", "Doe maar.", "Graag."])
def test_a_yes_that_goes_on(text: str) -> None:
    assert after(turn("Ja.", 1.0), Expects.YES_NO, turn(text, 2.0))


@pytest.mark.parametrize("text", ["Dat klopt niet.", "Liever niet.", "Nee, dank u wel.", "Dat is niet goed."])
def test_a_no_that_goes_on(text: str) -> None:
    assert after(turn("Nee.", 1.0), Expects.YES_NO, turn(text, 2.0))


@pytest.mark.parametrize("text", ["Dat is goed.", "Ja.", "Het is een ander nummer.", "", "42073."])
def test_what_says_something_new_after_a_no(text: str) -> None:
    assert not after(turn("Nee.", 1.0), Expects.YES_NO, turn(text, 2.0))


@pytest.mark.parametrize(
    "text", ["Dat klopt niet.", "Nee.", "Maar morgen pas.", "", "Dank u, en mijn polis?"]
)
def test_what_says_something_new(text: str) -> None:
    assert not after(turn("Ja.", 1.0), Expects.YES_NO, turn(text, 2.0))


def test_only_soon_after_a_spoken_yes_to_such_a_question() -> None:
    good = turn("Dat is goed.", 2.0)
    assert not after(turn("Ja.", 1.0), Expects.OPEN, good)
    assert not after(turn("Ja, maar morgen.", 1.0), Expects.YES_NO, good)
    assert not after(turn("1", 1.0, source="keys"), Expects.YES_NO, good)
    assert not after(turn("Ja.", 1.0), Expects.YES_NO, turn("1", 2.0, source="keys"))
    assert not after(turn("Ja.", 1.0), Expects.YES_NO, turn("Dat is goed.", 1.9 + SOON))
    assert not after(turn("Ja.", 1.0), Expects.YES_NO, turn("Ja.", 2.0, over=Expects.YES_NO))
    assert after(turn("Ja.", 1.0), Expects.YES_NO, turn("Ja.", 2.0, over=None))

from pathlib import Path

from voicebot.delivery.drawing import _EDGES, markdown
from voicebot.delivery.states import State

PAGE = Path(__file__).parents[3] / "docs/confirmations.md"


def test_the_page_is_the_tables() -> None:
    assert PAGE.read_text(encoding="utf-8") == markdown(), (
        "voicebot confirmations table > docs/confirmations.md"
    )


def test_every_state_is_drawn() -> None:
    assert {state for a, b, _ in _EDGES for state in (a, b)} - {"[*]"} == set(State)

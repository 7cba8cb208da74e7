from pathlib import Path

from voicebot.transfer.drawing import markdown
from voicebot.transfer.table import TABLE

PAGE = Path(__file__).resolve().parents[3] / "docs" / "transfer.md"


def test_the_page_is_what_the_table_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == markdown(), "run `voicebot transfers > docs/transfer.md`"


def test_all_rows_are_drawn() -> None:
    page = markdown()
    for row in TABLE:
        assert f"| {row.event.__name__} |" in page
        if row.next is not None:
            assert f"{row.states[0]} --> {row.next}" in page or row.states[0] is row.next

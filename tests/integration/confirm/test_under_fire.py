"""Real worker processes that are killed in the midst of it; `make soak` does the same for longer."""

from pathlib import Path

import pytest

from tests.integration.store.conftest import postgres_url  # noqa: F401 (a fixture)
from voicebot.soak.confirmations import run


def test_nothing_is_lost_or_doubled_on_sqlite() -> None:
    found = run(40, seed=3, workers=2)
    assert found.problems == []
    assert (found.runs, found.lost, found.doubled) == (40, 0, 0)
    assert sum(number for where, number in found.kills.items() if where != "ended") >= 3
    assert found.ends["delivered"] + found.ends["sent"] >= 10


def test_nothing_is_lost_or_doubled_on_postgresql(postgres_url: str, tmp_path: Path) -> None:  # noqa: F811
    found = run(20, seed=4, workers=2, database=postgres_url)
    assert found.problems == []
    assert (found.runs, found.lost, found.doubled) == (20, 0, 0)


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whatever goes to the outbox folder goes to a folder of the test's own."""
    monkeypatch.chdir(tmp_path)

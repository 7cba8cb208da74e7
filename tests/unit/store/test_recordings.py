"""Where recordings lie, and for how long."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from voicebot.call.rules import RULES
from voicebot.store.recordings import RULE, Recordings, delete_old, path_of, streams_of
from voicebot.store.records import StoredEntry

NOW = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


def kept(folder: Path, name: str, age: timedelta, size: int = 16_000 * 42) -> None:
    (folder / name).write_bytes(b"\0" * size)
    at = (NOW - age).timestamp()
    os.utime(folder / name, (at, at))


@pytest.mark.parametrize("call_id", ["", "..", "../CA1", "CA1/..", "CA1.wav", "CA 1", "C\0A", "CA¹", "CÄ1"])
def test_no_path_comes_from_outside(tmp_path: Path, call_id: str):
    assert path_of(tmp_path, call_id) is None
    assert Recordings(tmp_path, 14, lambda: NOW).of(call_id) is None


def test_a_recording_is_there_until_its_days_are_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    kept(tmp_path, "CA1.wav", timedelta(days=13))
    kept(tmp_path, "CA2.wav", timedelta(days=14, seconds=1))  # the worker did not come by yet
    monkeypatch.chdir(tmp_path.parent)
    recordings = Recordings(Path(tmp_path.name), 14, lambda: NOW)
    found = recordings.of("CA1")
    assert found is not None
    assert found.path == tmp_path / "CA1.wav"  # whatever folder a web server counts from
    assert round(found.seconds) == 42
    assert found.until == NOW + timedelta(days=1)
    assert recordings.of("CA2") is None
    assert recordings.of("CA3") is None


def ledger(*rules: str | float) -> list[StoredEntry]:
    """A number is a stream that begins there in the sound."""
    return [
        StoredEntry(seq, 0.0, "decision", rule, "", {})
        if isinstance(rule, str)
        else StoredEntry(seq, 0.0, "decision", RULE, "", {"recorded": True, "from": rule})
        for seq, rule in enumerate(rules)
    ]


@pytest.mark.parametrize(
    ("entries", "places"),
    [
        ([], []),
        (["C-01", "T-03"], [None, None]),
        ([RULE, "T-03"], [None, 0.0]),
        ([0.0, "T-03"], [None, 0.0]),
        ([0.0, "T-03", "W-05", 42.5, "T-03"], [None, 0.0, 0.0, 0.0, 42.5]),  # the stream was opened again
        ([0.0, "T-03", 0.0, "T-03"], [None, None, None, 0.0]),  # of the first nothing was kept
    ],
)
def test_the_ledger_says_where_in_the_sound_a_stream_begins(
    entries: list[str | float], places: list[float | None]
):
    assert RULE in RULES
    streams = streams_of(ledger(*entries))
    assert [streams.place(seq) for seq in range(len(entries))] == places


def test_old_recordings_go(tmp_path: Path):
    for name, days in (("old.wav", 15), ("half.part", 15), ("new.wav", 13), ("other.txt", 99)):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (1e9 - days * 86400, 1e9 - days * 86400))
    assert delete_old(tmp_path, 14, lambda: 1e9) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new.wav", "other.txt"]
    assert delete_old(tmp_path / "none", 14) == 0

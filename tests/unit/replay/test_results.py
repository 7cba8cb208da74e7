"""Results on disk: what is written is read again, and what does not fit is named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from voicebot.audio import wav
from voicebot.replay import example, result_file
from voicebot.replay.result_file import ResultError


def test_the_example_is_read_as_it_was_written(tmp_path: Path) -> None:
    written = example.write(tmp_path / "one")
    run = result_file.load(tmp_path / "one")
    assert run == example.example() == result_file.load(written)
    assert [call.passed for call in run.calls] == [True, False, True, False]
    assert len(wav.read(tmp_path / "one" / str(run.calls[0].recording)).channels) == 2
    wall = result_file.load_wall(tmp_path / "one")
    assert wall is not None and set(wall.calls) == {call.id for call in run.calls}
    assert result_file.load_wall(tmp_path) is None


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    first, again = (result_file.save(example.example(), tmp_path / name).read_bytes() for name in "ab")
    assert first == again
    assert not list(tmp_path.glob("*/*.new"))


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ('"speed": 1.0', '"speed": "fast"', "speed: input should be a valid number"),
        ('"errors": 0', '"errors": 0.5', r"calls\[0\]\.said\[0\]\.errors: "),
        ('"mode": "virtual"', '"mode": "virtual", "more": 1', "more: unexpected"),
        ('"format": 1', '"format": 99', "is of format 99, and this reads 1"),
        ('"calls": [', '"calls": ', "the file: invalid json"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path: Path, was: str, becomes: str, told: str) -> None:
    file = result_file.save(example.example(), tmp_path)
    file.write_text(file.read_text().replace(was, becomes, 1))
    with pytest.raises(ResultError, match=rf"result\.json: {told}"):
        result_file.load(tmp_path)


def test_a_run_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ResultError, match=r"cannot be read \(No such file"):
        result_file.load(tmp_path)


def test_runs_are_found_the_oldest_first(tmp_path: Path) -> None:
    for name in ("20261126T000000Z", "20261125T000000Z"):
        result_file.save(example.example(), tmp_path / name)
    (tmp_path / "unfinished").mkdir()
    assert [folder.name for folder in result_file.runs(tmp_path)] == ["20261125T000000Z", "20261126T000000Z"]


def test_one_call_by_itself() -> None:
    call = replace(example.example().calls[1], id="x#2")
    assert result_file.read_call(result_file.dump_call(call), Path("x")) == call
    with pytest.raises(ResultError, match="x: id: field required"):
        result_file.read_call(b"{}", Path("x"))

"""A run's folder keeps what is finished; how a run ends is told by files, words and a code."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rich.console import Console

from voicebot.replay import example, result_file
from voicebot.replay.outcome import broken, conclude, exit_code, nothing_to_play
from voicebot.replay.plan import Job, Plan
from voicebot.replay.results import FORMAT, Run, Skipped, Wall
from voicebot.replay.run_folder import RunFolder, last_failed

JOBS = tuple(
    Job(Path(f"{call.id}.yaml"), f"{call.id}.yaml", call.id, 1, call.key) for call in example.example().calls
)
PLAN = Plan(JOBS, ())
NOW = datetime(2026, 11, 25, 8, 15, 2, tzinfo=UTC)
WALL = Wall(
    FORMAT,
    "2026-11-25T08:15:02+00:00",
    "2026-11-25T08:15:08+00:00",
    6.0,
    31.0,
    2,
    "2 × x",
    {"order_status": 1.5},
)


def run_of(*, passed: bool = False, skipped: bool = False) -> Run:
    run = example.example()
    calls = tuple(call for call in run.calls if call.passed or not passed)
    return replace(run, calls=calls, skipped=(Skipped("bad\x00.yaml", "bad.yaml:3: no"),) if skipped else ())


def test_an_interrupted_run_goes_on_with_what_is_there(tmp_path: Path) -> None:
    folder = RunFolder.begin(tmp_path, PLAN, NOW)
    assert folder.path.name == "20261125T081502Z"
    first = example.example().calls[0]
    folder.keep(first)
    folder.took(first.id, 1.25)
    with (folder.path / "walls.jsonl").open("a") as file:
        file.write('["order_bar')  # the machine went down
    again = RunFolder.unfinished(tmp_path, PLAN)
    assert again is not None and again.path == folder.path
    assert [again.kept(job) for job in JOBS] == [first, None, None, None]
    assert again.walls() == {first.id: 1.25}
    (folder.path / "calls" / f"{JOBS[1].key}.json").write_text('{"id": "half')
    assert again.kept(JOBS[1]) is None


def test_only_the_same_plan_goes_on_and_only_until_it_is_finished(tmp_path: Path) -> None:
    folder = RunFolder.begin(tmp_path, PLAN, NOW)
    other = Plan(tuple(replace(job, key="f" * 64) for job in JOBS), ())
    assert RunFolder.unfinished(tmp_path, other) is None
    assert RunFolder.begin(tmp_path, other, NOW).path.name == "20261125T081502Z-2"
    conclude(run_of(), WALL, folder, Console(file=StringIO()), ())
    assert RunFolder.unfinished(tmp_path, PLAN) is None
    assert sorted(file.name for file in folder.path.iterdir()) == [
        "junit.xml", "plan.json", "result.json", "wall.json",
    ]  # fmt: skip


def test_recordings_have_names_that_every_file_system_takes(tmp_path: Path) -> None:
    assert RunFolder(tmp_path).recording(replace(JOBS[0], nth=3)) == "audio/order_status-3.wav"


def test_calls_that_failed_last(tmp_path: Path) -> None:
    assert last_failed(tmp_path) is None
    result_file.save(run_of(passed=True), tmp_path / "20261124T000000Z")
    assert last_failed(tmp_path) == (tmp_path / "20261124T000000Z", frozenset())
    result_file.save(run_of(), tmp_path / "20261125T000000Z")
    found = last_failed(tmp_path)
    assert found is not None
    assert found[1] == {"order_status_noisy", "order_lost"}


@pytest.mark.parametrize(
    ("passed", "skipped", "code"), [(True, False, 0), (False, False, 1), (True, True, 3), (False, True, 4)]
)
def test_the_code_tells_failed_from_skipped(passed: bool, skipped: bool, code: int) -> None:
    assert exit_code(run_of(passed=passed, skipped=skipped)) == code


def test_what_is_said_at_the_end(tmp_path: Path) -> None:
    console = Console(file=StringIO(), width=200, record=True)
    code = conclude(run_of(skipped=True), WALL, RunFolder(tmp_path), console, {"order_status", "order_lost"})
    told = console.export_text()
    assert code == 4
    assert "✗ order_status_noisy: heard: " in told
    assert "2 of 4 calls went as they must." in told
    assert "1 inputs were skipped" in told
    assert "36 s of calls in 6 s (6.0 times real time)" in told
    assert result_file.load(tmp_path) == run_of(skipped=True)


def test_junit_names_failures_and_input_that_was_skipped(tmp_path: Path) -> None:
    conclude(run_of(skipped=True), WALL, RunFolder(tmp_path), Console(file=StringIO()), ())
    suite = ElementTree.parse(tmp_path / "junit.xml").getroot()[0]
    assert {key: suite.get(key) for key in ("tests", "failures", "errors", "time")} == {
        "tests": "5", "failures": "2", "errors": "1", "time": "6.000",
    }  # fmt: skip
    cases = {case.get("name"): case for case in suite}
    assert list(cases["order_status"]) == [] and cases["order_status"].get("time") == "1.500"
    (failure,) = cases["order_status_noisy"]
    assert failure.tag == "failure" and failure.text is not None
    assert failure.text.startswith("order_status_noisy.yaml:9: heard: ")
    (error,) = cases["bad�.yaml"]
    assert (error.tag, error.get("message")) == ("error", "bad.yaml:3: no")


def test_a_call_that_the_code_broke_off_failed(tmp_path: Path) -> None:
    call = broken(JOBS[0], "KeyError in _turn (machine.py:7): 'x'")
    assert not call.passed
    assert result_file.read_call(result_file.dump_call(call), tmp_path) == call


def test_nothing_to_play() -> None:
    console = Console(file=StringIO(), record=True)
    assert nothing_to_play(Plan((), ()), console) == 2
    assert nothing_to_play(Plan((), (Skipped("a", "a:1: no"),)), console) == 3
    assert "a:1: no" in console.export_text()

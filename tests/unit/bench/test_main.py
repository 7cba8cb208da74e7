"""The command's own parts, and what it measures."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest
from rich.console import Console

from voicebot.bench import __main__ as command
from voicebot.bench import machine, measure, neighbours, stock
from voicebot.bench.callers import Played
from voicebot.bench.house import Seen
from voicebot.replay.scenario import Does
from voicebot.settings import Settings

CALLS = measure.scenarios()


def test_callers_say_enough() -> None:
    assert sum(step.does is Does.SAY for call in CALLS for step in call.steps) >= 40


def test_every_recording_is_heard_once() -> None:
    spoken = list(stock.utterances(CALLS))
    assert len({one.turns for one in spoken}) == len(spoken) >= 25
    assert all(one.turns for one in spoken)
    assert any("bestelnummer" in one.hint for one in spoken)


def test_a_window_counts_the_calls_that_ended_in_it() -> None:
    seen = [Seen(Played("x", ended=ended), (), None) for ended in (1.0, 2.0, 3.0)]
    assert [one.played.ended for one in measure.Window(2.0, 3.0).calls(seen)] == [2.0]


def test_what_a_run_says_of_itself_holds_no_secret() -> None:
    about = machine.about(Settings(twilio_auth_token="geheim", smtp_password="geheim"))  # type: ignore[arg-type]
    assert about["machine"]["cores"] and about["machine"]["processor"]
    assert about["settings"]["whisper_beam"] == Settings().whisper_beam
    assert "geheim" not in json.dumps(about)


def test_what_all_processors_did() -> None:
    ticks = os.sysconf("SC_CLK_TCK")
    stat = f"cpu  {ticks} {ticks} {ticks} 99 99 {ticks} {ticks} {ticks} 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n"
    assert neighbours.busy(stat) == 6.0


def test_our_own_work_is_not_the_neighbours() -> None:
    def share(*groups: int) -> float:
        found = neighbours.Neighbours(groups)
        found._began = neighbours._Reading(
            found._began.at - 100, found._began.busy - 50, found._began.own - 20
        )
        return found.share()

    assert share() == pytest.approx(0.3 / (os.cpu_count() or 1), abs=0.05)


def test_two_files_beside_each_other(tmp_path: Path) -> None:
    out = io.StringIO()
    (tmp_path / "old.json").write_text(json.dumps({"wer": 0.2}))
    (tmp_path / "new.json").write_text(json.dumps({"wer": 0.1}))
    assert command.against(tmp_path / "old.json", tmp_path / "new.json", Console(file=out, width=120)) == 0
    assert "0.500" in out.getvalue()


def test_a_file_that_is_no_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.against(tmp_path / "old.json", tmp_path / "new.json", Console()) == 2
    assert "cannot compare" in capsys.readouterr().err

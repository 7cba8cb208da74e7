"""Every recorded call on the real parts: Whisper, Rasa, pyttsx3, the database, the confirmation.

All of them in virtual time. Besides, in real time through the real house with a WebSocket between, those for
which the line matters: the demo's two, what cuts the bot off, what is said into the disclosure, a key.
"""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from tests.e2e.conftest import House
from tests.logs import leaks
from voicebot.audio import wav
from voicebot.replay import result_file
from voicebot.replay.plan import Chosen
from voicebot.replay.results import CallResult
from voicebot.replay.run import replay
from voicebot.replay.virtual_run import Virtual, run_virtual
from voicebot.settings import ROOT, Settings

FOLDER = ROOT / "audio_fixtures"
SCENARIOS = sorted(file for file in FOLDER.glob("*.yaml") if file.name != "recordings.yaml")
# Real time for the two calls of the demo; the others at twice that, with which two cores keep up.
IN_REAL_TIME = {
    "order_status": 1.0,
    "claim": 1.0,
    "barge_in": 2.0,
    "speaks_during_disclosure": 2.0,
    "key_zero": 2.0,
}


@pytest.fixture(scope="module")
def virtual(tmp_path_factory: pytest.TempPathFactory) -> dict[str, CallResult]:
    """All recorded calls in virtual time, by name."""
    out = tmp_path_factory.mktemp("virtual")
    run_virtual(Settings(), [FOLDER], Chosen(), Virtual(sound=False), out, Console(file=StringIO()))
    (folder,) = result_file.runs(out)
    run = result_file.load(folder)
    assert run.skipped == ()
    return {call.scenario.name: call for call in run.calls}


def test_there_are_calls_enough():
    assert len(SCENARIOS) >= 12


@pytest.mark.timeout(900)  # the first one waits for all of them; the machine may be busy
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda file: file.stem)
def test_recorded_call_in_virtual_time(scenario: Path, virtual: dict[str, CallResult]):
    call = virtual[scenario.stem]
    assert [check for check in call.checks if not check.passed] == []
    assert call.seconds > 1.0


@pytest.mark.parametrize("name", IN_REAL_TIME)
def test_recorded_call_on_the_line(name: str, house: House, tmp_path: Path):
    speed = IN_REAL_TIME[name]
    result = replay(FOLDER / f"{name}.yaml", house.base_url, house.token, house.book, speed, tmp_path)
    assert [check for check in result.checks if not check.passed] == []
    assert result.recording is not None
    assert len(wav.read(result.recording).channels) == 2


def test_logs_hold_nothing_personal(house: House):
    """After the calls above: no number, no postcode, nothing that was said."""
    logs = "\n".join(house.log(name) for name in ("web", "rasa", "actions", "worker"))
    assert leaks(logs, r"\+?31\s?6\d|06\d{8}|4207\s?3|3512|bestelling blijft|schade melden") == []

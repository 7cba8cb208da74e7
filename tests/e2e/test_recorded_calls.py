"""Every recorded call through the real house: Whisper, Rasa, pyttsx3, the worker, a WebSocket between."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.conftest import House
from tests.logs import leaks
from voicebot.audio import wav
from voicebot.replay.run import replay
from voicebot.settings import ROOT

SCENARIOS = sorted(
    file for file in (ROOT / "audio_fixtures").glob("*.yaml") if file.name != "recordings.yaml"
)
# Real time for the two calls of the demo; the others at twice that, with which two cores keep up.
SPEED = {"order_status": 1.0, "claim": 1.0}


def test_there_are_calls_enough():
    assert len(SCENARIOS) >= 12


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda file: file.stem)
def test_recorded_call(scenario: Path, house: House, tmp_path: Path):
    speed = SPEED.get(scenario.stem, 2.0)
    result = replay(scenario, house.base_url, house.token, house.book, speed, tmp_path)
    assert [check for check in result.checks if not check.passed] == []
    assert result.recording is not None
    assert len(wav.read(result.recording).channels) == 2


def test_logs_hold_nothing_personal(house: House):
    """After the calls above: no number, no postcode, nothing that was said."""
    logs = "\n".join(house.log(name) for name in ("web", "rasa", "actions", "worker"))
    assert leaks(logs, r"\+?31\s?6\d|06\d{8}|4207\s?3|3512|bestelling blijft|schade melden") == []

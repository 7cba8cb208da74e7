"""The house as its owner meets it: it starts, tells the truth, refuses strangers, carries calls, stops."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests

from tests.e2e.conftest import House
from voicebot.call.outcome import Outcome
from voicebot.replay.run import replay
from voicebot.runtime.house import on_free_ports
from voicebot.settings import ROOT


def test_health_and_metrics(house: House):
    assert requests.get(house.base_url + "/healthz", timeout=5).json()["status"] == "ok"
    ready = requests.get(house.base_url + "/readyz", timeout=10)
    assert ready.status_code == 200
    assert ready.json()["parts"] == {"database": True, "rasa": True, "actions": True, "speech": True}
    assert "voicebot_calls_total" in requests.get(house.base_url + "/metrics", timeout=5).text


def test_strangers_are_refused(house: House):
    form = {"CallSid": "CA1", "From": "+31600000001", "To": "+31850000000"}
    answer = requests.post(house.base_url + "/twilio/voice", data=form, timeout=5)
    assert answer.status_code == 403
    assert house.book.status("CA1") is None


def test_twenty_calls_at_once(house: House, tmp_path: Path):
    """gunicorn's threads carry twenty streams: each hears its whole disclosure and reaches a person."""
    scenario = ROOT / "audio_fixtures" / "key_zero.yaml"

    def call(number: int) -> Outcome | None:
        result = replay(scenario, house.base_url, house.token, house.book, 1.0, tmp_path / str(number))
        assert result.passed, [check for check in result.checks if not check.passed]
        return house.book.status(result.call_id).outcome

    with ThreadPoolExecutor(20) as pool:
        outcomes = list(pool.map(call, range(20)))
    assert outcomes == [Outcome.HANDED_OVER] * 20


def test_the_run_command_says_when_it_is_ready_and_leaves_no_process(tmp_path: Path):
    plan = on_free_ports(ROOT, tmp_path, {})
    run = subprocess.Popen(
        [sys.executable, "-m", "voicebot", "run"],
        cwd=ROOT, env={**os.environ, **plan.env}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    killer = threading.Timer(150, run.kill)
    killer.start()
    lines = []
    for line in run.stdout:
        lines.append(line)
        if "Ready on" in line:
            break
    assert any(plan.base_url in line for line in lines[-1:]), "".join(lines[-30:])
    members = _descendants(run.pid)
    assert len(members) >= 4
    run.send_signal(signal.SIGTERM)
    run.stdout.read()
    assert run.wait(30) == 0
    killer.cancel()
    assert [pid for pid in members if Path(f"/proc/{pid}").exists() and not _zombie(pid)] == []


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _zombie(pid: int) -> bool:
    return _stat(pid)[0] == "Z"


def _descendants(root: int) -> set[int]:
    parents = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parents[int(folder.name)] = int(_stat(int(folder.name))[1])
            except OSError:
                continue
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {root}

"""The house as its owner meets it: it starts, tells the truth, refuses strangers, carries calls, stops."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests

from tests.e2e.conftest import House
from voicebot.call.outcome import Outcome
from voicebot.replay.run import ReplayResult, replay
from voicebot.runtime.house import on_free_ports
from voicebot.settings import ROOT


def test_health_and_metrics(house: House):
    assert requests.get(house.base_url + "/healthz", timeout=5).json()["status"] == "ok"
    ready = requests.get(house.base_url + "/readyz", timeout=10)
    assert ready.status_code == 200
    parts = ("database", "rasa", "actions", "speech", "transcriber", "worker", "dispatcher")
    assert ready.json()["parts"] == dict.fromkeys(parts, True)
    assert "voicebot_calls_total" in requests.get(house.base_url + "/metrics", timeout=5).text


def test_strangers_are_refused(house: House):
    form = {"CallSid": "CA1", "From": "+31600000001", "To": "+31850000000"}
    answer = requests.post(house.base_url + "/twilio/voice", data=form, timeout=5)
    assert answer.status_code == 403
    assert house.book.status("CA1") is None


def test_twenty_calls_at_once(house: House, tmp_path: Path):
    """Twenty callers are on the line together, more than two cores promise an answer in time: none is lost.

    Most are heard by Whisper, understood by Rasa and answered. Who cannot be heard in time, on a slow or busy
    machine, is told so and reaches a person (H-90); how many that are is the benchmark's business.
    """
    scenario = ROOT / "audio_fixtures" / "claim.yaml"

    def call(number: int) -> tuple[float, ReplayResult, float]:
        time.sleep(number * 1.0)
        began = time.monotonic()
        result = replay(scenario, house.base_url, house.token, house.book, 1.0, tmp_path / str(number))
        return began, result, time.monotonic()

    with ThreadPoolExecutor(20) as pool:
        calls = list(pool.map(call, range(20)))
    begins, _, ends = zip(*calls, strict=True)
    assert max(begins) < min(ends)  # all of them at once
    results = [result for _, result, _ in calls]
    rules = [house.book.status(result.call_id).rule_id for result in results]
    late = [result for result, rule in zip(results, rules, strict=True) if rule == "H-90"]
    assert len(late) <= len(results) / 2
    assert {house.book.status(result.call_id).outcome for result in late} <= {Outcome.FAILED_TO_HUMAN}
    heard = [result for result in results if result not in late]
    assert [check for result in heard for check in result.checks if not check.passed] == []
    assert {house.book.status(result.call_id).outcome for result in heard} == {Outcome.HANDED_OVER}


def test_the_run_command_says_when_it_is_ready_and_leaves_no_process(tmp_path: Path):
    """Behind a proxy as in an office; a second house wants the same port; then the terminal closes."""
    plan = on_free_ports(ROOT, tmp_path, {})
    proxy = {
        "HTTP_PROXY": "http://127.0.0.1:9",
        "http_proxy": "http://127.0.0.1:9",
        "NO_PROXY": "",
        "no_proxy": "",
    }
    command = [sys.executable, "-m", "voicebot", "run"]
    env = {**os.environ, **plan.env, **proxy}
    run = subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    killer = threading.Timer(150, run.kill)
    killer.start()
    lines = []
    for line in run.stdout:
        lines.append(line)
        if "Ready on" in line:
            break
    assert any(plan.base_url in line for line in lines[-1:]), "".join(lines[-30:])
    assert run.stdout.readline().strip() == f"Console: {plan.base_url}/console"
    members = _descendants(run.pid)
    assert len(members) >= 4
    second = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)
    assert second.returncode == 1
    assert f"{plan.env['PORT']}: the port is taken" in second.stdout
    assert "Ready" not in second.stdout
    run.send_signal(signal.SIGHUP)
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

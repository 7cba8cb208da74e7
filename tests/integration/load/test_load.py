"""`voicebot load` against the real web process under gunicorn, whose parts are fakes."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner

from voicebot.audio import wav
from voicebot.cli import cli
from voicebot.settings import ROOT

VOICE = ROOT / "audio_fixtures" / "order_status" / "ja.wav"
SCENARIO = """\
name: {name}
description: Says something and is answered.
caller: "+31600000001"
steps:
  - say: ja.wav
    text: Ja, dat is goed.
expect:
  outcome: solved
"""


@pytest.fixture
def scenarios(tmp_path: Path) -> Path:
    folder = tmp_path / "scenarios"
    folder.mkdir()
    wav.write(folder / "ja.wav", [wav.read(VOICE).mono])
    for name in ("one", "two"):
        (folder / f"{name}.yaml").write_text(SCENARIO.format(name=name))
    (folder / "broken.yaml").write_text("name: broken\n")
    return folder


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running house that answers four calls at once."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    log = tmp_path_factory.mktemp("house") / "gunicorn.log"
    command = [
        sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "tests.integration.load.app:app",
    ]  # fmt: skip
    env = {
        "VOICEBOT_PUBLIC_URL": url, "VOICEBOT_PORT": str(port), "VOICEBOT_THREADS": "64",
        "VOICEBOT_LOG_LEVEL": "ERROR", "TEST_CAPACITY": "4",
    }  # fmt: skip
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out, env=os.environ | env)
    try:
        eventually(lambda: answers(url) or process.poll() is not None, 60)
        assert process.poll() is None, log.read_text()
        yield url
    finally:
        process.terminate()
        process.wait(20)
    assert "Traceback" not in log.read_text(), log.read_text()


def answers(url: str) -> bool:
    try:
        return requests.get(url + "/healthz", timeout=2).ok
    except requests.RequestException:
        return False


def eventually(what: Callable[[], object], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def start(url: str, scenarios: Path, *more: str, token: str = "secret") -> subprocess.Popen[str]:
    command = [
        sys.executable, "-m", "voicebot", "load", "--server", url, "--scenarios", str(scenarios),
        "--out", str(scenarios / "load.json"), *more,
    ]  # fmt: skip
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env=os.environ | {"VOICEBOT_TWILIO_AUTH_TOKEN": token, "COLUMNS": "200"},
    )  # fmt: skip


def run(url: str, scenarios: Path, *more: str, token: str = "secret") -> tuple[int, str, dict[str, Any]]:
    process = start(url, scenarios, *more, token=token)
    said, _ = process.communicate(timeout=90)
    file = scenarios / "load.json"
    return process.returncode, said, json.loads(file.read_text()) if file.is_file() else {}


def test_callers_are_answered_and_counted(url: str, scenarios: Path):
    code, said, found = run(url, scenarios, "--calls", "4", "--ramp", "1", "--hold", "9")
    assert code == 0, said
    assert found["calls"] > 4  # they called again
    assert 3 <= found["most_at_once"] <= 4
    assert found["refused"] == found["turned_away"] == found["errors"] == found["lost"] == 0
    assert found["latency"]["n"] >= 4
    assert 0.1 < found["latency"]["p50_s"] < 4.0
    assert found["memory"]["most_mb"] >= found["memory"]["rest_mb"] > 30
    assert "broken.yaml" in said and "The house under load" in said


def test_a_full_house_is_seen_from_outside(url: str, scenarios: Path):
    code, said, found = run(url, scenarios, "--calls", "6", "--ramp", "0", "--hold", "0")
    assert code == 1, said
    assert found["calls"] == 6
    assert found["turned_away"] == 2
    assert found["errors"] == 0, found["problems"]
    assert found["latency"]["n"] == 4


def test_the_wrong_token_is_a_refusal_that_says_why(url: str, scenarios: Path):
    code, said, found = run(url, scenarios, "--calls", "2", "--ramp", "0", "--hold", "0", token="wrong")
    assert (code, found["refused"]) == (1, 2)
    assert "2 × POST /twilio/voice: the server refuses the signature (403)" in said


def test_ctrl_c_ends_the_calls_and_shows_what_there_was(url: str, scenarios: Path):
    process = start(url, scenarios, "--calls", "3", "--ramp", "0", "--hold", "600")
    eventually(lambda: requests.get(url + "/healthz", timeout=5).json()["live_calls"] == 3, 60)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    eventually(lambda: requests.get(url + "/healthz", timeout=5).json()["live_calls"] == 0, 20)
    found = json.loads((scenarios / "load.json").read_text())
    assert process.returncode == 130, said
    assert found["stopped"] >= 3
    assert found["errors"] == found["refused"] == 0
    assert "Traceback" not in said and "ended by us" in said


@pytest.mark.parametrize(
    ("address", "problem"),
    [("http://127.0.0.1:9", "does not answer"), ("http://192.0.2.1:5000", "--yes-i-own-this")],
)
def test_nobody_there_and_somebody_elses(scenarios: Path, address: str, problem: str):
    out = scenarios / "load.json"
    arguments = [
        "load",
        "--server",
        address,
        "--calls",
        "1",
        "--scenarios",
        str(scenarios),
        "--out",
        str(out),
    ]
    done = CliRunner().invoke(cli, arguments)
    assert done.exit_code == 2
    assert problem in done.output
    assert not out.exists()

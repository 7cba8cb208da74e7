"""Real processes: started together, and none left behind, whatever they do."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from voicebot.runtime import processes as module
from voicebot.runtime.processes import HouseError, Processes

SLEEP = [sys.executable, "-c", "import time; print('here', flush=True); time.sleep(600)"]
CHILD = [
    sys.executable,
    "-c",
    "import subprocess, sys, time\n"
    "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
    "print(p.pid, flush=True); time.sleep(600)",
]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "print('here', flush=True); time.sleep(600)",
]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z" if Path("/proc").is_dir() else True


def eventually(what: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def make(tmp_path: Path, **commands: list[str]) -> Processes:
    return Processes(commands, {}, tmp_path, tmp_path / "logs", quiet=True)


def test_grandchildren_and_stubborn_ones_are_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "GRACE", 1.0)
    with make(tmp_path, child=CHILD, stubborn=STUBBORN) as processes:
        eventually(lambda: (tmp_path / "logs/child.log").read_text().strip())
        eventually(lambda: (tmp_path / "logs/stubborn.log").read_text().strip())
        grandchild = int((tmp_path / "logs/child.log").read_text())
        pids = [*processes.pids(), grandchild]
        assert all(alive(pid) for pid in pids)
    eventually(lambda: not any(alive(pid) for pid in pids))


def test_a_process_that_ends_is_reported_with_its_last_words(tmp_path: Path):
    command = [sys.executable, "-c", "print('no weights'); raise SystemExit(3)"]
    with make(tmp_path, sleep=SLEEP, broken=command) as processes:
        with pytest.raises(HouseError, match=r"broken ended with code 3.*\n.*no weights"):
            processes.wait_ready("http://127.0.0.1:9/", 20)
        (pid, _) = processes.pids()
    assert not alive(pid)


def test_a_command_that_does_not_exist_leaves_nothing(tmp_path: Path):
    processes = make(tmp_path, sleep=SLEEP, missing=["no-such-command"])
    with pytest.raises(HouseError, match="make setup"), processes:
        raise AssertionError("not reached")
    assert not any(alive(pid) for pid in processes.pids())


def test_waiting_ends_when_ready_when_stopped_or_too_late(tmp_path: Path):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/readyz" else 503)
            self.end_headers()
            self.wfile.write(b"rasa is missing")

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    with make(tmp_path, sleep=SLEEP) as processes:
        assert processes.wait_ready(base + "/readyz", 10)
        with pytest.raises(HouseError, match="rasa is missing"):
            processes.wait_ready(base + "/other", 0.5)
        stop = threading.Event()
        stop.set()
        assert not processes.wait_ready(base + "/other", 10, stop)
    server.shutdown()
    server.server_close()

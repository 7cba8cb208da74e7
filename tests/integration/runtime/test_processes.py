"""Real processes: started together, and none left behind, whatever they do."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from voicebot.runtime import processes as module
from voicebot.runtime.processes import HouseError, Processes
from voicebot.settings import ROOT

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
            processes.wait_ready("http://127.0.0.1:9/", 20, "ours")
        (pid, _) = processes.pids()
    assert not alive(pid)


def test_a_command_that_does_not_exist_leaves_nothing(tmp_path: Path):
    processes = make(tmp_path, sleep=SLEEP, missing=["no-such-command"])
    with pytest.raises(HouseError, match="make setup"), processes:
        raise AssertionError("not reached")
    assert not any(alive(pid) for pid in processes.pids())


@pytest.fixture
def base() -> Iterator[str]:
    """A web server that is ready at /readyz, as the house called 'ours'."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/readyz" else 503)
            self.end_headers()
            self.wfile.write(json.dumps({"status": "rasa is missing", "instance": "ours"}).encode())

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_waiting_ends_when_ready_or_too_late(tmp_path: Path, base: str):
    with make(tmp_path, sleep=SLEEP) as processes:
        processes.wait_ready(base + "/readyz", 10, "ours")
        with pytest.raises(HouseError, match="rasa is missing"):
            processes.wait_ready(base + "/other", 0.5, "ours")


def test_another_house_on_the_same_port_is_not_taken_for_ours(tmp_path: Path, base: str):
    taken = pytest.raises(HouseError, match="another program answers there")
    with make(tmp_path, sleep=SLEEP) as processes, taken:
        processes.wait_ready(base + "/readyz", 0.5, "mine")


def test_a_proxy_of_the_surroundings_is_not_asked(tmp_path: Path, base: str, monkeypatch: pytest.MonkeyPatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "")
    with make(tmp_path, sleep=SLEEP) as processes:
        processes.wait_ready(base + "/readyz", 10, "ours")


KEEPER = """
import sys, time
from pathlib import Path
from voicebot.runtime.processes import Processes
folder = Path(sys.argv[1])
commands = {"sleep": [sys.executable, "-c", "import time; time.sleep(600)"]}
with Processes(commands, {}, folder, folder / "logs", quiet=True) as processes:
    print(processes.pids()[0], flush=True)
    time.sleep(600)
"""


def test_processes_end_with_a_parent_that_is_killed(tmp_path: Path):
    keeper = subprocess.Popen(
        [sys.executable, "-c", KEEPER, tmp_path], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert keeper.stdout is not None
    child = int(keeper.stdout.readline())
    assert alive(child)
    keeper.send_signal(signal.SIGKILL)
    keeper.wait()
    keeper.stdout.close()
    eventually(lambda: not alive(child))


def test_a_closed_terminal_does_not_stop_a_process_from_ending(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """It must be able to write its last words, and we ours."""

    class Closed:
        def write(self, _: str) -> None:
            raise OSError(5, "Input/output error")

        flush = write

    chatty = [
        sys.executable, "-c",
        "import signal, sys, time\n"
        "def bye(*_): print('word ' * 100000, flush=True); print('bye', flush=True); sys.exit()\n"
        "signal.signal(signal.SIGTERM, bye)\n"
        "print('here', flush=True); time.sleep(600)",
    ]  # fmt: skip
    monkeypatch.setattr(module, "GRACE", 5.0)
    log = tmp_path / "logs/chatty.log"
    with Processes({"chatty": chatty}, {}, tmp_path, tmp_path / "logs", quiet=False) as processes:
        eventually(lambda: log.exists() and log.read_text().startswith("here"))
        monkeypatch.setattr(sys, "stdout", Closed())
        monkeypatch.setattr(sys, "stderr", Closed())
        began = time.monotonic()
        processes.stop()
    monkeypatch.undo()
    assert time.monotonic() - began < 4
    eventually(lambda: log.read_text().endswith("bye\n"))

"""`voicebot ask` as it is typed: Rasa and the actions started for it, and gone after Ctrl-C."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import uuid
from pathlib import Path

import pytest

from voicebot.dialogue.training import train
from voicebot.settings import ROOT, Settings

LIMIT_SECONDS = 280.0


def marked(mark: str) -> list[str]:
    """The processes that have ``mark`` in their environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (folder / "environ").read_bytes():
                found.append((folder / "cmdline").read_text().replace("\0", " "))
        except OSError:  # gone meanwhile, or another user's
            continue
    return found


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc to see what is left")
def test_a_conversation_is_answered_and_ctrl_c_leaves_nothing(tmp_path: Path) -> None:
    cache = Settings().cache_dir.resolve()
    train(cache)
    mark = f"ask-{uuid.uuid4().hex}"
    environment = {"VOICEBOT_CACHE_DIR": str(cache), "TEST_MARK": mark, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "voicebot", "ask"], cwd=tmp_path, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), **environment},
    )  # fmt: skip
    watchdog = threading.Timer(LIMIT_SECONDS, process.kill)
    watchdog.start()
    try:
        assert process.stdin and process.stdout
        process.stdin.write("waar blijft mijn bestelling\n")
        process.stdin.flush()
        answer: list[str] = []
        while not answer or not answer[-1].startswith("understood"):
            line = process.stdout.readline()
            assert line, answer
            answer.append(line.rstrip("\n"))
        assert answer[0] == "caller      “waar blijft mijn bestelling”"
        assert answer[1].startswith("bot         “")
        assert answer[-1].startswith("understood  order_status  ")
        assert "  asks order_number (digits, 5 keys)" in answer[-1]
        assert any("rasa" in one for one in marked(mark)) and any("actions" in one for one in marked(mark))
        process.send_signal(signal.SIGINT)
        assert process.wait() == 128 + signal.SIGINT
    finally:
        watchdog.cancel()
        process.kill()
        process.wait()
    assert marked(mark) == []

"""The worker as the Procfile starts it."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from voicebot.call.outcome import Outcome
from voicebot.call.ports import Conclusion
from voicebot.call.replies import Agreement
from voicebot.settings import ROOT
from voicebot.store.book import SqlCallBook
from voicebot.store.engine import make_engine
from voicebot.store.migrate import upgrade


def eventually(what: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def listening(pid: int) -> set[str]:
    """The TCP ports that a process listens on, from /proc."""
    sockets = set()
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        found = re.fullmatch(r"socket:\[(\d+)\]", str(descriptor.readlink()))
        if found:
            sockets.add(found[1])
    tables = (Path(f"/proc/{pid}/net/{name}").read_text() for name in ("tcp", "tcp6"))
    lines = [line.split() for table in tables for line in table.splitlines()[1:]]
    return {line[1] for line in lines if line[3] == "0A" and line[9] in sockets}


def test_it_sends_listens_to_nobody_and_ends_in_order(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/calls.sqlite3"
    engine = make_engine(url)
    upgrade(engine)
    book = SqlCallBook(engine)
    env = os.environ | {
        "VOICEBOT_DATABASE_URL": url,
        "VOICEBOT_OUTBOX_DIR": str(tmp_path / "outbox"),
        "VOICEBOT_TWILIO_ACCOUNT_SID": "",
        "VOICEBOT_SMTP_HOST": "",
        "VOICEBOT_LOG_LEVEL": "INFO",
    }
    log = tmp_path / "log"
    with log.open("wb") as out:
        worker = subprocess.Popen(
            [sys.executable, "-m", "voicebot", "worker"], cwd=ROOT, env=env, stdout=out, stderr=out
        )
    try:
        book.open_call("CA1", "+31600000012", "+31201234567")
        agreement = Agreement("order_status", "Bestelling 42073: onderweg.", "42073")
        book.conclude("CA1", Conclusion(Outcome.SOLVED, "O-01", agreements=(agreement,)))
        eventually(lambda: worker.poll() is not None or book.confirmations("CA1")[0].state == "sent")
        assert worker.poll() is None, log.read_text()
        assert listening(worker.pid) == set()
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=15) == 0
    finally:
        worker.kill()
    text = log.read_text()
    assert "Traceback" not in text and "conductor" not in text.lower() and "http" not in text
    assert "31600000012" not in text and "42073" not in text
    assert len(list((tmp_path / "outbox").iterdir())) == 1

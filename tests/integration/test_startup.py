"""Wrong settings and inputs: each process says what is wrong in one message, without a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from voicebot.runtime.processes import read_procfile
from voicebot.settings import ROOT

VOICEBOT = [sys.executable, "-m", "voicebot"]
MODULE = [sys.executable, "-m"]
SCENARIO = str(ROOT / "audio_fixtures" / "key_zero.yaml")
WEB = read_procfile(ROOT / "Procfile")["web"]
MEMORY = "sqlite:///:memory:"  # parsable, but nothing that threads can share


@pytest.mark.parametrize(
    ("command", "env", "says"),
    [
        ([*VOICEBOT, "worker"], {"VOICEBOT_DATABASE_URL": "foo"}, "VOICEBOT_DATABASE_URL"),
        ([*VOICEBOT, "replay", SCENARIO], {"VOICEBOT_DATABASE_URL": "foo"}, "VOICEBOT_DATABASE_URL"),
        ([*VOICEBOT, "worker"], {"VOICEBOT_DATABASE_URL": MEMORY}, "in memory"),
        ([*VOICEBOT, "actions"], {"VOICEBOT_DATABASE_URL": MEMORY}, "in memory"),
        (
            [*VOICEBOT, "replay", SCENARIO, "--server", "http://127.0.0.1:9"],
            {"VOICEBOT_DATABASE_URL": MEMORY},
            "in memory",
        ),
        ([*VOICEBOT, "worker"], {"VOICEBOT_SMTP_HOST": "smtp.example.nl"}, "VOICEBOT_MAIL_FROM"),
        (
            [*VOICEBOT, "worker"],
            {"VOICEBOT_SMTP_HOST": "smtp.example.nl", "VOICEBOT_MAIL_FROM": "nobody"},
            "VOICEBOT_MAIL_FROM",
        ),
        ([*VOICEBOT, "run"], {"PORT": "abc"}, "  PORT: "),
        ([*VOICEBOT, "replay", SCENARIO, "--speed", "0"], {}, "--speed"),
        ([*VOICEBOT, "replay", SCENARIO, "--server", "localhost"], {}, "--server"),
        ([*MODULE, "voicebot.dialogue.server"], {"PORT": "abc"}, "PORT"),
        ([*MODULE, "voicebot.dialogue.training"], {"PORT": "abc"}, "PORT"),
        ([*MODULE, "voicebot.speech.weights"], {"PORT": "abc"}, "PORT"),
        (WEB, {"PORT": "abc"}, "PORT"),
        (WEB, {"VOICEBOT_DATABASE_URL": MEMORY}, "in memory"),
    ],
    ids=lambda value: " ".join(map(str, value))[-60:] if isinstance(value, list) else None,
)
def test_what_is_wrong_is_said_without_a_traceback(
    command: list[str], env: dict[str, str], says: str, tmp_path: Path
):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("VOICEBOT_")}
    own = {"VOICEBOT_DATABASE_URL": f"sqlite:///{tmp_path}/voicebot.sqlite3", "PORT": "59321"}
    done = subprocess.run(
        command, cwd=ROOT, env=clean | own | env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode != 0
    assert says in done.stdout, done.stdout
    assert "Traceback" not in done.stdout, done.stdout

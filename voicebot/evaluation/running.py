"""Starts what is measured, on free ports and beside any other house: Rasa, and the actions when asked."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from voicebot.dialogue.server import rasa_process
from voicebot.dialogue.training import ROOT
from voicebot.runtime.ports import free_ports
from voicebot.runtime.processes import HouseError, Processes

READY_SECONDS = 240.0  # Rasa alone takes about 25 s on two free cores


@dataclass(frozen=True, slots=True)
class Running:
    """A Rasa server. pid: of its process group's leader."""

    base_url: str
    token: str
    pid: int


@contextmanager
def rasa(model: Path, logs: Path, *, actions: bool = False) -> Iterator[Running]:
    """Rasa with a model, ready; stopped at the end of the block. ``logs``: a folder for logs and databases.

    ``actions``: with the action server on the demonstration's data. Raises HouseError, TrainingError.
    """
    token = secrets.token_hex(16)
    rasa_port, actions_port = free_ports(2)
    logs.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        if actions:
            database = logs / "actions.sqlite3"
            database.unlink(missing_ok=True)
            env = {
                "VOICEBOT_ACTIONS_PORT": str(actions_port),
                "VOICEBOT_DATABASE_URL": f"sqlite:///{database.resolve()}",
                "VOICEBOT_DEMO_DATA": "true",
                "VOICEBOT_LOG_LEVEL": "WARNING",
            }
            command = {"actions": [sys.executable, "-m", "voicebot", "actions"]}
            served = stack.enter_context(Processes(command, env, ROOT, logs, quiet=True))
            served.wait_ready(f"http://127.0.0.1:{actions_port}/health", READY_SECONDS)
        process = rasa_process(
            model=model,
            port=rasa_port,
            token=token,
            actions_url=f"http://127.0.0.1:{actions_port}/webhook",
            log_level="CRITICAL",  # without actions every answer of theirs would be logged as an error
        )
        started = stack.enter_context(
            Processes({"rasa": list(process.argv)}, process.env, process.cwd, logs, quiet=True)
        )
        base = f"http://127.0.0.1:{rasa_port}"
        started.wait_ready(f"{base}/status?token={token}", READY_SECONDS)
        yield Running(base, token, started.pids()[0])


__all__ = ["HouseError", "Running", "rasa"]

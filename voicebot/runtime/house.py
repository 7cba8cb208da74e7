"""The whole house on one machine: every process of the Procfile, ready or not at all."""

from __future__ import annotations

import secrets
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from voicebot.runtime.processes import HouseError, Processes, read_procfile

READY_SECONDS = 180.0  # Rasa alone takes about 25 s on two cores


@dataclass(frozen=True)
class HousePlan:
    """Where the house runs. ``env`` is given to every process on top of our own environment."""

    root: Path
    base_url: str
    env: dict[str, str]
    log_dir: Path


def on_free_ports(root: Path, folder: Path, env: dict[str, str]) -> HousePlan:
    """A house beside any other: free ports, a database, an outbox and logs of its own in ``folder``."""
    web, rasa, actions = _free_ports(3)
    base_url = f"http://127.0.0.1:{web}"
    own = {
        "PORT": str(web),
        "VOICEBOT_PORT": str(web),
        "VOICEBOT_HOST": "127.0.0.1",
        "VOICEBOT_PUBLIC_URL": base_url,
        "VOICEBOT_RASA_URL": f"http://127.0.0.1:{rasa}",
        "VOICEBOT_ACTIONS_PORT": str(actions),
        "VOICEBOT_DATABASE_URL": f"sqlite:///{folder / 'voicebot.sqlite3'}",
        "VOICEBOT_OUTBOX_DIR": str(folder / "outbox"),
        "VOICEBOT_TWILIO_AUTH_TOKEN": secrets.token_hex(16),
    }
    return HousePlan(root, base_url, {**own, **env}, folder / "logs")


@contextmanager
def running(plan: HousePlan, *, quiet: bool, stop: threading.Event | None = None) -> Iterator[Processes]:
    """The house, started and ready; stopped at the end of the block. Raises HouseError.

    When ``stop`` is set before it is ready, the block runs on a house that may not be ready.
    """
    commands = read_procfile(plan.root / "Procfile")
    token = {"VOICEBOT_RASA_TOKEN": secrets.token_hex(16)}
    env = {"PYTHONUNBUFFERED": "1", **token, **plan.env}
    with Processes(commands, env, plan.root, plan.log_dir, quiet=quiet) as processes:
        processes.wait_ready(plan.base_url + "/readyz", READY_SECONDS, stop)
        yield processes


def run_until_signal(plan: HousePlan, ready: str) -> int:
    """Run the house until Ctrl-C or SIGTERM; prints ``ready`` once all answers. Returns an exit code."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        with running(plan, quiet=False, stop=stop) as processes:
            if not stop.is_set():
                print(ready, flush=True)
            while not stop.wait(0.5):
                processes.check()
            print("Stopping …", flush=True)
    except HouseError as error:
        print(error, flush=True)
        return 1
    return 0


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [int(each.getsockname()[1]) for each in sockets]
    for each in sockets:
        each.close()
    return ports

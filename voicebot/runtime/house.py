"""The whole house on one machine: every process of the Procfile, ready or not at all."""

from __future__ import annotations

import contextlib
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

from voicebot.runtime.ports import Listener, free_ports, must_be_free
from voicebot.runtime.processes import HouseError, Processes, read_procfile
from voicebot.runtime.signals import Stopped, stopped_by_signals
from voicebot.settings import Settings

READY_SECONDS = 180.0  # Rasa alone takes about 25 s on two cores
RASA_PORT = 5005  # where Rasa listens when its URL names no port
INSTANCE = "VOICEBOT_INSTANCE"  # not a setting: which house a process belongs to, as /readyz tells


@dataclass(frozen=True)
class HousePlan:
    """Where the house runs. ``env`` is given to every process on top of our own environment.

    listeners: the ports that must be free before it starts.
    """

    root: Path
    base_url: str
    env: dict[str, str]
    log_dir: Path
    listeners: tuple[Listener, ...] = ()


def on_own_ports(root: Path, settings: Settings, log_dir: Path) -> HousePlan:
    """The owner's house, as the settings say."""
    token = settings.rasa_token.get_secret_value()
    rasa = urlsplit(settings.rasa_url).port or RASA_PORT
    other = settings.port + 1 if settings.port < 65535 else 5000
    listeners = (
        Listener("The house", settings.host, settings.port, f"Choose another port: PORT={other} make run"),
        Listener("Rasa", "127.0.0.1", rasa, "Choose another port in VOICEBOT_RASA_URL."),
        Listener("The action server", settings.actions_host, settings.actions_port,
                 "Choose another port in VOICEBOT_ACTIONS_PORT."),
    )  # fmt: skip
    env = {"VOICEBOT_RASA_TOKEN": token} if token else {}
    return HousePlan(root, settings.own_url, env, log_dir, listeners)


def on_free_ports(root: Path, folder: Path, env: dict[str, str], log_dir: Path | None = None) -> HousePlan:
    """A house beside any other: free ports, a database and an outbox of its own in ``folder``.

    Logs go to ``log_dir``, or else to ``folder``/logs. Nothing of the owner's reaches it that would send
    messages to real people or change what the recorded calls expect: neither accounts nor texts. ``env``
    comes last.
    """
    web, rasa, actions = free_ports(3)
    base_url = f"http://127.0.0.1:{web}"
    own = {
        "PORT": str(web),
        "VOICEBOT_PORT": str(web),
        "VOICEBOT_HOST": "127.0.0.1",
        "VOICEBOT_PUBLIC_URL": base_url,
        "VOICEBOT_RASA_URL": f"http://127.0.0.1:{rasa}",
        "VOICEBOT_ACTIONS_HOST": "127.0.0.1",
        "VOICEBOT_ACTIONS_PORT": str(actions),
        "VOICEBOT_DATABASE_URL": f"sqlite:///{folder / 'voicebot.sqlite3'}",
        "VOICEBOT_OUTBOX_DIR": str(folder / "outbox"),
        "VOICEBOT_DEMO_DATA": "true",
        "VOICEBOT_TWILIO_AUTH_TOKEN": secrets.token_hex(16),
        "VOICEBOT_TWILIO_ACCOUNT_SID": "",
        "VOICEBOT_TWILIO_NUMBER": "",
        "VOICEBOT_PERSON_NUMBER": "",
        "VOICEBOT_SMTP_HOST": "",
    }
    texts = {
        f"VOICEBOT_{name.upper()}": str(Settings.model_fields[name].default)
        for name in ("company", "disclosure", "disclosure_version")
    }
    return HousePlan(root, base_url, {**own, **texts, **env}, log_dir or folder / "logs")


@contextmanager
def running(plan: HousePlan, *, quiet: bool) -> Iterator[Processes]:
    """The house, started and ready; stopped at the end of the block or of this thread. Raises HouseError."""
    commands = read_procfile(plan.root / "Procfile")
    must_be_free(plan.listeners)
    instance = secrets.token_hex(8)
    env = {"PYTHONUNBUFFERED": "1", "VOICEBOT_RASA_TOKEN": secrets.token_hex(16)} | plan.env
    with Processes(commands, env | {INSTANCE: instance}, plan.root, plan.log_dir, quiet=quiet) as processes:
        processes.wait_ready(plan.base_url + "/readyz", READY_SECONDS, instance)
        yield processes


def run_until_signal(plan: HousePlan, ready: str) -> int:
    """Run the house until Ctrl-C, SIGTERM or SIGHUP; prints ``ready`` once all answers.

    Returns an exit code: 0 when a signal ended it, 1 when it could not start or lost a process.
    """
    try:
        with stopped_by_signals(), running(plan, quiet=False) as processes:
            print(ready, flush=True)
            _watch(processes)
    except HouseError as error:
        print(error, flush=True)
        return 1
    except Stopped:
        return 0


def _watch(processes: Processes) -> NoReturn:
    try:
        while True:
            time.sleep(0.5)
            processes.check()
    except Stopped:
        with contextlib.suppress(OSError):  # the terminal may be what was closed
            print("Stopping: callers in a call are put through to a person first …", flush=True)
        raise

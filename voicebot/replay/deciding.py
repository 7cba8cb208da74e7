"""Rasa and the actions for virtual calls, started once for a run; all its workers ask the same."""

from __future__ import annotations

import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from voicebot.dialogue.client import RasaDialogue
from voicebot.replay.world import Worlds
from voicebot.runtime.house import READY_SECONDS
from voicebot.runtime.ports import free_ports
from voicebot.runtime.processes import HouseError, Processes
from voicebot.settings import ROOT

ANSWER_SECONDS = 120.0  # a virtual call waits as long as it takes: a time-out would make it another call


@dataclass(frozen=True, slots=True)
class Deciding:
    """Where Rasa answers, with its token and a model that it loaded."""

    url: str
    token: str

    def dialogue(self, worlds: Worlds) -> RasaDialogue:
        """A client in the worlds' time."""
        return RasaDialogue(self.url, self.token, timeout=ANSWER_SECONDS, today=worlds.now.date)


@contextmanager
def deciding(worlds: Worlds, log_dir: Path) -> Iterator[Deciding]:
    """Rasa and the action server, ready; stopped at the end of the block. Raises HouseError."""
    rasa, actions = free_ports(2)
    there = Deciding(f"http://127.0.0.1:{rasa}", secrets.token_hex(16))
    commands = {
        "rasa": [sys.executable, "-m", "voicebot.dialogue.server"],
        "actions": [sys.executable, "-m", "voicebot.replay.actions",
                    str(worlds.folder), worlds.now.isoformat(), str(actions)],
    }  # fmt: skip
    env = {
        "PYTHONUNBUFFERED": "1",
        "VOICEBOT_RASA_URL": there.url,
        "VOICEBOT_RASA_TOKEN": there.token,
        "VOICEBOT_ACTIONS_HOST": "127.0.0.1",
        "VOICEBOT_ACTIONS_PORT": str(actions),
    }
    with Processes(commands, env, ROOT, log_dir, quiet=True) as processes:
        ready = there.dialogue(worlds).ready
        deadline = time.monotonic() + READY_SECONDS
        while not (ready() and _up(actions)):
            processes.check()
            if time.monotonic() > deadline:
                raise HouseError(f"Rasa is not ready after {READY_SECONDS:.0f} s. The logs are in {log_dir}.")
            time.sleep(0.3)
        yield there


def _up(port: int) -> bool:
    with requests.Session() as session:
        session.trust_env = False  # a proxy of the surroundings does not reach this machine's own house
        try:
            return session.get(f"http://127.0.0.1:{port}/health", timeout=2).ok
        except requests.RequestException:
            return False

"""A real trained Rasa and the real action server, each in its own process, on free ports."""

import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from voicebot.call.replies import Reply
from voicebot.dialogue.client import RasaDialogue
from voicebot.dialogue.server import rasa_process
from voicebot.dialogue.training import train
from voicebot.settings import Settings

ACTIONS = Path(__file__).with_name("serve_actions.py")
TOKEN = "integration-token"
START_SECONDS = 240.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            raise AssertionError(f"did not start:\n{log.read_text(errors='replace')[-3000:]}")
        time.sleep(0.2)


def stop(process: subprocess.Popen[bytes]) -> int:
    process.terminate()
    try:
        return process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise


class ActionServer:
    """The action server of tests; `backoffice` 'demo' or 'broken'."""

    def __init__(self, folder: Path, backoffice: str = "demo", port: int | None = None) -> None:
        self.port = port or free_port()
        self.log = folder / f"actions-{backoffice}-{self.port}.log"
        argv = [sys.executable, str(ACTIONS), backoffice, str(self.port)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(argv, stdout=log, stderr=subprocess.STDOUT)
        wait_until(self.healthy, self.process, self.log)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/webhook"

    def healthy(self) -> bool:
        try:
            return requests.get(f"http://127.0.0.1:{self.port}/health", timeout=2).status_code == 200
        except requests.RequestException:
            return False


@dataclass
class House:
    """Rasa and its actions, and a client."""

    dialogue: RasaDialogue
    base_url: str
    actions: ActionServer
    folder: Path
    rasa: subprocess.Popen[bytes]
    rasa_log: Path

    def call(self, *, hidden: bool = False) -> "Conversation":
        """A call; ``hidden``: its number cannot be seen."""
        return Conversation(self.dialogue, "hidden" if hidden else "")

    def start_actions(self, backoffice: str = "demo") -> ActionServer:
        """Another action server, on the port that Rasa knows when that is free."""
        port = self.actions.port if self.actions.process.poll() is not None else None
        server = ActionServer(self.folder, backoffice, port)
        if port:
            self.actions = server
        return server

    def stop_actions(self) -> int:
        """Stop the action server that Rasa knows; its exit code."""
        return stop(self.actions.process)


class Conversation:
    """One call: say things, look at the replies."""

    def __init__(self, dialogue: RasaDialogue, mark: str = "") -> None:
        self.call_id = f"CA{mark}{uuid.uuid4().hex}"
        self.queue = ""  # for which nobody came, as the core tells with every turn
        self._dialogue = dialogue

    def say(self, text: str) -> Reply:
        return self._dialogue.ask(self.call_id, text, source="voice", confidence=0.9, queue=self.queue)

    def key(self, digits: str) -> Reply:
        return self._dialogue.ask(self.call_id, digits, source="keys", confidence=1.0, queue=self.queue)

    def house(self, name: str) -> Reply:
        """The house itself tells the dialogue something."""
        return self._dialogue.ask(self.call_id, name, source="system", confidence=1.0, queue=self.queue)


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Train if needed (cached by content), start both servers, stop them again."""
    folder = tmp_path_factory.mktemp("rasa")
    model = train(Settings().cache_dir.resolve())
    actions = ActionServer(folder)
    port = free_port()
    started = rasa_process(model=model, port=port, token=TOKEN, actions_url=actions.url)
    rasa_log = folder / "rasa.log"
    with rasa_log.open("wb") as log:
        rasa = subprocess.Popen(
            started.argv, env=started.env, cwd=started.cwd, stdout=log, stderr=subprocess.STDOUT
        )
    base = f"http://127.0.0.1:{port}"
    # Long: on a busy test machine the question is what is answered, not how fast.
    dialogue = RasaDialogue(base, TOKEN, timeout=30)
    running = House(dialogue, base, actions, folder, rasa, rasa_log)
    try:
        wait_until(dialogue.ready, rasa, rasa_log)
        yield running
    finally:
        codes = [stop(rasa), running.stop_actions()]
        assert codes[1] == 0

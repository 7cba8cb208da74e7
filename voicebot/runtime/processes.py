"""The house's processes on one machine: started together, watched, stopped together, none left behind.

The list is the Procfile, so that `make run` and a platform that reads Procfiles run the same commands. Own
code because the kept Procfile runners block, cannot tell when a web server is ready, and lose children that
are stopped while starting.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import requests

from voicebot.runtime import leash

GRACE = 16.0  # seconds between SIGTERM and SIGKILL; the web process may need 12 (gunicorn.conf.py)


class HouseError(Exception):
    """The house could not start or lost a process; the message is for a person."""


def read_procfile(path: Path) -> dict[str, list[str]]:
    """Names and argument lists. Raises HouseError naming the line that is no 'name: command'."""
    commands = {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, colon, command = line.partition(":")
        if not colon or not command.strip():
            raise HouseError(f"{path.name}, line {number}: write it as 'name: command', not {line!r}.")
        commands[name.strip()] = shlex.split(command)
    return commands


@dataclass
class _Running:
    name: str
    process: subprocess.Popen[bytes]
    log: Path


class Processes:
    """Starts commands, each in a process group of its own, and stops all of them, grandchildren too.

    Use as a context manager, in a thread that lives as long as the processes shall: they end with it, even
    when it is killed (see `leash`). Output goes to ``log_dir/NAME.log`` and, unless ``quiet``, to our own.
    """

    def __init__(
        self,
        commands: Mapping[str, list[str]],
        env: Mapping[str, str],
        cwd: Path,
        log_dir: Path,
        *,
        quiet: bool,
    ) -> None:
        self._commands = commands
        self._env = {**os.environ, **env}
        self._cwd = cwd
        self._log_dir = log_dir
        self._quiet = quiet
        self._running: list[_Running] = []
        self._stopping = False

    def __enter__(self) -> Processes:
        """Start everything. Raises HouseError when a command does not exist; nothing is left then."""
        self._log_dir.mkdir(parents=True, exist_ok=True)
        try:
            for name, command in self._commands.items():
                self._start(name, command)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Stop everything."""
        self.stop()

    def wait_ready(self, url: str, timeout: float, instance: str | None = None) -> None:
        """Wait until ``url`` answers 200 with ``instance`` as the JSON field of that name: our own house.

        Without ``instance`` any program that answers 200 will do.

        Raises HouseError when a process ends meanwhile or ``timeout`` seconds pass.
        """
        deadline = time.monotonic() + timeout
        last = "no answer"
        with requests.Session() as session:
            session.trust_env = False  # a proxy of the surroundings does not reach this machine's own house
            while time.monotonic() < deadline:
                self.check()
                try:
                    answer = session.get(url, timeout=5)
                    ours = instance is None or _instance(answer) == instance
                    if ours and answer.status_code == requests.codes.ok:
                        return
                    last = answer.text.strip()[:300] if ours else "another program answers there"
                except requests.RequestException:
                    pass
                time.sleep(0.3)
        raise HouseError(
            f"{url} is not ready after {timeout:.0f} s ({last}). The logs are in {self._log_dir}."
        )

    def check(self) -> None:
        """Raise HouseError when a process has ended."""
        for running in self._running:
            code = running.process.poll()
            if code is not None:
                raise HouseError(
                    f"{running.name} ended with code {code}. Its last words ({running.log}):\n"
                    + _tail(running.log)
                )

    def pids(self) -> list[int]:
        """Process ids of what was started."""
        return [running.process.pid for running in self._running]

    def stop(self) -> None:
        """SIGTERM to every process, SIGKILL to its whole group after a grace; returns when all are gone.

        The group's other members are told by their own parent, in the order that suits it. Idempotent.
        """
        if self._stopping:
            return
        self._stopping = True
        try:
            for running in self._running:
                running.process.send_signal(signal.SIGTERM)
            deadline = time.monotonic() + GRACE
            for running in self._running:
                try:
                    running.process.wait(max(0.0, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    with contextlib.suppress(OSError):  # a closed terminal must not keep us from going on
                        print(f"{running.name} did not stop in {GRACE:.0f} s and is killed.", file=sys.stderr)
        finally:
            for running in self._running:  # the group: also children that outlived their parent
                _kill_group(running.process.pid)
                running.process.wait()

    def _start(self, name: str, command: list[str]) -> None:
        if not self._exists(command[0]):
            raise HouseError(f"{name} cannot start: there is no {command[0]}. Run `make setup` first.")
        log = self._log_dir / f"{name}.log"
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", leash.__file__, str(os.getpid()), *command],
            cwd=self._cwd,
            env=self._env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._running.append(_Running(name, process, log))
        assert process.stdout is not None  # noqa: S101  (a pipe was asked for)
        threading.Thread(
            target=_copy, args=(process.stdout, log, "" if self._quiet else f"{name:8}| "), daemon=True
        ).start()

    def _exists(self, program: str) -> bool:
        path = self._cwd / program if os.sep in program else program
        return shutil.which(path, path=self._env.get("PATH")) is not None


def _instance(answer: requests.Response) -> object:
    try:
        body = answer.json()
    except requests.exceptions.JSONDecodeError:
        return None
    return body.get("instance") if isinstance(body, dict) else None


def _copy(source: IO[bytes], log: Path, prefix: str) -> None:
    with log.open("wb") as file:
        for line in source:
            file.write(line)
            file.flush()
            if prefix:
                try:
                    sys.stdout.write(prefix + line.decode(errors="replace"))
                    sys.stdout.flush()
                except OSError:  # the terminal is closed; the process must not wait for somebody to read it
                    prefix = ""


def _kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def _tail(log: Path, lines: int = 15) -> str:
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return "(no output)"

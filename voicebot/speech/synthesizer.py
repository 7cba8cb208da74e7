"""Text to telephone speech through pyttsx3 in a process of its own, killed and restarted when it hangs."""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np

from voicebot.call.delivery import NORMAL, Delivery
from voicebot.call.ports import PartError
from voicebot.speech.spoken import spoken
from voicebot.speech.telephone import for_telephone

SLOWER_STEP = 0.85  # of the rate, for each step that a caller asks for
_ROOT = Path(__file__).resolve().parents[2]
_FORMAT = "telephone 2"  # raise when the shaping of the sound changes: cached prompts are then made anew


class _Stuck(Exception):
    """The process hangs, is gone or answers nonsense; a fresh one may do better."""


class _Process:
    """One speaking process and its pipes. Not thread-safe."""

    def __init__(self, voice: str, rate: int, start_seconds: float, *, afresh: bool) -> None:
        """Start and wait until it is ready.

        Raises PartError for a wrong voice, _Stuck when it does not come up.
        """
        command = [sys.executable, "-m", "voicebot.speech.speech_process"]
        path = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")]))
        self._popen = subprocess.Popen(
            [*command, "--voice", voice, "--rate", str(rate), "--parent", str(os.getpid()),
             *(("--afresh",) if afresh else ())],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, env={**os.environ, "PYTHONPATH": path},
        )  # fmt: skip
        assert self._popen.stdin is not None and self._popen.stdout is not None  # noqa: S101 - for mypy
        self._in, self._out = self._popen.stdin.fileno(), self._popen.stdout.fileno()
        os.set_blocking(self._in, False)
        self._rest = b""
        self.pid = self._popen.pid
        try:
            hello = self._header(time.monotonic() + start_seconds)
        except BaseException:
            self.kill()
            raise
        if "ready" not in hello:
            self.kill()
            raise PartError(f"speech cannot start: {hello.get('error', 'no reason given')}")
        self.version = str(hello["ready"])

    def speak(self, text: str, rate: int, seconds: float) -> tuple[int, bytes]:
        """Sample rate and 16-bit mono samples; ``rate``: words a minute. Raises _Stuck."""
        deadline = time.monotonic() + seconds
        self._send({"text": text, "rate": rate}, deadline)
        answer = self._header(deadline)
        if "error" in answer:
            raise _Stuck(f"the speech engine failed: {answer['error']}")
        try:
            rate, size = int(answer["rate"]), int(answer["bytes"])
        except (KeyError, TypeError, ValueError) as error:
            raise _Stuck("the speech process answered nonsense") from error
        return rate, self._exactly(size, deadline)

    def ping(self, seconds: float) -> None:
        """Raises _Stuck unless it answers in time."""
        deadline = time.monotonic() + seconds
        self._send({"ping": True}, deadline)
        if "pong" not in self._header(deadline):
            raise _Stuck("the speech process answered out of turn")

    def stop(self, seconds: float = 1.0) -> None:
        """Let it end by closing its stdin; kill it when it does not."""
        assert self._popen.stdin is not None  # noqa: S101 - for mypy
        self._popen.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._popen.wait(seconds)
        self.kill()

    def kill(self) -> None:
        """End it at once and close the pipes."""
        self._popen.kill()
        self._popen.wait()
        for pipe in (self._popen.stdin, self._popen.stdout):
            if pipe is not None:
                pipe.close()

    def _send(self, request: dict[str, object], deadline: float) -> None:
        data = json.dumps(request).encode() + b"\n"
        while data:
            if not select.select([], [self._in], [], max(0.0, deadline - time.monotonic()))[1]:
                raise _Stuck("the speech process takes no requests")
            try:
                data = data[os.write(self._in, data) :]
            except BlockingIOError:
                continue
            except OSError as error:
                raise _Stuck(f"the speech process is gone ({error})") from error

    def _more(self, deadline: float) -> None:
        if not select.select([self._out], [], [], max(0.0, deadline - time.monotonic()))[0]:
            raise _Stuck("the speech process did not answer in time")
        data = os.read(self._out, 1 << 16)
        if not data:
            raise _Stuck("the speech process ended")
        self._rest += data

    def _header(self, deadline: float) -> dict[str, Any]:
        while b"\n" not in self._rest:
            self._more(deadline)
        line, self._rest = self._rest.split(b"\n", 1)
        try:
            header = json.loads(line)
        except ValueError as error:
            raise _Stuck("the speech process answered nonsense") from error
        if not isinstance(header, dict):
            raise _Stuck("the speech process answered nonsense")
        return header

    def _exactly(self, size: int, deadline: float) -> bytes:
        while len(self._rest) < size:
            self._more(deadline)
        data, self._rest = self._rest[:size], self._rest[size:]
        return data


class SpeechSynthesizer:
    """Implements `voicebot.call.ports.Synthesizer` with pyttsx3. Thread-safe; one request at a time.

    Five seconds of speech take 15 ms, so one process serves many calls. After a deadline or a crash the
    process is killed and a fresh one tries once more; then PartError. The process ends with `close` or with
    its parent.
    """

    def __init__(
        self,
        voice: str = "gmw/nl",
        rate: int = 150,
        volume: float = 0.9,
        *,
        seconds: float = 3.0,
        start_seconds: float = 15.0,
        afresh: bool = False,
    ) -> None:
        """``voice``: pyttsx3 voice id. ``rate``: words a minute. ``volume``: 0..1, 1 is a peak of -3 dBFS.

        ``seconds`` bounds one try, ``start_seconds`` the start of a process. Raises PartError when speech
        cannot start, for instance for an unknown voice; the message names the Dutch ones. ``afresh``: the
        same text gives the same bytes, whatever was said before (else it lasts some milliseconds more or
        less).
        """
        self._afresh = afresh
        self._voice, self._rate, self._volume = voice, rate, volume
        self._seconds, self._start_seconds = seconds, start_seconds
        self._lock = threading.Lock()
        self._process: _Process | None = None
        self._closed = False
        try:
            self._process = self._fresh()
        except _Stuck as stuck:
            raise PartError(f"speech cannot start: {stuck}") from stuck
        self.identity = f"{self._process.version}, {_FORMAT}, {voice}, rate {rate}, volume {volume}" + (
            ", afresh" if afresh else ""
        )

    def synthesize(self, text: str, *, fixed: bool = False, delivery: Delivery = NORMAL) -> bytes:
        """Dutch text to 8 kHz μ-law, a multiple of 160 bytes; ``fixed`` makes no difference here.

        A step slower is 15 % fewer words a minute, a step louder about 4 dB (see `telephone.DRIVES`).
        Raises PartError, also for text without a word in it.
        """
        words = spoken(text)
        if not any(character.isalnum() for character in words):
            raise PartError("there is nothing to say in the text")
        pace = round(self._rate * SLOWER_STEP**delivery.slower)
        rate, pcm = self._retried(words, pace)
        samples = np.frombuffer(pcm[: len(pcm) // 2 * 2], dtype="<i2").astype(np.float32) / 32768.0
        try:
            return for_telephone(samples, rate, self._volume, louder=delivery.louder)
        except ValueError as error:
            raise PartError(
                f"the voice {self._voice} makes no sound; choose another VOICEBOT_VOICE"
            ) from error

    def ready(self) -> bool:
        """Whether speech can be made now: the process answers, or is busy speaking for somebody."""
        if not self._lock.acquire(timeout=0.1):
            return not self._closed
        try:
            if self._closed:
                return False
            if self._process is None:
                self._process = self._fresh()  # the next caller need not wait for it
            self._process.ping(1.0)
            return True
        except (_Stuck, PartError):
            self._drop()
            return False
        finally:
            self._lock.release()

    def close(self) -> None:
        """End the process. Idempotent; later requests raise PartError."""
        self._closed = True
        with self._lock:
            if self._process is not None:
                self._process.stop()
                self._process = None

    @property
    def pid(self) -> int | None:
        """Process id of the speaking process, None while there is none."""
        process = self._process
        return process.pid if process is not None else None

    def _retried(self, words: str, pace: int) -> tuple[int, bytes]:
        problem = "busy"
        if not self._lock.acquire(timeout=2 * self._seconds + self._start_seconds):
            raise PartError("speech is busy for too long")
        try:
            for _ in range(2):
                if self._closed:
                    raise PartError("speech was closed")
                try:
                    if self._process is None:
                        self._process = self._fresh()
                    return self._process.speak(words, pace, self._seconds)
                except _Stuck as stuck:
                    problem = str(stuck)
                    self._drop()
        finally:
            self._lock.release()
        raise PartError(f"speech failed twice: {problem}")

    def _fresh(self) -> _Process:
        return _Process(self._voice, self._rate, self._start_seconds, afresh=self._afresh)

    def _drop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process = None

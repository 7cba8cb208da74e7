"""The process that speaks: pyttsx3 alone in it, so that a deadlock can be killed.

Run as `python -m voicebot.speech.speech_process --voice … --rate … --parent …`. Protocol on stdin and stdout:
one JSON object a line. At start it writes {"ready": "<engine version>"} or {"error": "…"} and exits with 1. A
request {"text": "…", "rate": words a minute} is answered by {"rate": hertz, "bytes": n} and n bytes of 16-bit
little-endian mono, or by {"error": "…"}; {"ping": true} by {"pong": true}. It ends at the end of stdin and
when its parent is gone, even while stuck.

espeak-ng carries the flutter of its voice from one text to the next, so that the same text sounds, and lasts,
a little different each time. With `--afresh` every text is spoken by a fork of the engine as it was at its
start.
"""

from __future__ import annotations

import argparse
import ctypes
import importlib.metadata
import json
import os
import queue
import select
import signal
import sys
import tempfile
import threading
import wave
from pathlib import Path
from typing import IO, Any

_PARENT_CHECK_SECONDS = 1.0
_LONGEST_SECONDS = 20  # of one text, until its fork ends itself


def engine_version() -> str:
    """Versions of everything that shapes the sound, for cache keys."""
    return ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("pyttsx3", "espeakng-loader"))


def _synchronous(espeak: Any) -> None:
    """Let pyttsx3's espeak module speak in the caller's thread.

    pyttsx3 2.99 starts espeak-ng in its asynchronous mode and races with the thread of it: of fifty files
    measured several lacked a second of sound, were empty or were missing. In synchronous mode all samples
    come before Synth returns; only the "message terminated" event does not, at which pyttsx3 writes its file,
    so that it is given here.
    """
    espeak.AUDIO_OUTPUT_RETRIEVAL = espeak.AUDIO_OUTPUT_SYNCHRONOUS
    synth = espeak.Synth

    def synth_to_the_end(*args: Any, **options: Any) -> int:
        result: int = synth(*args, **options)
        end = (espeak.EVENT * 2)()
        end[0].type, end[1].type = espeak.EVENT_MSG_TERMINATED, espeak.EVENT_LIST_TERMINATED
        espeak.driver._onSynth(None, 0, end)
        return result

    espeak.Synth = synth_to_the_end


class Engine:
    """pyttsx3 on the packaged espeak-ng, one request at a time, in one thread."""

    def __init__(self, voice: str, rate: int) -> None:
        """Raises ValueError for an unknown voice, naming those there are; OSError without the library."""
        import espeakng_loader

        os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
        # Its SONAME is libespeak-ng.so.1: loaded for all to see, it is what pyttsx3's own dlopen finds.
        ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)
        import pyttsx3
        from pyttsx3.drivers import _espeak

        _synchronous(_espeak)
        self._engine: Any = pyttsx3.init("espeak")
        _espeak.driver = self._engine.proxy._driver
        # pyttsx3 swallows the error of a wrong voice and speaks English.
        voices = sorted(str(known.id) for known in self._engine.getProperty("voices"))
        if voice.lower() not in voices:
            dutch = [known for known in voices if "nl" in known.split("/")[-1].split("-")] or voices
            raise ValueError(
                f"the voice {voice!r} (VOICEBOT_VOICE) does not exist; Dutch ones: {', '.join(dutch)} "
                f"({len(voices)} voices in all)"
            )
        self._voice, self._rate = voice, rate

    def speak(self, text: str, rate: int | None = None) -> tuple[int, bytes]:
        """Sample rate in Hz and 16-bit mono samples; ``rate``: words a minute, the engine's own when None.

        Raises RuntimeError when the engine makes no file.
        """
        errors: list[BaseException] = []
        token = self._engine.connect("error", lambda name, exception: errors.append(exception))
        try:
            with tempfile.TemporaryDirectory(prefix="voicebot-speech-") as folder:
                path = Path(folder, "speech.wav")
                # Full volume: the level is set once, after the band filter, in `telephone.py`.
                for name, value in (("voice", self._voice), ("rate", rate or self._rate), ("volume", 1.0)):
                    self._engine.setProperty(name, value)
                self._engine.save_to_file(text, str(path))
                self._engine.runAndWait()
                if errors or not path.is_file():
                    raise RuntimeError(f"pyttsx3 made no sound: {errors[0] if errors else 'no file'}")
                with wave.open(str(path)) as sound:
                    return sound.getframerate(), sound.readframes(sound.getnframes())
        finally:
            self._engine.disconnect(token)


def _requests(source: int, parent: int) -> queue.SimpleQueue[bytes]:
    """Lines of stdin as a queue; a thread of its own ends the process when stdin or the parent ends."""
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def read() -> None:
        rest = b""
        while True:
            # Not only the end of stdin: a forked sibling of the parent may hold the pipe open.
            if os.getppid() != parent:
                os._exit(0)
            if not select.select([source], [], [], _PARENT_CHECK_SECONDS)[0]:
                continue
            data = os.read(source, 65536)
            if not data:
                os._exit(0)  # the main thread may hang in the engine
            *whole, rest = (rest + data).split(b"\n")
            for line in whole:
                lines.put(line)

    threading.Thread(target=read, name="stdin", daemon=True).start()
    return lines


def serve(engine: Engine, lines: queue.SimpleQueue[bytes], out: IO[bytes], *, afresh: bool = False) -> None:
    """Answer requests until the process ends; ``afresh``: each by a fork."""
    while True:
        request = json.loads(lines.get())
        if afresh and (child := os.fork()):
            os.waitpid(child, 0)
            continue
        if afresh:
            signal.alarm(_LONGEST_SECONDS)  # nobody else would end it if it got stuck
        sound = b""
        if "ping" in request:
            answer: dict[str, object] = {"pong": True}
        else:
            try:
                rate, sound = engine.speak(request["text"], request.get("rate"))
                answer = {"rate": rate, "bytes": len(sound)}
            except Exception as error:  # noqa: BLE001 - whatever the engine raises, the parent is told
                answer = {"error": f"{type(error).__name__}: {error}"}
        out.write(json.dumps(answer).encode() + b"\n" + sound)
        out.flush()
        if afresh:
            os._exit(0)


def main() -> int:
    """Speak for the parent process until it ends."""
    parser = argparse.ArgumentParser(
        prog="python -m voicebot.speech.speech_process", description=main.__doc__
    )
    parser.add_argument("--voice", required=True)
    parser.add_argument("--rate", type=int, required=True)
    parser.add_argument("--parent", type=int, required=True, help="process id of the parent")
    parser.add_argument("--afresh", action="store_true", help="every text by a fork of the first state")
    asked = parser.parse_args()
    # Ctrl-C and a manager's SIGTERM reach the whole group; the parent still has its last words spoken.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    # pyttsx3 prints to stdout; the protocol keeps the real one for itself.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    lines = _requests(0, asked.parent)
    try:
        engine = Engine(asked.voice, asked.rate)
        out.write(json.dumps({"ready": engine_version()}).encode() + b"\n")
        out.flush()
        serve(engine, lines, out, afresh=asked.afresh)
    except Exception as error:  # noqa: BLE001 - told to the parent in one line
        out.write(json.dumps({"error": str(error)}).encode() + b"\n")
        out.flush()
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

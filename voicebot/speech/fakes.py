"""Stand-ins for hearing and speaking: exact, instant, without a model or a process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from voicebot.audio.codec import floats_to_mulaw
from voicebot.audio.frames import SAMPLE_RATE, pad
from voicebot.call.delivery import NORMAL, Delivery
from voicebot.call.ports import NotWanted, PartError, Transcript


class FakeTranscriber:
    """Answers turns from a script, in order; a string is a text heard well, an exception is raised.

    ``heard`` lists the turns it was given as (bytes of μ-law, hint). After the script: no speech.
    """

    model = "fake"

    def __init__(self, script: Iterable[str | Transcript | Exception] = ()) -> None:
        self._script = list(script)
        self._lock = threading.Lock()
        self.heard: list[tuple[int, str]] = []

    def transcribe(
        self, mulaw: bytes, hint: str = "", wanted: Callable[[], bool] = lambda: True
    ) -> Transcript:
        """The next answer of the script. Raises what stands there; NotWanted, unheard, if nobody wants it."""
        if not wanted():
            raise NotWanted("nobody waits for it")
        with self._lock:
            self.heard.append((len(mulaw), hint))
            answer = self._script.pop(0) if self._script else Transcript("", 0.0, "no_speech", self.model)
        if isinstance(answer, Exception):
            raise answer
        return Transcript(answer, 0.9, None, self.model) if isinstance(answer, str) else answer

    def transcribe_batch(
        self, turns: Sequence[bytes], hint: str = "", wanted: Callable[[], bool] = lambda: True
    ) -> list[Transcript]:
        """The next answers of the script, one a turn. Raises the first exception among them."""
        return [self.transcribe(mulaw, hint, wanted) for mulaw in turns]

    def window(self, mulaw: bytes) -> float:
        """The same for all turns."""
        return 15.0


class FakeSynthesizer:
    """A quiet 400 Hz tone, so many milliseconds a character, in whole frames.

    ``said`` lists the texts and whether they were fixed. With ``broken`` set, every request raises PartError.
    """

    identity = "fake tone"

    def __init__(self, milliseconds_per_character: int = 60) -> None:
        self._milliseconds = milliseconds_per_character
        self._lock = threading.Lock()
        self.said: list[tuple[str, bool]] = []
        self.broken = False
        self.closed = False

    def synthesize(self, text: str, *, fixed: bool = False, delivery: Delivery = NORMAL) -> bytes:
        """The tone for ``text``, 8 kHz μ-law. Raises PartError when broken or closed."""
        if self.broken or self.closed:
            raise PartError("the fake synthesizer is broken")
        with self._lock:
            self.said.append((text, fixed))
        count = len(text) * self._milliseconds * SAMPLE_RATE // 1000
        tone = 0.1 * np.sin(2 * np.pi * 400 / SAMPLE_RATE * np.arange(max(1, count)))
        return pad(floats_to_mulaw(tone.astype(np.float32), SAMPLE_RATE))

    def ready(self) -> bool:
        """Whether it is neither broken nor closed."""
        return not self.broken and not self.closed

    def close(self) -> None:
        """Later requests raise PartError."""
        self.closed = True

"""Fixed prompts are spoken once: kept on disk by content, and the recent ones in memory.

Only texts given as ``fixed`` are kept, neither on disk nor in memory anything else: other texts hold what is
said to one caller, and speaking them takes milliseconds.
"""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
import threading
from collections import OrderedDict
from pathlib import Path
from typing import Protocol

from voicebot.audio.frames import FRAME_BYTES
from voicebot.call.delivery import NORMAL, Delivery
from voicebot.speech.spoken import spoken

_log = logging.getLogger(__name__)
_HASH_BYTES = hashlib.sha256().digest_size


class VoicedSynthesizer(Protocol):
    """A `Synthesizer` whose ``identity`` names what shapes its sound besides the text."""

    identity: str

    def synthesize(self, text: str, *, fixed: bool = False, delivery: Delivery = NORMAL) -> bytes:
        """As `voicebot.call.ports.Synthesizer`."""
        ...

    def ready(self) -> bool:
        """Whether speech can be made now."""
        ...

    def close(self) -> None:
        """Give back what it holds."""
        ...


class CachedSynthesizer:
    """Implements `voicebot.call.ports.Synthesizer` around another one. Thread-safe.

    A file holds the SHA-256 of the sound and then the sound, 8 kHz μ-law; a file that does not match is made
    anew. A folder that cannot be written costs time, never a call.
    """

    def __init__(self, inner: VoicedSynthesizer, folder: Path, *, in_memory: int = 1024) -> None:
        """``folder``: usually `<cache_dir>/prompts`.

        ``in_memory``: number of prompts kept there, the last used ones.
        """
        self._inner = inner
        self._folder = folder
        self._size = in_memory
        self._recent: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def synthesize(self, text: str, *, fixed: bool = False, delivery: Delivery = NORMAL) -> bytes:
        """Dutch text to 8 kHz μ-law; ``fixed`` texts come from the cache when they can. Raises PartError."""
        if not fixed:
            return self._inner.synthesize(text, delivery=delivery)
        way = "" if delivery == NORMAL else f", slower {delivery.slower}, louder {delivery.louder}"
        key = hashlib.sha256(f"{self._inner.identity}{way}\n{spoken(text)}".encode()).hexdigest()
        with self._lock:
            if key in self._recent:
                self._recent.move_to_end(key)
                return self._recent[key]
        sound = self._read(key)
        if sound is None:
            sound = self._inner.synthesize(text, fixed=True, delivery=delivery)
            self._write(key, sound)
        with self._lock:
            self._recent[key] = sound
            self._recent.move_to_end(key)
            while len(self._recent) > self._size:
                self._recent.popitem(last=False)
        return sound

    def ready(self) -> bool:
        """Whether speech can be made now."""
        return self._inner.ready()

    def close(self) -> None:
        """Close the synthesizer inside."""
        self._inner.close()

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.ulaw"

    def _read(self, key: str) -> bytes | None:
        try:
            data = self._path(key).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            _log.warning("a cached prompt cannot be read and is made anew: %s", error)
            return None
        sound = data[_HASH_BYTES:]
        if not sound or len(sound) % FRAME_BYTES or hashlib.sha256(sound).digest() != data[:_HASH_BYTES]:
            _log.warning("the cached prompt %s.ulaw is damaged and is made anew", key)
            return None
        return sound

    def _write(self, key: str, sound: bytes) -> None:
        """Whole or not at all: written beside and renamed."""
        scratch = None
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, scratch = tempfile.mkstemp(prefix=".new-", dir=self._folder)
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(sound).digest() + sound)
            Path(scratch).replace(self._path(key))
        except OSError as error:
            _log.warning("a prompt could not be cached: %s", error)
            if scratch is not None:
                Path(scratch).unlink(missing_ok=True)

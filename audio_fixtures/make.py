"""Makes the recorded callers: text, voice, telephone line. The same input gives the same bytes.

    python -m audio_fixtures.make              make what is missing or changed
    python -m audio_fixtures.make --check      and let Whisper base listen, twelve times to each (4 minutes)

Needs Debian's espeak-ng, mbrola and mbrola-nl2 (contrib, non-free); only for making them: the recordings are
committed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from audio_fixtures.line import LINES, through
from audio_fixtures.voice import RATE, VoiceError, missing_tools, speak
from voicebot.audio import wav
from voicebot.audio.frames import FRAME_SECONDS, SILENCE_FRAME, split
from voicebot.audio.vad import VoiceActivity
from voicebot.call.replies import Expects
from voicebot.call.turns.utterance import TurnRules, Utterance

HERE = Path(__file__).resolve().parent
END_SILENCE = 0.7  # seconds: a pause of this length cuts a recording in two

# What Whisper is told to expect, by a word in the file's name: no number that a recording says.
HINTS = {
    "nummer": Expects.DIGITS, "postcode": Expects.POSTCODE, "/ja": Expects.YES_NO, "klopt": Expects.YES_NO,
    "product": Expects.PRODUCT,
}  # fmt: skip


class MakeError(Exception):
    """A recording cannot be made; the message says what is missing and what to do."""


@dataclass(frozen=True, slots=True)
class Recording:
    """One utterance. ``say``: what the voice reads. speed: words a minute, pitch: 0-99 (espeak-ng -s, -p).

    ``line``: a name in `audio_fixtures.line.LINES`.
    """

    path: Path
    say: str
    speed: int = 140
    pitch: int = 50
    line: str = "good"
    seed: int = 1


def recordings(table: Path = HERE / "recordings.yaml") -> Iterator[Recording]:
    """All utterances of the table. Raises MakeError for a wrong entry, naming it."""
    entries: dict[str, Any] = yaml.safe_load(table.read_text(encoding="utf-8"))
    for name, entry in entries.items():
        settings = {"say": entry} if isinstance(entry, str) else entry
        try:
            recording = Recording(table.parent / f"{name}.wav", **settings)
        except TypeError as error:
            raise MakeError(
                f"{table.name}: {name}: {error}; known are say, speed, pitch, line, seed"
            ) from error
        if recording.line not in LINES:
            raise MakeError(
                f"{table.name}: {name}: line is one of {', '.join(LINES)}, not {recording.line!r}"
            )
        yield recording


def make(recording: Recording) -> bool:
    """Make one file; whether it changed. Raises VoiceError."""
    sound = speak(recording.say, speed=recording.speed, pitch=recording.pitch)
    mulaw = through(sound, RATE, LINES[recording.line], recording.seed)
    data = wav.encode([mulaw], mulaw=True)
    if recording.path.is_file() and recording.path.read_bytes() == data:
        return False
    recording.path.parent.mkdir(parents=True, exist_ok=True)
    recording.path.write_bytes(data)
    return True


def turns(mulaw: bytes) -> list[bytes]:
    """The recording as the house hears it: with silence around it, cut into turns where it pauses."""
    voice, rules = VoiceActivity(), TurnRules()
    caller = Utterance(rules)
    heard = []
    for number, frame in enumerate(split(SILENCE_FRAME * 50 + mulaw + SILENCE_FRAME * 60)):
        caller.push(number * FRAME_SECONDS, frame, voice.voiced(frame))
        if caller.open and caller.silence >= END_SILENCE - 1e-9:
            if caller.voiced_seconds >= rules.min_voiced:
                heard.append(caller.audio)
            caller.end()
    return heard


def main() -> int:
    """Make, and check when asked; 0 when all is well."""
    parser = argparse.ArgumentParser(prog="python -m audio_fixtures.make", description=main.__doc__)
    parser.add_argument(
        "--check",
        action="store_true",
        help="let Whisper base listen to every utterance, in versions that differ a little",
    )
    asked = parser.parse_args()
    if missing := missing_tools("nl2"):
        print(f"audio_fixtures: install {', '.join(missing)} (Debian: apt install …; contrib and non-free)")
        return 1
    try:
        made = list(recordings())
        changed = [recording.path.name for recording in made if make(recording)]
    except (MakeError, VoiceError, ValueError) as error:
        print(f"audio_fixtures: {error}")
        return 1
    total = sum(recording.path.stat().st_size for recording in made)
    print(
        f"{len(made)} recordings, {total / 1e6:.2f} MB, {len(changed)} new or changed: {', '.join(changed)}"
    )
    if not asked.check:
        return 0
    from audio_fixtures.listening import check  # Whisper, which making them does not need

    return 1 if check(HERE) else 0


if __name__ == "__main__":
    sys.exit(main())

"""Speaks a text through the line and shows what Whisper base makes of it.

    python -m voicebot.evaluation.speak "Waar blijft mijn bestelling?"      once a speaker and line of the set
    python -m voicebot.evaluation.speak --set stress --wav build/listen "…"  and keep the sound, to listen to

Needs Debian's espeak-ng, mbrola and mbrola-nl2 (contrib, non-free).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from audio_fixtures.voice import VoiceError, missing_tools
from voicebot.audio import wav
from voicebot.call.ports import PartError
from voicebot.evaluation.conditions import Condition, ConditionSet, load
from voicebot.evaluation.ear import Ear, through_line


def every(chosen: ConditionSet) -> Iterator[Condition]:
    """Each line of a set once, speakers in turn."""
    for number, (name, (_, line)) in enumerate(chosen.lines.items()):
        speaker = chosen.speakers[number % len(chosen.speakers)]
        yield Condition(speaker, name, line, chosen.seed)


def tools_missing(*voices: str) -> bool:
    """Whether speaking is impossible here; says what to install."""
    if missing := missing_tools(*voices):
        print(f"Cannot speak: install {', '.join(missing)} (Debian: apt install …; contrib and non-free).")
    return bool(missing)


def main() -> int:
    """Speak, listen, print; 0 when it worked."""
    from voicebot.settings import Settings

    sets = load()
    parser = argparse.ArgumentParser(prog="python -m voicebot.evaluation.speak", description=main.__doc__)
    parser.add_argument("text", help="a Dutch sentence")
    parser.add_argument("--set", default="train", choices=sets, help="of conditions.yaml")
    parser.add_argument("--hint", default="", help="what Whisper is told to expect")
    parser.add_argument("--wav", type=Path, help="a folder for the sound files")
    asked = parser.parse_args()
    chosen = sets[asked.set]
    if tools_missing(*sorted({speaker.voice for speaker in chosen.speakers})):
        return 1
    ear = Ear(Settings().cache_dir.resolve())
    try:
        for condition in every(chosen):
            heard = ear.hear(asked.text, condition, asked.hint)
            print(
                f"{heard.rejected or f'{heard.confidence:.2f}':>9}  {heard.text}   [{condition}]", flush=True
            )
            if asked.wav:
                asked.wav.mkdir(parents=True, exist_ok=True)
                sound = wav.encode([through_line(asked.text, condition)], mulaw=True)
                (asked.wav / f"{condition.name}.wav").write_bytes(sound)
    except (VoiceError, PartError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

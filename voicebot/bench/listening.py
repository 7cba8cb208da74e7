"""How well the house listens: cut-offs, false interruptions, phantom turns; in virtual time, on real parts.

    python -m voicebot.bench.listening --seed 2     the set for tuning; without it the one that is measured

Needs Debian's espeak-ng, mbrola and mbrola-nl2 (contrib, non-free), and the trained Rasa model. Takes about
ten minutes on two cores. Prints the figures as JSON.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from audio_fixtures.voice import VoiceError, missing_tools
from voicebot.bench import cut_offs, interruptions, pauses
from voicebot.bench.figures import median
from voicebot.call.ports import Dialogue, PartError, Transcriber
from voicebot.dialogue.client import RasaDialogue
from voicebot.dialogue.training import TrainingError, train
from voicebot.evaluation.running import HouseError, rasa
from voicebot.evaluation.speak import tools_missing
from voicebot.settings import Settings
from voicebot.speech.synthesizer import SpeechSynthesizer
from voicebot.speech.transcriber import WhisperTranscriber
from voicebot.speech.weights import WeightsError

COUNT = 100  # turns with pauses
LOGS = Path("build/listening-logs")
TIMED = 7  # transcripts by which Whisper's time on this machine is taken

Say = Callable[[str], None]


def measure(seed: int = pauses.HELD_OUT, count: int = COUNT, say: Say = lambda _: None) -> dict[str, Any]:
    """All figures; nothing but the reason when the voices or Rasa's model are not there.

    ``seed``: of the turns with pauses, see `voicebot.bench.pauses`. Raises PartError, HouseError and
    WeightsError.
    """
    if missing := missing_tools("nl2"):
        return {"listening.not_measured": f"not installed: {', '.join(missing)}"}
    try:
        with _parts(say) as (ear, opinion, synthesizer):
            hearing = _seconds_to_hear(ear)
            found: dict[str, Any] = {"listening.seed": seed, "listening.hearing_s": hearing}

            def takes(_: bytes) -> float:
                return hearing

            say(f"{count} turns with pauses; a transcript takes {hearing:.2f} s …")
            turns = pauses.turns(seed, count)
            found |= cut_offs.figures([cut_offs.judge(turn, ear, takes, opinion) for turn in turns])
            say("Sounds over the bot's answer …")
            stage = interruptions.Stage(ear, synthesizer, takes)
            found |= interruptions.figures([stage.answer(case) for case in interruptions.cases()])
            say("Callers over it …")
            said = interruptions.callers()
            for name, delay in (("missed_barge_ins", None), ("missed_barge_ins_on_speakerphone", 0.18)):
                found[name] = interruptions.missed(stage.cut_off_after(one, delay) for one in said)
            say("A minute of each background …")
            found["phantom_turns"] = {
                name: stage.alone(make(interruptions.ALONE_SECONDS, 1))
                for name, make in interruptions.SOUNDS.items()
            }
            return found
    except (VoiceError, TrainingError) as error:
        return {"listening.not_measured": str(error)}


@contextmanager
def _parts(say: Say) -> Iterator[tuple[Transcriber, Dialogue, SpeechSynthesizer]]:
    """Whisper as the settings have it, Rasa without its actions, and the bot's voice."""
    settings = Settings()
    ear = WhisperTranscriber(
        settings.whisper_model,
        settings.cache_dir,
        device=settings.whisper_device,
        compute_type=settings.whisper_compute_type,
        threads=settings.whisper_threads,
        beam=settings.whisper_beam,
        windows=settings.whisper_windows,
    )
    with ExitStack() as stack:
        server = stack.enter_context(rasa(train(settings.cache_dir, say), LOGS))
        synthesizer = SpeechSynthesizer(settings.voice, settings.voice_rate, settings.voice_volume)
        stack.callback(synthesizer.close)
        yield ear, RasaDialogue(server.base_url, server.token), synthesizer


def _seconds_to_hear(ear: Transcriber) -> float:
    """The median time of a transcript on this machine, now."""
    said = interruptions.callers()[:TIMED]
    took = []
    for one in said:
        began = time.perf_counter()
        ear.transcribe(one)
        took.append(time.perf_counter() - began)
    return round(median(took) or 0.0, 3)


def main() -> int:
    """Measure and print; 0 when it worked."""
    parser = argparse.ArgumentParser(prog="python -m voicebot.bench.listening", description=main.__doc__)
    parser.add_argument("--seed", type=int, default=pauses.HELD_OUT, choices=(pauses.HELD_OUT, pauses.TUNING))
    parser.add_argument("--count", type=int, default=COUNT, help="turns with pauses")
    asked = parser.parse_args()
    if tools_missing("nl2"):
        return 1
    try:
        found = measure(asked.seed, asked.count, lambda text: print(text, file=sys.stderr, flush=True))
    except (PartError, HouseError, WeightsError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(found, indent=1, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())

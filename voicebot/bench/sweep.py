"""How fast and how well Whisper hears, over its settings: `python -m voicebot.bench.sweep`.

Writes build/sweep.json and prints a table. Word error rates are over all words of the clips; times are the
processor seconds of one turn, so that other work on the machine does not count, and the wall seconds beside
them. The settings' defaults come from here; docs/sweep.md keeps the table they were chosen from.
"""

from __future__ import annotations

import argparse
import itertools
import json
import statistics
import sys
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import jiwer

from audio_fixtures.voice import VoiceError
from voicebot.bench.clips import Clip, folder_clips, training_clips
from voicebot.dialogue.wire import clean
from voicebot.evaluation.speak import tools_missing
from voicebot.settings import Settings
from voicebot.speech.transcriber import WhisperTranscriber

OUT = Path("build/sweep.json")


@dataclass(frozen=True, slots=True)
class Cell:
    """One row of the table. Word error rates 0.. by kind of answer; seconds a turn."""

    compute_type: str
    threads: int
    window: int
    beam: int
    clips: int
    wer: float
    wer_open: float
    wer_yes_no: float
    wer_digits: float
    refused: int
    cpu_seconds: float
    wall_seconds: float
    wall_p95: float


def rate(pairs: Iterable[tuple[str, str]]) -> float:
    """Word error rate over pairs of what was said and heard; NaN without any."""
    said, heard = zip(*pairs, strict=True) if (pairs := list(pairs)) else ((), ())
    return round(float(jiwer.wer(list(said), list(heard))), 4) if said else float("nan")


def measure(whisper: WhisperTranscriber, clips: list[Clip], labels: tuple[str, int, int, int]) -> Cell:
    """Hear all clips with one setting."""
    cpu, wall, refused = [], [], 0
    pairs: list[tuple[Clip, str, str]] = []
    for clip in clips:
        before = time.process_time(), time.perf_counter()
        heard = whisper.transcribe(clip.audio, clip.hint)
        cpu.append(time.process_time() - before[0])
        wall.append(time.perf_counter() - before[1])
        refused += heard.rejected is not None
        pairs.append((clip, clean(clip.words), clean(heard.text) if heard.rejected is None else ""))

    def of(kind: str) -> float:
        return rate((said, text) for clip, said, text in pairs if clip.kind == kind)

    return Cell(
        *labels,
        len(clips),
        rate((said, text) for _, said, text in pairs),
        of("open"),
        of("yes_no"),
        of("digits"),
        refused,
        round(statistics.median(cpu), 3),
        round(statistics.median(wall), 3),
        round(sorted(wall)[int(0.95 * (len(wall) - 1))], 3),
    )


def main() -> int:
    """Measure every combination; 0 when it worked."""
    parser = argparse.ArgumentParser(prog="python -m voicebot.bench.sweep", description=main.__doc__)
    parser.add_argument("--count", type=int, default=150, help="training sentences to speak")
    parser.add_argument("--clips", type=Path, help="a folder of NAME.wav and NAME.txt instead")
    parser.add_argument("--compute", nargs="+", default=["int8"])
    parser.add_argument("--threads", nargs="+", type=int, default=[2])
    parser.add_argument("--windows", nargs="+", type=int, default=[6, 8, 10, 12, 15])
    parser.add_argument("--beams", nargs="+", type=int, default=[1, 2, 5])
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args()
    if not asked.clips and tools_missing("nl2"):
        return 1
    settings = Settings()
    try:
        clips = list(folder_clips(asked.clips) if asked.clips else training_clips(asked.count))
    except (VoiceError, ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    cells: list[Cell] = []
    for compute, threads in itertools.product(asked.compute, asked.threads):
        for window, beam in itertools.product(asked.windows, asked.beams):
            whisper = WhisperTranscriber(
                settings.whisper_model, settings.cache_dir, compute_type=compute, threads=threads,
                beam=beam, windows=(window,), margin=0.0,
            )  # fmt: skip
            cells.append(measure(whisper, clips, (compute, threads, window, beam)))
            print(cells[-1], flush=True)
            asked.out.parent.mkdir(parents=True, exist_ok=True)
            asked.out.write_text(json.dumps([asdict(cell) for cell in cells], indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

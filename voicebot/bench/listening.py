"""How well the house listens: turns that it cuts off, false interruptions, turns that nobody spoke.

    python -m voicebot.bench.listening                 the figures of `make bench`, on held-out sentences
    python -m voicebot.bench.listening --seed 2        others, of training sentences: to tune by
    python -m voicebot.bench.listening --rasa URL      whether an answer is understood is asked of a real Rasa

In virtual time, so the machine's speed changes nothing. Needs Debian's espeak-ng, mbrola and mbrola-nl2.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from audio_fixtures.voice import VoiceError
from voicebot.bench.overtalk import Trial, phantom_turns, trials
from voicebot.bench.pausing import MEASURING_SEED, SHARES, Pausing, pausing_turns
from voicebot.bench.script import KEYS, Script, Sure, many_words, rules
from voicebot.call import commands as do
from voicebot.call.fakes import FakeSynthesizer
from voicebot.call.ports import PartError, Transcriber
from voicebot.call.replies import Expects, Reply
from voicebot.dialogue.client import RasaDialogue
from voicebot.evaluation.metrics import percentile
from voicebot.replay.virtual import VirtualHouse, recording
from voicebot.settings import Settings
from voicebot.speech.synthesizer import SpeechSynthesizer
from voicebot.speech.transcriber import WhisperTranscriber

BEGINS = 1.0  # stream seconds: the question was heard
TURNS = 100


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a turn. cut: the house reacted before the caller had finished. wait: seconds from the
    end of the voice to the decision of a turn that was not cut; None when none came.
    """

    turn: Pausing
    cut: bool
    wait: float | None
    heard: tuple[str, ...]


def measure(
    whisper: Transcriber | None = None,
    seed: int = MEASURING_SEED,
    count: int = TURNS,
    sure: Sure = many_words,
) -> dict[str, float]:
    """All figures, flat: rates 0..1, waits in seconds (missing where no turn was decided), turns as counts.

    ``whisper``: None loads the one of the settings. ``seed``: MEASURING_SEED or, to tune, any other. ``sure``:
    whether the dialogue would know what a text wants. Raises VoiceError, PartError, WeightsError.
    """
    ear = whisper or _whisper(Settings())
    found = cut_offs(list(decide(ear, pausing_turns(seed, count), sure)))
    with closing(SpeechSynthesizer()) as voice:
        found |= false_barge_ins(list(trials(ear, voice, seed)))
        found |= {f"phantom_turns.{name}": n for name, n in phantom_turns(ear, voice, seed).items()}
    return found


def decide(whisper: Transcriber, turns: Iterable[Pausing], sure: Sure = many_words) -> Iterator[Decided]:
    """Say each turn to a call whose question is open, and see when it counts as over."""
    for turn in turns:
        yield _decided(whisper, turn, sure)


def cut_offs(decided: Sequence[Decided]) -> dict[str, float]:
    """The figures of these turns: of all, and kind by kind."""
    found = _figures("cut_off", decided)
    found["cut_off_rate"] = found["cut_off.rate"]
    for kind in SHARES:
        found |= _figures(f"cut_off.{kind}", [one for one in decided if one.turn.kind == kind])
    return found


def false_barge_ins(tried: Sequence[Trial]) -> dict[str, float]:
    """Sounds that stopped the bot for good, and those that stopped it at all, of all that were tried."""
    lost = sum(one.stopped and not one.resumed for one in tried)
    return {
        "false_barge_in_rate": _share(lost, len(tried)),
        "false_barge_in.stopped_rate": _share(sum(one.stopped for one in tried), len(tried)),
        "false_barge_in.trials": float(len(tried)),
    }


def _decided(whisper: Transcriber, turn: Pausing, sure: Sure) -> Decided:
    question = Reply(("Ja?",), expects=turn.expects, digits=turn.digits)
    house = VirtualHouse(whisper, Script(question, sure), FakeSynthesizer())
    length = BEGINS + len(turn.audio) / 8000
    played = house.play(rules(), recording(turn.audio, BEGINS), length, KEYS)
    asked = [(at, command) for at, command in played.times(do.AskDialogue) if command.source == "voice"]
    # What is not understood and a request for a person bring speech without a question to the dialogue.
    answered = [at for at, _ in played.times(do.Synthesize) if at > BEGINS]
    ends = BEGINS + turn.ends
    reacted = [at for at, _ in asked] + answered
    cut = any(at < ends for at in reacted)
    wait = None if cut or not reacted else round(min(reacted) - ends, 3)
    return Decided(turn, cut, wait, tuple(command.text for _, command in asked))


def _figures(name: str, decided: Sequence[Decided]) -> dict[str, float]:
    waits = [one.wait for one in decided if one.wait is not None]
    found = {
        f"{name}.turns": float(len(decided)),
        f"{name}.rate": _share(sum(one.cut for one in decided), len(decided)),
        f"{name}.undecided": float(sum(one.wait is None and not one.cut for one in decided)),
    }
    if waits:
        found[f"{name}.median_wait_s"] = percentile(waits, 50)
        found[f"{name}.p95_wait_s"] = percentile(waits, 95)
    return found


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _whisper(settings: Settings) -> Transcriber:
    return WhisperTranscriber(
        settings.whisper_model,
        settings.cache_dir,
        device=settings.whisper_device,
        compute_type=settings.whisper_compute_type,
        threads=settings.whisper_threads,
        beam=settings.whisper_beam,
        windows=settings.whisper_windows,
    )


def rasa_is_sure(url: str) -> Sure:
    """Rasa's opinion of a text. Raises PartError when it is asked and gone."""
    rasa = RasaDialogue(url)
    return lambda text: rasa.prepare("bench", text, expects=Expects.OPEN, digits=None).sure


def main() -> int:
    """Measure and print the figures as JSON, and before them every turn that was cut off or waited for long."""
    parser = argparse.ArgumentParser(prog="python -m voicebot.bench.listening", description=main.__doc__)
    parser.add_argument("--seed", type=int, default=MEASURING_SEED)
    parser.add_argument("--count", type=int, default=TURNS, help="turns with pauses")
    parser.add_argument("--rasa", metavar="URL", help="a running Rasa; without it, four words are enough")
    parser.add_argument("--only", choices=("cut-offs", "barge-in", "phantoms"), help="one part of it")
    asked = parser.parse_args()
    found: dict[str, float] = {}
    try:
        ear = _whisper(Settings())
        if asked.only in (None, "cut-offs"):
            sure = rasa_is_sure(asked.rasa) if asked.rasa else many_words
            turns = list(_shown(decide(ear, pausing_turns(asked.seed, asked.count), sure)))
            found |= cut_offs(turns)
        with closing(SpeechSynthesizer()) as voice:
            if asked.only in (None, "barge-in"):
                tried = list(trials(ear, voice, asked.seed))
                for one in tried:
                    if one.stopped:
                        print(
                            f"stopped by {one.name}, {'resumed' if one.resumed else 'NOT resumed'}",
                            flush=True,
                        )
                found |= false_barge_ins(tried)
            if asked.only in (None, "phantoms"):
                phantoms = phantom_turns(ear, voice, asked.seed)
                found |= {f"phantom_turns.{name}": number for name, number in phantoms.items()}
    except (VoiceError, PartError, OSError) as error:
        print(f"cannot measure: {error}", file=sys.stderr)
        return 1
    print(json.dumps(found, indent=1))
    return 0


def _shown(decided: Iterable[Decided]) -> Iterator[Decided]:
    for one in decided:
        if one.cut or one.wait is None or one.wait > 1.5:
            what = "CUT" if one.cut else "no turn" if one.wait is None else f"waited {one.wait:.2f} s"
            print(
                f"{what}: {one.turn.kind} ({one.turn.pause:.2f} s) {one.turn.said} → {one.heard}", flush=True
            )
        yield one


if __name__ == "__main__":
    sys.exit(main())

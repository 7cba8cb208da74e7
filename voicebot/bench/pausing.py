"""Turns of callers who pause in the middle, made of sentences, a voice and a line: for counting cut-offs.

No recordings of such callers are free to commit, so their pauses are drawn: log-normal, half of them longer
than MEDIAN_SECONDS and one in twenty longer than P95_SECONDS, the figure that issue 4 gives for call centres.
The longest of a hundred is then about 5 s: no caller is promised that such a pause is waited for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log

import numpy as np

from audio_fixtures.line import LINES, through
from audio_fixtures.noise import Floats
from audio_fixtures.voice import RATE, speak
from voicebot.call.policies.person_request import needs_person
from voicebot.call.replies import Expects
from voicebot.dialogue.training import PROJECT
from voicebot.evaluation import nlu_files
from voicebot.evaluation.variants import EXPECTED, spoken
from voicebot.speech.dutch_numbers import DIGITS, cardinal

MEDIAN_SECONDS = 0.6
P95_SECONDS = 2.5
SHORTEST_SECONDS = 0.1  # a shorter one is no pause
_SIGMA = log(P95_SECONDS / MEDIAN_SECONDS) / 1.6449  # the normal distribution's 95th percentile

MEASURING_SEED = 1  # its sentences are held out, all other seeds have training sentences
# Kinds and their shares of all turns. Of those to an open question a quarter has no pause, half have one
# between two words, a quarter one after a sound or a word after which people go on.
SHARES = {"plain": 0.19, "word": 0.37, "hanging": 0.19, "digits": 0.2, "yes_no": 0.05}
HANGING = ("uh", "en", "maar", "omdat")
DIGITS_ASKED = 5
FEWEST_WORDS = 4
LEAD_SECONDS = 0.2  # of the line's noise before the voice
TAIL_SECONDS = 5.0  # and after it: the caller waits
_AUDIBLE_DB = -35.0  # below the voice's peak; softer sound at a part's end is the voice's own silence


@dataclass(frozen=True, slots=True)
class Pausing:
    """One turn. kind: of SHARES. said: its words, '…' for the pause. pause: seconds, 0.0 for none. audio: out
    of the line, 8 kHz μ-law; ends: seconds from its beginning to the end of the voice.
    """

    kind: str
    expects: Expects
    digits: int | None
    said: str
    pause: float
    audio: bytes
    ends: float


def sentences(seed: int) -> dict[str, list[str]]:
    """By intent: the held-out clean test set for MEASURING_SEED, else what Rasa is trained with, typed."""
    if seed == MEASURING_SEED:
        return nlu_files.read(PROJECT / "tests" / "clean.yml")
    return nlu_files.read_all(PROJECT / "data" / "nlu", without=["spoken.yml"])


def pausing_turns(seed: int, count: int) -> Iterator[Pausing]:
    """``count`` turns, always the same ones for a seed, kinds mixed. Raises VoiceError without MBROLA."""
    random = np.random.default_rng(seed)
    by_intent = sentences(seed)
    wanted = (text for intent, texts in sorted(by_intent.items()) if intent not in EXPECTED for text in texts)
    # Who asks for a person is put through at once, whatever follows: nothing is cut off by that.
    opened = [text for text in wanted if len(text.split()) >= FEWEST_WORDS and not needs_person(text, None)]
    yes_or_no = sorted({text for intent in ("affirm", "deny") for text in by_intent[intent]})
    random.shuffle(opened)
    random.shuffle(yes_or_no)
    kinds = [kind for kind, share in SHARES.items() for _ in range(round(share * count))]
    random.shuffle(kinds)
    for number, kind in enumerate(kinds[:count]):
        if kind == "yes_no":
            yield _turn(random, kind, [spoken(yes_or_no[number % len(yes_or_no)])], Expects.YES_NO)
        elif kind == "digits":
            yield _turn(random, kind, _number(random), Expects.DIGITS, DIGITS_ASKED)
        else:
            yield _turn(
                random, kind, _parts(random, kind, spoken(opened[number % len(opened)])), Expects.OPEN
            )


def _parts(random: np.random.Generator, kind: str, text: str) -> list[str]:
    """What is said before the pause and after it."""
    if kind == "plain":
        return [text]
    words = text.split()
    at = int(random.integers(1, len(words)))
    first, rest = " ".join(words[:at]).rstrip(",.?!"), " ".join(words[at:])
    if kind == "hanging":
        first = f"{first}, {random.choice(HANGING)}"
    return [f"{first},", rest]


def _number(random: np.random.Generator) -> list[str]:
    """Five digits in two groups: 'tweeënveertig,' and 'nul drieënzeventig.'"""
    first, last = (cardinal(int(random.integers(21, 100))) for _ in range(2))
    return [f"{first},", f"{DIGITS[int(random.integers(10))]} {last}."]


def _turn(
    random: np.random.Generator, kind: str, parts: Sequence[str], expects: Expects, digits: int | None = None
) -> Pausing:
    pause = max(SHORTEST_SECONDS, float(random.lognormal(log(MEDIAN_SECONDS), _SIGMA)))
    speed, pitch = int(random.integers(120, 161)), int(random.integers(35, 66))
    pieces = [_silence(LEAD_SECONDS)]
    for part in parts:
        if len(pieces) > 1:
            pieces.append(_silence(pause))
        pieces.append(_trimmed(speak(part, speed=speed, pitch=pitch)))
    ends = sum(map(len, pieces)) / RATE
    line = LINES["good"]
    audio = through(
        np.concatenate([*pieces, _silence(TAIL_SECONDS)]), RATE, line, int(random.integers(2**31))
    )
    said = " … ".join(parts)
    return Pausing(kind, expects, digits, said, pause if len(parts) > 1 else 0.0, audio, ends)


def _silence(seconds: float) -> Floats:
    return np.zeros(round(seconds * RATE))


def _trimmed(sound: Floats) -> Floats:
    loud = np.flatnonzero(np.abs(sound) > np.max(np.abs(sound)) * 10 ** (_AUDIBLE_DB / 20))
    return sound[loud[0] : loud[-1] + 1]

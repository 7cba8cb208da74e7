"""Spoken turns with pauses in the middle, as callers of call centres make them: material for cut-offs.

Half of the sentences pause at some word, a quarter after a hesitation or a word that hangs in the air, the
rest nowhere; numbers come in groups, with a pause between them; a yes or no comes before what is said with
it. Lengths of pauses are log-normal, half of them above MEDIAN_PAUSE and one in twenty above LONG_PAUSE
(issue 4: callers pause for up to 2.5 s at the 95th percentile; the median is ours). The line's noise goes on
in them, before and after.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from audio_fixtures.line import through
from audio_fixtures.noise import Floats
from audio_fixtures.voice import RATE, speak
from voicebot.call.replies import Expects
from voicebot.call.turns.hanging import HANGING
from voicebot.dialogue.training import PROJECT
from voicebot.evaluation import nlu_files
from voicebot.evaluation.conditions import Condition, Speaker, load
from voicebot.evaluation.ear import stretch
from voicebot.evaluation.variants import EXPECTED, spoken
from voicebot.speech.dutch_numbers import cardinal, digits

MEDIAN_PAUSE, LONG_PAUSE = 0.6, 2.5  # seconds; the 50th and the 95th percentile
_NORMAL = NormalDist()
_SIGMA = math.log(LONG_PAUSE / MEDIAN_PAUSE) / _NORMAL.inv_cdf(0.95)
_BLOCK = 20
SHARES = {Expects.OPEN: 0.7, Expects.YES_NO: 0.15, Expects.DIGITS: 0.15}  # of all turns
DIGITS = 5  # of an order number
LEAD_SECONDS = 1.0  # of the line's noise before the first word
TAIL_SECONDS = 5.0  # and after the last: longer than any turn may take to end
SOUND_DB = -40.0  # below a piece's loudest sample it is not voice any more

HELD_OUT, TUNING = 1, 2  # seeds: the first is measured and never tuned to, the second is for tuning
_SETS = {HELD_OUT: "test", TUNING: "train"}  # of conditions.yaml

HESITATIONS = ("eh", "uh", "ehm")
# What follows a yes or a no; the first set is measured, the second is for tuning.
_YES = {HELD_OUT: ("dat klopt", "dat is goed", "graag zelfs"), TUNING: ("dat is juist", "doe maar", "hoor")}
_NO = {
    HELD_OUT: ("dat klopt niet", "dat is een ander nummer", "liever niet"),
    TUNING: ("dat is niet goed", "het is een andere", "toch maar niet"),
}


@dataclass(frozen=True, slots=True)
class Pieces:
    """What is said to a question, cut where it pauses: one pause fewer than pieces, in seconds.

    where: 'word', 'hesitation', 'group', 'yes_no' or 'none'.
    """

    expects: Expects
    words: tuple[str, ...]
    pauses: tuple[float, ...]
    where: str

    @property
    def text(self) -> str:
        """All of it."""
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class PausedTurn:
    """Pieces as sound: 8 kHz μ-law. begins, ends: of the voice, in seconds of the sound. line: its name."""

    said: Pieces
    line: str
    sound: bytes
    begins: float
    ends: float


def turns(seed: int, count: int) -> Iterator[PausedTurn]:
    """``count`` turns, always the same ones. Raises VoiceError without espeak-ng and MBROLA."""
    conditions = load()[_SETS[seed]]
    for said in pieces(seed, count):
        yield speak_pieces(said, conditions.pick(said.text))


def pieces(seed: int, count: int) -> Iterator[Pieces]:
    """What the turns say, and where they pause. Raises KeyError for a seed that is neither of the two."""
    random = np.random.default_rng(seed)
    made: dict[Expects, Callable[[np.random.Generator, int], Iterator[Pieces]]] = {
        Expects.OPEN: _sentences,
        Expects.YES_NO: _yes_or_no,
        Expects.DIGITS: _numbers,
    }
    for expects, share in SHARES.items():
        endless = made[expects](random, seed)
        for _ in range(round(share * count)):
            yield next(endless)


def pauses(random: np.random.Generator) -> Iterator[float]:
    """Lengths in seconds: of twenty in a row each is another twentieth of the distribution, so that a small
    set has its whole range.
    """
    while True:
        for part in random.permutation(_BLOCK):
            yield MEDIAN_PAUSE * math.exp(_SIGMA * _NORMAL.inv_cdf((int(part) + 0.5) / _BLOCK))


def speak_pieces(said: Pieces, condition: Condition) -> PausedTurn:
    """Say it over a line. Raises VoiceError."""
    voices = [_voice(words, condition.speaker) for words in said.words]
    sound = [np.zeros(round(LEAD_SECONDS * RATE))]
    for voice, silence in zip(voices, (*said.pauses, TAIL_SECONDS), strict=True):
        sound += [voice, np.zeros(round(silence * RATE))]
    whole = np.concatenate(sound)
    ends = len(whole) / RATE - TAIL_SECONDS
    return PausedTurn(
        said, condition.name, through(whole, RATE, condition.line, condition.seed), LEAD_SECONDS, ends
    )


def _voice(words: str, speaker: Speaker) -> Floats:
    """A piece without the silence around it."""
    speed = round(speaker.speed / speaker.tract)
    sound = stretch(speak(words, voice=speaker.voice, speed=speed, pitch=speaker.pitch), speaker.tract)
    loud = np.flatnonzero(np.abs(sound) > np.max(np.abs(sound)) * 10 ** (SOUND_DB / 20))
    return sound[loud[0] : loud[-1] + 1]


# ── what is said ──────────────────────────────────────────────────────────────────────────────────────────


def _sentences(random: np.random.Generator, seed: int) -> Iterator[Pieces]:
    """Sentences of at least four words: two of four pause at a word, one at a hesitation, one not at all."""
    lengths = pauses(random)
    for number, text in enumerate(_texts(seed)):
        words = spoken(text).split()
        kind = ("word", "hesitation", "word", "none")[number % 4]
        if kind == "none":
            yield Pieces(Expects.OPEN, (" ".join(words),), (), kind)
            continue
        at = int(random.integers(1, len(words)))
        before = words[:at]
        if kind == "hesitation":
            hanging = [place for place in range(1, len(words)) if words[place - 1].lower() in HANGING]
            if hanging and random.random() < 0.5:
                at = int(random.choice(hanging))
                before = words[:at]
            else:
                before = [*before, str(random.choice(HESITATIONS))]
        first = " ".join(before).rstrip(",.") + ","  # the voice stays up
        yield Pieces(Expects.OPEN, (first, " ".join(words[at:])), (next(lengths),), kind)


def _texts(seed: int) -> list[str]:
    """Sentences that answer an open question, in an order that follows from their words."""
    if seed == HELD_OUT:
        found = nlu_files.read(PROJECT / "tests" / "clean.yml")
    else:
        found = nlu_files.read_all(PROJECT / "data" / "nlu", without=["spoken.yml"])
    texts = {text for intent, texts in found.items() if intent not in EXPECTED for text in texts}
    long = [text for text in texts if len(text.split()) >= 4]
    return sorted(long, key=lambda text: hashlib.sha256(text.encode()).digest())


def _numbers(random: np.random.Generator, seed: int) -> Iterator[Pieces]:
    """Order numbers in groups of one or two digits: 'vier twee', 'nul', 'drieënzeventig'."""
    lengths = pauses(random)
    while True:
        groups = [int(size) for size in random.permutation((2, 2, 1))]
        said = []
        for size in groups:
            number = "".join(str(one) for one in random.integers(10, size=size))
            tens = size == 2 and number[0] not in "01" and random.random() < 0.5
            said.append(cardinal(int(number)) if tens else digits(number))
        ends = [",", ",", "."]
        words = tuple(group + end for group, end in zip(said, ends, strict=True))
        yield Pieces(Expects.DIGITS, words, (next(lengths), next(lengths)), "group")


def _yes_or_no(random: np.random.Generator, seed: int) -> Iterator[Pieces]:
    """'Ja', a pause, 'dat klopt'; every fourth without more."""
    lengths, number = pauses(random), 0
    while True:
        yes = random.random() < 0.5
        word, after = ("Ja", _YES[seed]) if yes else ("Nee", _NO[seed])
        if number % 4 == 3:
            yield Pieces(Expects.YES_NO, (f"{word}.",), (), "none")
        else:
            words = (f"{word},", f"{random.choice(after)}.")
            yield Pieces(Expects.YES_NO, words, (next(lengths),), "yes_no")
        number += 1

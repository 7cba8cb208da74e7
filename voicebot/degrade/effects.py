"""Puts a recording through a recipe. 8 kHz μ-law in and out; the same input, recipe and seed give the same
bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from audio_fixtures import noise
from audio_fixtures.background import in_a_room, talkers
from audio_fixtures.line import band_pass
from audio_fixtures.noise import Floats
from voicebot.audio.active_level import active_level
from voicebot.audio.codec import mulaw_to_floats, pcm16_to_mulaw
from voicebot.audio.frames import FRAME_BYTES, SAMPLE_RATE
from voicebot.audio.level import SILENT_DBFS
from voicebot.degrade.codecs import CODECS
from voicebot.degrade.conceal import FRAME, conceal
from voicebot.degrade.loss import lost_packets
from voicebot.degrade.recipe import Recipe

TALKERS = 8
PITCHES = 1.25
ECHO_SECONDS = (0.12, 0.25)  # of networks and speakerphones; below it is heard as one's own voice in a room


@dataclass(frozen=True, slots=True)
class Source:
    """A caller's sound, and what was heard of the bot meanwhile (stereo recordings): 8 kHz μ-law."""

    caller: bytes
    bot: bytes = b""


def degrade(source: Source, recipe: Recipe, seed: int = 1) -> bytes:
    """The caller's sound as it comes out of such a line, as long as it went in."""
    if not recipe.amounts and not recipe.codec:
        return source.caller
    digest = hashlib.sha256(f"{seed} {recipe.name}\n".encode() + source.caller).digest()
    random = np.random.default_rng(int.from_bytes(digest[:16], "little"))
    sound = _floats(source.caller)
    speech_level = active_level(sound)
    amounts = dict(recipe.amounts)
    lost = amounts.pop("loss", 0.0)
    for name, amount in amounts.items():
        sound = _BEFORE_CODEC[name](sound, amount, random, source, speech_level)
    if recipe.codec:
        sound = CODECS[recipe.codec](np.clip(sound, -1.0, 1.0))
    if lost:
        sound = _lossy(sound, lost / 100, random)
    return pcm16_to_mulaw((np.clip(sound, -1.0, 1.0) * 32767.0).astype("<i2").tobytes())


def _behind(sound: Floats, made: Floats, snr_db: float, speech_level: float) -> Floats:
    """With a noise that lies ``snr_db`` below the speech: its level over all, the speech's active level
    (P.56).
    """
    behind = band_pass(made, SAMPLE_RATE)
    power = float(np.mean(behind**2))
    if speech_level <= SILENT_DBFS or not power:  # nobody speaks: there is no ratio to keep
        return sound
    behind *= 10 ** ((speech_level - snr_db) / 20) / np.sqrt(power)
    return sound + behind


def _babble(sound: Floats, snr: float, random: np.random.Generator, _: Source, level: float) -> Floats:
    voices = in_a_room(talkers(len(sound), TALKERS, random, PITCHES), random)
    return _behind(sound, voices, snr, level)


def _hum(sound: Floats, snr: float, random: np.random.Generator, _: Source, level: float) -> Floats:
    return _behind(sound, noise.hum(len(sound), random), snr, level)


def _hiss(sound: Floats, snr: float, random: np.random.Generator, _: Source, level: float) -> Floats:
    return _behind(sound, noise.brown(len(sound), random), snr, level)


def _echo(sound: Floats, softer: float, random: np.random.Generator, source: Source, _: float) -> Floats:
    heard = _floats(source.bot) if source.bot else sound
    late = round(random.uniform(*ECHO_SECONDS) * SAMPLE_RATE)
    back = np.concatenate([np.zeros(late), heard])[: len(sound)]
    back = np.concatenate([back, np.zeros(len(sound) - len(back))])
    return sound + back * 10 ** (-softer / 20)


def _clip(sound: Floats, over: float, random: np.random.Generator, _: Source, __: float) -> Floats:
    peak = float(np.max(np.abs(sound), initial=0.0))
    return np.clip(sound / peak * 10 ** (over / 20), -0.99, 0.99) if peak else sound


def _level(sound: Floats, below: float, random: np.random.Generator, _: Source, level: float) -> Floats:
    # Measured before any noise: what is behind a soft voice gets softer with it.
    return sound * 10 ** ((-below - level) / 20) if level > SILENT_DBFS else sound


_BEFORE_CODEC: dict[str, Callable[[Floats, float, np.random.Generator, Source, float], Floats]] = {
    "babble": _babble, "hum": _hum, "hiss": _hiss, "echo": _echo, "clip": _clip, "level": _level,
}  # fmt: skip


_DRAWS = (
    8  # an utterance is short: of some draws the one that comes nearest to the share, else many lose nothing
)


def _lossy(sound: Floats, share: float, random: np.random.Generator) -> Floats:
    draws = [lost_packets(-(-len(sound) // FRAME_BYTES), share, random) for _ in range(_DRAWS)]
    packets = min(draws, key=lambda lost: abs(float(lost.mean()) - share))
    frames = np.repeat(packets, FRAME_BYTES // FRAME)[: -(-len(sound) // FRAME)]
    return conceal(sound, frames)


def _floats(mulaw: bytes) -> Floats:
    return mulaw_to_floats(mulaw, SAMPLE_RATE).astype(np.float64)

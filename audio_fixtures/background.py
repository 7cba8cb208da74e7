"""What a bot must not take for a caller: hold music, a television, a dog, keys, mains hum, its own echo.

All made by code from a seed; the television's voices are this folder's recordings. 8 kHz μ-law in and out.
Levels are RMS in dBFS, where 0 is a full-scale square wave (`voicebot.audio.level`).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from audio_fixtures import noise
from audio_fixtures.line import band_pass
from audio_fixtures.noise import Floats
from voicebot.audio import dtmf as dtmf_tones
from voicebot.audio import wav
from voicebot.audio.codec import mulaw_to_floats, pcm16_to_mulaw
from voicebot.audio.frames import SAMPLE_RATE, pad

HERE = Path(__file__).parent

MUSIC_DBFS = -22.0
TELEVISION_DBFS = -42.0  # 20 to 25 dB below a caller at -20
HUM_DBFS = -30.0
DOG_PEAK_DBFS = -10.0
DTMF_DBFS = -14.0  # of both tones together, where a telephone sends -11 to -16

_BEAT_SECONDS = 0.5  # 120 beats a minute
# Semitones over A3 of the chords I, vi, IV and V of C; a bar of four beats each.
_CHORDS = ((3, 7, 10), (0, 3, 7), (8, 12, 15), (10, 14, 17))
_VOICES = 4  # people talking at once on the television
_ROOM_SECONDS = 0.4  # in which a living room's echo falls by 60 dB


def music(seconds: float, seed: int) -> bytes:
    """Hold music: broken chords under a melody, plucked notes, a drum on every beat, at MUSIC_DBFS."""
    random = np.random.default_rng(seed)
    sound = np.zeros(_samples(seconds))
    for beat in range(int(np.ceil(seconds / _BEAT_SECONDS))):
        at = _samples(beat * _BEAT_SECONDS)
        chord = _CHORDS[beat // 4 % len(_CHORDS)]
        for semitones in chord:
            _add(sound, at, 0.3 * _note(semitones, 1.2 * _BEAT_SECONDS, decay=3.0))
        for half in range(2):
            if random.random() < 0.8:
                tune = _note(12 + int(random.choice(chord)), _BEAT_SECONDS, decay=4.0)
                _add(sound, at + half * _samples(_BEAT_SECONDS / 2), 0.6 * tune)
        _add(sound, at, 0.5 * _drum(random))
    return _line(_scaled(band_pass(sound, SAMPLE_RATE), MUSIC_DBFS))


def television(seconds: float, seed: int, level_dbfs: float = TELEVISION_DBFS) -> bytes:
    """A television in the room: several people talk at once, through a room and a wall, at ``level_dbfs``."""
    random = np.random.default_rng(seed)
    sound = talkers(_samples(seconds), _VOICES, random)
    return _line(_scaled(_muffled(in_a_room(sound, random)), level_dbfs))


def talkers(length: int, count: int, random: np.random.Generator, pitches: float = 1.0) -> Floats:
    """``count`` people who say what this folder's recordings say, at once, each one after another, for
    ``length`` samples. ``pitches``: by which factor the deepest and the highest voice differ at most from
    the recorded one.
    """
    voices = [_spoken(path) for path in sorted(HERE.glob("*/*.wav"))]
    sound = np.zeros(length)
    for _ in range(count):
        at = -int(random.integers(0, SAMPLE_RATE))
        pitch = random.uniform(1 / pitches, pitches) if pitches != 1.0 else 1.0
        while at < length:
            voice = _higher(voices[int(random.integers(len(voices)))] * random.uniform(0.6, 1.2), pitch)
            _add(sound, at, voice)
            at += len(voice) + int(random.integers(0, SAMPLE_RATE // 2))
    return sound


def dog(seconds: float, seed: int) -> bytes:
    """A dog over a faint hiss: every one to six seconds two to four barks, the peaks at DOG_PEAK_DBFS."""
    random = np.random.default_rng(seed)
    sound = np.zeros(_samples(seconds))
    at = _samples(random.uniform(0.2, 1.0))
    while at < len(sound):
        for _ in range(random.integers(2, 5)):
            _add(sound, at, random.uniform(0.7, 1.0) * _bark(random))
            at += _samples(random.uniform(0.3, 0.5))
        at += _samples(random.uniform(1.0, 6.0))
    barks = band_pass(sound, SAMPLE_RATE)
    barks *= 10 ** (DOG_PEAK_DBFS / 20) / np.max(np.abs(barks))
    return _line(barks + _scaled(random.standard_normal(len(barks)), -60.0))


def dtmf(seconds: float, seed: int) -> bytes:
    """Keys sent as tones in the sound (ITU-T Q.23): 80 to 200 ms each, 60 to 800 ms apart, at DTMF_DBFS."""
    random = np.random.default_rng(seed)
    sound = np.zeros(_samples(seconds))
    at = _samples(0.2)
    while at < len(sound):
        time = np.arange(_samples(random.uniform(0.08, 0.2))) / SAMPLE_RATE
        pair = (random.choice(dtmf_tones.ROWS), random.choice(dtmf_tones.COLUMNS))
        tones = sum(np.sin(2 * np.pi * hertz * time) for hertz in pair)
        _add(sound, at, np.asarray(tones) * 10 ** (DTMF_DBFS / 20))  # two sines together have an RMS of 1
        at += len(time) + _samples(random.uniform(0.06, 0.8))
    return _line(sound)


def hum(seconds: float, seed: int) -> bytes:
    """A bad power supply heard through the line, at HUM_DBFS; see `noise.hum`."""
    made = noise.hum(_samples(seconds), np.random.default_rng(seed))
    return _line(_scaled(band_pass(made, SAMPLE_RATE), HUM_DBFS))


BACKGROUNDS: dict[str, Callable[[float, int], bytes]] = {
    "music": music,
    "television": television,
    "dog": dog,
    "dtmf": dtmf,
    "hum": hum,
}


def echo(bot: bytes, delay_seconds: float, gain_db: float = -20.0) -> bytes:
    """The bot's voice as a speakerphone gives it back: later, and ``gain_db`` louder (negative: softer)."""
    late = np.zeros(_samples(delay_seconds))
    return _line(np.concatenate([late, _floats(bot) * 10 ** (gain_db / 20)]))


def mix(a: bytes, b: bytes) -> bytes:
    """Two sounds at once, from the same beginning; as long as the longer one, in whole frames."""
    both = np.zeros(max(len(a), len(b)))
    _add(both, 0, _floats(a))
    _add(both, 0, _floats(b))
    return _line(both)


# ── parts of sounds ───────────────────────────────────────────────────────────────────────────────────────


def _note(semitones: int, seconds: float, decay: float) -> Floats:
    """A plucked string over A3 (220 Hz): six overtones, the higher ones softer and sooner gone."""
    at = np.arange(_samples(seconds)) / SAMPLE_RATE
    hertz = 220.0 * 2 ** (semitones / 12)
    sound = np.zeros(len(at))
    for number in range(1, 7):
        if number * hertz < SAMPLE_RATE / 2:
            sound += np.exp(-decay * number**0.5 * at) * np.sin(2 * np.pi * number * hertz * at) / number
    return sound * np.minimum(1.0, at / 0.005)


def _drum(random: np.random.Generator) -> Floats:
    at = np.arange(_samples(0.12)) / SAMPLE_RATE
    beaten: Floats = np.exp(-40 * at) * random.standard_normal(len(at))
    return beaten


def _bark(random: np.random.Generator) -> Floats:
    """150 to 250 ms: a pitch that rises and falls, twelve overtones, a quarter of it noise."""
    length = _samples(random.uniform(0.15, 0.25))
    within = np.linspace(0.0, 1.0, length)
    pitch = random.uniform(350, 550) * (1 + 0.35 * np.sin(np.pi * within))
    phase = 2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE
    sound = np.zeros(length)
    for number in range(1, 13):
        sound += np.sin(number * phase) * (number * pitch < SAMPLE_RATE / 2) / number**0.7
    sound += 0.25 * np.max(np.abs(sound)) * random.standard_normal(length)
    sound *= np.minimum(1.0, within / 0.1) * (1 - within)
    hoarse: Floats = np.tanh(4 * sound / np.max(np.abs(sound)))
    return hoarse


def in_a_room(sound: Floats, random: np.random.Generator) -> Floats:
    """With the echo of a living room behind it: noise that dies away."""
    at = np.arange(_samples(_ROOM_SECONDS)) / SAMPLE_RATE
    room = 0.15 * random.standard_normal(len(at)) * 10 ** (-3 * at / _ROOM_SECONDS)
    room[0] = 1.0
    size = len(sound) + len(room)
    heard: Floats = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(room, size), size)[: len(sound)]
    return heard


def _muffled(sound: Floats) -> Floats:
    """As through a wall, then the line: nothing below 300 Hz, falling by 12 dB an octave from 1 kHz."""
    spectrum = np.fft.rfft(band_pass(sound, SAMPLE_RATE))
    hertz = np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE)
    heard: Floats = np.fft.irfft(spectrum / (1 + (hertz / 1000.0) ** 2), len(sound))
    return heard


def _higher(voice: Floats, pitch: float) -> Floats:
    """A voice so many times as high, and as fast."""
    if pitch == 1.0:
        return voice
    at = np.arange(0, len(voice) - 1, pitch)
    moved: Floats = np.interp(at, np.arange(len(voice)), voice)
    return moved


def _spoken(path: Path) -> Floats:
    """A recording, its loud parts about as loud as those of the others."""
    return _scaled(_floats(wav.read(path).mono), -20.0)


# ── samples ───────────────────────────────────────────────────────────────────────────────────────────────


def _samples(seconds: float) -> int:
    return round(seconds * SAMPLE_RATE)


def _add(sound: Floats, at: int, piece: Floats) -> None:
    """Put a piece into a sound; what lies outside of it is lost."""
    piece = piece[max(0, -at) : max(0, len(sound) - at)]
    at = max(0, at)
    sound[at : at + len(piece)] += piece


def _scaled(sound: Floats, level_dbfs: float) -> Floats:
    scaled: Floats = sound * 10 ** (level_dbfs / 20) / np.sqrt(np.mean(sound**2))
    return scaled


def _floats(mulaw: bytes) -> Floats:
    return mulaw_to_floats(mulaw, SAMPLE_RATE).astype(np.float64)


def _line(sound: Floats) -> bytes:
    pcm = (np.clip(sound, -1.0, 1.0) * 32767.0).astype("<i2").tobytes()
    return pad(pcm16_to_mulaw(pcm))

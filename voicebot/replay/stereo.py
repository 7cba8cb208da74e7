"""A call recorded in stereo, as Twilio makes them (caller left, bot right), taken apart into what the
caller said and keyed.

Pure. Voice is found by webrtcvad and the house's own rules of when an utterance begins. What the caller
says without the bot beginning or a key meanwhile is one utterance, its pauses in it. Keys are found by
their tones, and are silent in what is said; keys without a pause are one run. When each began is told
relative to the bot's words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from voicebot.audio import dtmf
from voicebot.audio.frames import FRAME_BYTES, FRAME_SECONDS, SILENCE_BYTE, split
from voicebot.audio.level import SILENT_DBFS, level, speech_level
from voicebot.audio.vad import VoiceActivity
from voicebot.audio.wav import Wav, WavError
from voicebot.call.turns.utterance import TurnRules, Utterance
from voicebot.replay.player import INTO_DISCLOSURE, INTO_SPEECH, KEY_GAP, QUIET
from voicebot.replay.scenario import Does, Step, When

# What the player itself waits for.
PACE = {When.BOT_DONE: QUIET, When.DURING_DISCLOSURE: INTO_DISCLOSURE, When.DURING_BOT: INTO_SPEECH}
LEAST_LEAD = (
    0.1  # seconds before its voice that an utterance has at the least: soft first sounds are not yet voice
)
AROUND = 0.3  # seconds of the line before and after an utterance that are kept with it
PAUSE = 2.5  # seconds: a longer pause makes two utterances even if the bot keeps silent
# Seconds: a longer pause makes two runs of keys; the player's own are short, and the house waits for 3 s
# (CallRules.key_pause).
KEY_PAUSE = 1.0
_TONE_EDGE = 0.02  # seconds around a key's tones that are silenced with them
_ENDS_AFTER = 0.3  # seconds of silence after which voice counts as ended, before pieces are put together
# Beginning so many seconds before the bot ends is taking turns, no interruption: the house needs 0.24 s of
# voice to stop, and callers' gaps lie around 0 to 0.2 s (Stivers et al. 2009, PNAS 106:10587).
OVERLAP = 0.15
REACTION = 0.2  # seconds: nobody hears a bot begin and speaks because of it any sooner
_BOT_DBFS = -50.0  # a bot that is softer is noise or echo in its channel
_ECHO_DB = 15.0  # what is so much softer than the caller's speech while the bot speaks is the bot's echo
WORTH_WAITING = 0.3  # seconds: less difference from the player's own pace is not written down


@dataclass(frozen=True, slots=True)
class Span:
    """From ``start`` to ``end``, in seconds of the recording."""

    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Spoken:
    """One utterance of the caller. start, end: of the voice, in seconds of the recording.

    audio: 8 kHz μ-law, with ``lead`` seconds before the voice and up to AROUND after it. when: what it
    waits for. after: seconds from what it waits for (the end of the bot's words, their beginning for an
    interruption, the end of what the caller did before) to start. busy: seconds of ``after`` in which the
    player still does what was before, the sound after its voice.
    """

    start: float
    end: float
    audio: bytes
    when: When
    after: float
    lead: float = AROUND
    busy: float = 0.0


@dataclass(frozen=True, slots=True)
class Keyed:
    """Keys that the caller pressed, one after another. start, end: of their tones. The rest: see `Spoken`."""

    start: float
    end: float
    keys: str
    when: When
    after: float
    busy: float = 0.0
    lead: float = 0.0


@dataclass(frozen=True, slots=True)
class _Piece:
    """Voice, or ``keys``, from ``start`` to ``end``. last: when the last of the keys began."""

    start: float
    end: float
    keys: str = ""
    last: float = 0.0

    def then(self, piece: _Piece) -> _Piece:
        """Both, as one."""
        return _Piece(self.start, piece.end, self.keys + piece.keys, piece.last)


def sides(recording: Wav) -> tuple[bytes, bytes]:
    """Caller and bot. Raises WavError when there is one channel only."""
    if len(recording.channels) != 2:
        raise WavError(
            "the recording has one channel; a call is taken apart by its two: caller left, bot right "
            "(Twilio: RecordingChannels=dual)"
        )
    return recording.channels[0], recording.channels[1]


def bot_turns(bot: bytes) -> tuple[Span, ...]:
    """What the bot said, each until it was quiet for longer than the pauses between its own sentences."""
    heard = [number for number, frame in enumerate(split(bot)) if level(frame) > _BOT_DBFS]
    spans: list[Span] = []
    for number in heard:
        start, end = number * FRAME_SECONDS, (number + 1) * FRAME_SECONDS
        if spans and start - spans[-1].end < QUIET - 1e-9:
            spans[-1] = Span(spans[-1].start, end)
        else:
            spans.append(Span(start, end))
    return tuple(Span(round(span.start, 2), round(span.end, 2)) for span in spans)


def done(recording: Wav) -> tuple[Spoken | Keyed, ...]:
    """What the caller said and keyed, in order. Raises WavError when the recording is not stereo."""
    caller, bot = sides(recording)
    turns = bot_turns(bot)
    tones = dtmf.keys(caller)
    caller = _without_tones(caller, tones)
    voiced = _without_echo(caller, list(_voiced(caller, tones)), turns)
    keyed = [_Piece(round(key.start, 2), round(key.end, 2), key.name, key.start) for key in tones]
    pieces = _together(sorted([*voiced, *keyed], key=lambda piece: piece.start), turns)
    found: list[Spoken | Keyed] = []
    for number, piece in enumerate(pieces):
        before = pieces[number - 1].end if number else 0.0
        after_it = pieces[number + 1].start if number + 1 < len(pieces) else len(caller) / 8000
        when, after = _when(piece, turns, before if number else None)
        busy = _busy(pieces[number - 1], found[-1], piece.start) if number and when is When.AT_ONCE else 0.0
        if piece.keys:
            found.append(Keyed(piece.start, piece.end, piece.keys, when, after, busy))
            continue
        # A quick caller has less of the line before the voice, so that the player is not late.
        lead = min(AROUND, max(LEAST_LEAD, after - busy - PACE.get(when, 0.0)), piece.start - before)
        lead = round(max(lead, 0.0), 2)
        sound = _sound(caller, Span(piece.start - lead, min(piece.end + AROUND, after_it)))
        found.append(Spoken(piece.start, piece.end, sound, when, after, lead, busy))
    return tuple(found)


def utterances(recording: Wav) -> tuple[Spoken, ...]:
    """What the caller said, in order. Raises WavError when the recording is not stereo."""
    return tuple(one for one in done(recording) if isinstance(one, Spoken))


def steps(recording: Wav) -> tuple[Step, ...]:
    """The same as steps of a scenario that say nothing of what must be heard. Raises WavError.

    Where the caller was slower than the player is, a step of waiting stands before what is said or keyed.
    """
    return tuple(step for one in done(recording) for step in steps_of(one))


def steps_of(one: Spoken | Keyed, text: str = "", file: str = "") -> Iterator[Step]:
    """An utterance or keys as a step, or as waiting and a step."""
    late = round(one.after - one.lead - one.busy - PACE.get(one.when, 0.0), 2)
    if late >= WORTH_WAITING:
        yield Step(Does.WAIT, one.when, 0, seconds=late)
    when = When.AT_ONCE if late >= WORTH_WAITING else one.when
    if isinstance(one, Keyed):
        yield Step(Does.KEYS, when, 0, text=one.keys)
    else:
        yield Step(Does.SAY, when, 0, text=text, file=file, audio=one.audio)


def _busy(before: _Piece, was: Spoken | Keyed, start: float) -> float:
    """Seconds after the end of what was ``before`` in which the player still does it."""
    if isinstance(was, Keyed):
        return round(before.last + KEY_GAP - before.end, 2)
    return round(min(AROUND, start - before.end), 2)


def _without_tones(caller: bytes, tones: Sequence[dtmf.Key]) -> bytes:
    """Silence in their place, to the frame: what is left of a tone would be voice."""
    quiet = bytearray(caller)
    for key in tones:
        start, end = _frames(key)
        part = slice(start * FRAME_BYTES, min(end * FRAME_BYTES, len(caller)))
        quiet[part] = SILENCE_BYTE * (part.stop - part.start)
    return bytes(quiet)


def _frames(key: dtmf.Key) -> tuple[int, int]:
    """The first frame that holds a key's tones, and the first that does not any more."""
    start = int(max(0.0, key.start - _TONE_EDGE) / FRAME_SECONDS)
    return start, int((key.end + _TONE_EDGE) / FRAME_SECONDS) + 1


def _voiced(caller: bytes, tones: Sequence[dtmf.Key] = ()) -> Iterator[_Piece]:
    """Pieces of voice, short pauses in them but no keys."""
    voice, rules = VoiceActivity(), TurnRules()
    piece = Utterance(rules)
    keyed = {number for key in tones for number in range(*_frames(key))}
    for number, frame in enumerate([*split(caller), *split(bytes([0xFF]) * FRAME_BYTES * 50)]):
        # The detector hears no key: after tones, or silence for them, it takes the line's noise for voice.
        piece.push(number * FRAME_SECONDS, frame, number not in keyed and voice.voiced(frame))
        if piece.open and (piece.silence >= _ENDS_AFTER - 1e-9 or number in keyed):
            if piece.voiced_seconds >= rules.min_voiced:
                yield _Piece(round(piece.started_at, 2), round(piece.last_voiced, 2))
            piece.end()


def _without_echo(caller: bytes, pieces: Sequence[_Piece], turns: Sequence[Span]) -> list[_Piece]:
    """Pieces that lie in the bot's words and are much softer than the others are its echo."""
    levels = [speech_level(_sound(caller, Span(piece.start, piece.end))) for piece in pieces]
    loudest = max(levels, default=SILENT_DBFS)

    def echo(piece: _Piece, loud: float) -> bool:
        return loud < loudest - _ECHO_DB and any(
            turn.start <= piece.start and piece.end <= turn.end + 2 * AROUND for turn in turns
        )

    return [piece for piece, loud in zip(pieces, levels, strict=True) if not echo(piece, loud)]


def _together(pieces: Sequence[_Piece], turns: Sequence[Span]) -> list[_Piece]:
    """Pieces between which the bot did not begin belong to one utterance, or to one run of keys."""
    joined: list[_Piece] = []
    for piece in pieces:
        before = joined[-1] if joined else None
        if before and bool(before.keys) == bool(piece.keys) and _goes_on(before, piece, turns):
            joined[-1] = before.then(piece)
        else:
            joined.append(piece)
    return joined


def _goes_on(before: _Piece, piece: _Piece, turns: Sequence[Span]) -> bool:
    """Whether voice goes on with voice, keys with keys."""
    # A bot that has just begun cannot be why the caller speaks: it cut into what was being said. Nor is it
    # why a '#' comes behind a number: the bot may answer one of known length before it.
    answered = (
        any(before.start < turn.start <= piece.start - REACTION for turn in turns) and piece.keys != "#"
    )
    return not answered and piece.start - before.end <= (KEY_PAUSE if piece.keys else PAUSE)


def _when(piece: _Piece, turns: Sequence[Span], before: float | None) -> tuple[When, float]:
    """What an utterance or a run of keys waited for, and how long after it came."""
    begun = [turn for turn in turns if turn.start <= piece.start]
    if not begun or (before is not None and begun[-1].end <= before):
        return When.AT_ONCE, round(piece.start - (before or 0.0), 2)
    last = begun[-1]
    if piece.start < last.end - OVERLAP:
        when = When.DURING_DISCLOSURE if last is turns[0] else When.DURING_BOT
        return when, round(piece.start - last.start, 2)
    return When.BOT_DONE, round(piece.start - last.end, 2)


def _sound(mulaw: bytes, span: Span) -> bytes:
    return mulaw[round(span.start * 8000) : round(span.end * 8000)]

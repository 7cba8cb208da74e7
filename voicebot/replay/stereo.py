"""A call recorded in stereo, as Twilio makes them (caller left, bot right), taken apart into what the
caller did.

Pure. Voice is found by webrtcvad and the house's own rules of when an utterance begins. What the caller
says without the bot beginning meanwhile is one utterance, its pauses in it; when it began is told relative
to the bot's words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from voicebot.audio.frames import FRAME_BYTES, FRAME_SECONDS, split
from voicebot.audio.level import SILENT_DBFS, level, speech_level
from voicebot.audio.vad import VoiceActivity
from voicebot.audio.wav import Wav, WavError
from voicebot.call.turns.utterance import TurnRules, Utterance
from voicebot.replay.player import INTO_DISCLOSURE, INTO_SPEECH, QUIET
from voicebot.replay.scenario import Does, Step, When

# What the player itself waits for.
PACE = {When.BOT_DONE: QUIET, When.DURING_DISCLOSURE: INTO_DISCLOSURE, When.DURING_BOT: INTO_SPEECH}
LEAST_LEAD = (
    0.1  # seconds before its voice that an utterance has at the least: soft first sounds are not yet voice
)
AROUND = 0.3  # seconds of the line before and after an utterance that are kept with it
PAUSE = 2.5  # seconds: a longer pause makes two utterances even if the bot keeps silent
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
    interruption, the end of the utterance before) to start.
    """

    start: float
    end: float
    audio: bytes
    when: When
    after: float
    lead: float = AROUND


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


def utterances(recording: Wav) -> tuple[Spoken, ...]:
    """What the caller said, in order. Raises WavError when the recording is not stereo."""
    caller, bot = sides(recording)
    turns = bot_turns(bot)
    spoken: list[Spoken] = []
    for span in _together(_without_echo(caller, list(_voiced(caller)), turns), turns):
        before = spoken[-1].end if spoken else None
        when, after = _when(span, turns, before)
        # A quick caller has less of the line before the voice, so that the player is not late.
        lead = min(AROUND, max(LEAST_LEAD, after - PACE.get(when, 0.0)), span.start - (before or 0.0))
        spoken.append(Spoken(span.start, span.end, b"", when, after, round(lead, 2)))
    ends = [one.start for one in spoken[1:]] + [len(caller) / 8000]
    return tuple(
        replace(one, audio=_sound(caller, Span(one.start - one.lead, min(one.end + AROUND, end))))
        for one, end in zip(spoken, ends, strict=False)
    )


def steps(recording: Wav) -> tuple[Step, ...]:
    """The same as steps of a scenario that say nothing of what must be heard. Raises WavError.

    Where the caller was slower than the player is, a step of waiting stands before what is said.
    """
    return tuple(step for spoken in utterances(recording) for step in steps_of(spoken))


def steps_of(spoken: Spoken, text: str = "", file: str = "") -> Iterator[Step]:
    """One utterance as a step, or as waiting and a step."""
    late = round(spoken.after - spoken.lead - PACE.get(spoken.when, 0.0), 2)
    if late >= WORTH_WAITING:
        yield Step(Does.WAIT, spoken.when, 0, seconds=late)
    when = When.AT_ONCE if late >= WORTH_WAITING else spoken.when
    yield Step(Does.SAY, when, 0, text=text, file=file, audio=spoken.audio)


def _voiced(caller: bytes) -> Iterator[Span]:
    """Pieces of voice, short pauses in them."""
    voice, rules = VoiceActivity(), TurnRules()
    piece = Utterance(rules)
    for number, frame in enumerate([*split(caller), *split(bytes([0xFF]) * FRAME_BYTES * 50)]):
        piece.push(number * FRAME_SECONDS, frame, voice.voiced(frame))
        if piece.open and piece.silence >= _ENDS_AFTER - 1e-9:
            if piece.voiced_seconds >= rules.min_voiced:
                yield Span(round(piece.started_at, 2), round(piece.last_voiced, 2))
            piece.end()


def _without_echo(caller: bytes, pieces: Sequence[Span], turns: Sequence[Span]) -> list[Span]:
    """Pieces that lie in the bot's words and are much softer than the others are its echo."""
    levels = [speech_level(_sound(caller, piece)) for piece in pieces]
    loudest = max(levels, default=SILENT_DBFS)

    def echo(piece: Span, loud: float) -> bool:
        return loud < loudest - _ECHO_DB and any(
            turn.start <= piece.start and piece.end <= turn.end + 2 * AROUND for turn in turns
        )

    return [piece for piece, loud in zip(pieces, levels, strict=True) if not echo(piece, loud)]


def _together(pieces: Sequence[Span], turns: Sequence[Span]) -> list[Span]:
    """Pieces between which the bot did not begin belong to one utterance."""
    joined: list[Span] = []
    for piece in pieces:
        before = joined[-1] if joined else None
        # A bot that has just begun cannot be why the caller speaks: it cut into what was being said.
        answered = before and any(before.start < turn.start <= piece.start - REACTION for turn in turns)
        if before and not answered and piece.start - before.end <= PAUSE:
            joined[-1] = Span(before.start, piece.end)
        else:
            joined.append(piece)
    return joined


def _when(span: Span, turns: Sequence[Span], before: float | None) -> tuple[When, float]:
    """What an utterance waited for, and how long after it came."""
    begun = [turn for turn in turns if turn.start <= span.start]
    if not begun or (before is not None and begun[-1].end <= before):
        return When.AT_ONCE, round(span.start - (before or 0.0), 2)
    last = begun[-1]
    if span.start < last.end - OVERLAP:
        when = When.DURING_DISCLOSURE if last is turns[0] else When.DURING_BOT
        return when, round(span.start - last.start, 2)
    return When.BOT_DONE, round(span.start - last.end, 2)


def _sound(mulaw: bytes, span: Span) -> bytes:
    return mulaw[round(span.start * 8000) : round(span.end * 8000)]

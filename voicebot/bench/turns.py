"""How long a caller waited for the answer to each thing said, measured on the carrier's side of the line.

Pure: what the carrier sent and played, and the house's ledger, in; times out. All times in seconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from voicebot.audio.frames import FRAME_SECONDS
from voicebot.bench.edges import QUIET_FRAMES, answer_after, audible, edges
from voicebot.call.ledger import Kind
from voicebot.replay.checks import heard_text
from voicebot.replay.player import Said
from voicebot.replay.scenario import When
from voicebot.replay.story import Story, number
from voicebot.replay.timeline import What

TIMING = "timing"  # the ledger's kind for one answered turn; its keys are those of `Parts`
LOST_SECONDS = 4.0  # a caller who heard nothing for so long has no answer coming
CLEAR_SECONDS = 3.0  # a `clear` later than this was not caused by this interruption


@dataclass(frozen=True, slots=True)
class Parts:
    """Where the time of one turn went.

    silence: from the last voiced frame to the decided end of the turn. hearing: then waited for the text.
    dialogue, speech: waited for the answer and its sound. playback: the rest of what the carrier measured;
    below 0 where the house heard the voice end earlier than we did. drafts: transcriptions begun.
    """

    silence: float
    hearing: float
    dialogue: float
    speech: float
    playback: float
    drafts: int


@dataclass(frozen=True, slots=True)
class TurnTime:
    """One thing that a caller said.

    latency: last voiced frame sent → first audible frame of the bot played, None when there was none.
    latency_loud: the same from the last loud frame. waited: from the last voiced frame to the end of what
    is known, for turns without an answer. early: the bot spoke before the caller had finished (and was not
    meant to be talked through). talked_over: and was still at it when the caller stopped, so that no answer
    can be told apart. clear: first voiced frame over the bot's speech → `clear` at the carrier. clear_after:
    the same from the frame with which the voice that the rule wants (`edges.BARGE_IN_S`) was complete; below
    0 where the house counts frames as voiced that we do not. ended: when the last voiced frame was sent
    (monotonic clock).
    """

    call: str
    text: str
    heard: str
    at: float
    ended: float
    latency: float | None
    latency_loud: float | None
    waited: float
    early: bool
    talked_over: bool
    clear: float | None
    parts: Parts | None
    clear_after: float | None = None

    @property
    def lost(self) -> bool:
        """Whether the caller waited in vain."""
        return self.latency is None and not self.talked_over and self.waited >= LOST_SECONDS


def turn_times(name: str, story: Story, sent: Sequence[float], bot: bytes) -> Iterator[TurnTime]:
    """Every utterance of one call.

    ``sent``: for each frame the monotonic second in which it was sent, and the bot's frame of that number
    played. ``bot``: what was played (8 kHz μ-law), from the same beginning.
    """
    heard = audible(bot)[: len(sent)]
    began = [_frame(said.moment.at) for said in story.said]
    for said, first, following in zip(story.said, began, [*began[1:], len(sent)], strict=False):
        edge = edges(said.step.audio)
        last, loud = first + edge.last, first + edge.last_loud
        if last >= len(sent):  # hung up, or cut off, in the middle
            continue
        answer = answer_after(heard, last, following)
        talked_over = any(heard[max(0, last - QUIET_FRAMES) : last + 1])
        latency = None if answer is None or talked_over else sent[answer] - sent[last]
        parts = _parts(story, said, latency)
        clear = _clear(story, said, sent, first + edge.first)
        yield TurnTime(
            call=name,
            text=said.step.text,
            heard=heard_text(story, said),
            at=round(last * FRAME_SECONDS, 2),
            ended=sent[last],
            latency=latency,
            latency_loud=None if latency is None or answer is None else sent[answer] - sent[loud],
            waited=sent[min(following, len(sent) - 1)] - sent[last],
            early=said.step.when is not When.DURING_BOT and any(heard[first + edge.first : last + 1]),
            talked_over=talked_over,
            clear=clear,
            parts=parts,
            clear_after=None
            if clear is None or edge.enough is None
            else clear - (sent[first + edge.enough] - sent[first + edge.first]),
        )


def _parts(story: Story, said: Said, latency: float | None) -> Parts | None:
    """What the ledger tells of the turn that this utterance ended with; None when it tells nothing."""
    turns = [turn for turn in story.heard_of(said) if turn.data.get("rejected") is None]
    if not turns or latency is None:
        return None
    turn = turns[-1].data.get("turn")
    told = next(
        (one.data for one in story.entries if one.kind == TIMING and one.data.get("turn") == turn), None
    )
    if told is None:
        return None
    silence, hearing, dialogue, speech, total = (
        number(told.get(key)) for key in ("silence", "hearing", "dialogue", "speech", "total")
    )
    return Parts(silence, hearing, dialogue, speech, latency - total, int(number(told.get("drafts"))))


def _clear(story: Story, said: Said, sent: Sequence[float], first: int) -> float | None:
    """Seconds from frame ``first`` to the `clear` that it brought, for utterances meant to interrupt."""
    if said.step.when is not When.DURING_BOT:
        return None
    for moment in story.timeline.of(What.CLEARED):
        frame = _frame(moment.at)
        if first <= frame < len(sent) and float(moment.data or 0) > 0:
            seconds = sent[frame] - sent[first]
            return seconds if seconds <= CLEAR_SECONDS else None
    return None


def errors(story: Story) -> list[str]:
    """Parts of the house that failed in this call, as the ledger names them."""
    return [f"{entry.data.get('part')}: {entry.data.get('reason')}" for entry in story.of(Kind.ERROR)]


def _frame(seconds: float) -> int:
    return round(seconds / FRAME_SECONDS)

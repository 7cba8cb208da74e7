"""Puts what is known of a played call into its result. Pure; the same for both ways to replay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from voicebot.audio.frames import FRAME_BYTES, FRAME_SECONDS, SAMPLE_RATE, split
from voicebot.audio.vad import VoiceActivity
from voicebot.call import commands as do
from voicebot.call.ledger import Kind
from voicebot.replay import results
from voicebot.replay.checks import heard_text
from voicebot.replay.results import CallResult, Checked, ScenarioFacts, Span
from voicebot.replay.scenario import Does, Scenario
from voicebot.replay.story import Entry, Story, number
from voicebot.replay.timeline import What
from voicebot.replay.virtual import Played
from voicebot.replay.wer import word_errors

_GAP_SECONDS = 0.1  # of silence inside what is drawn as one stretch of voice
_ELSEWHERE = (What.CALLER, What.KEY, What.BOT, What.MARK, What.CLEARED)


def call_result(
    scenario: Scenario,
    story: Story,
    checks: Sequence[Checked],
    *,
    key: str,
    nth: int = 1,
    file: str = "",
    sound: tuple[bytes, bytes],
    recording: str | None,
    aggressiveness: int = 2,
    played: Played | None = None,
    sha256: str = "",
) -> CallResult:
    """The result of one call. ``sound``: both sides, 8 kHz μ-law, the caller first. ``played``: with what
    only a virtual line knows. The rest: see `CallResult`.
    """
    return CallResult(
        id=call_id(scenario.name, nth),
        key=key,
        scenario=facts(scenario, nth, file, sha256),
        seconds=round(len(sound[0]) / SAMPLE_RATE, 2),
        said=tuple(_said(scenario, story)),
        vad=tuple(voiced(sound[0], aggressiveness)),
        turns=tuple(_turns(story, played)),
        spoken=tuple(_spoken(story)),
        marks=tuple(results.Mark(moment.at, moment.text) for moment in story.timeline.of(What.MARK)),
        cleared=tuple(_cleared(story)),
        line=tuple(
            results.Event(moment.at, moment.what.value, moment.text, moment.data)
            for moment in story.timeline.moments
            if moment.what not in _ELSEWHERE
        ),
        ledger=tuple(
            results.Entry(entry.at, str(entry.kind), entry.rule_id, entry.model, dict(entry.data))
            for entry in story.entries
        ),
        outcome=story.status.outcome.value if story.status and story.status.outcome else None,
        rule=story.status.rule_id if story.status else None,
        queue=story.status.queue if story.status else None,
        ticket=story.status.ticket if story.status else None,
        written=tuple(results.Written(one.state, one.channel, one.text or "") for one in story.confirmations),
        checks=tuple(checks),
        problem=story.problem,
        recording=recording,
    )


def call_id(name: str, nth: int) -> str:
    """A call's id in its run."""
    return name if nth == 1 else f"{name}#{nth}"


def facts(scenario: Scenario, nth: int, file: str, sha256: str = "") -> ScenarioFacts:
    """What is told of the scenario; tags such as 'noise:babble' say what its recordings are of."""
    named = {key: value for tag in scenario.tags for key, colon, value in [tag.partition(":")] if colon}
    return ScenarioFacts(
        scenario.name,
        file or scenario.path.name,
        scenario.description,
        scenario.tags,
        named.get("speaker", ""),
        named.get("noise", ""),
        named.get("line", ""),
        named.get("from", ""),
        nth,
        sha256,
    )


def voiced(mulaw: bytes, aggressiveness: int = 2) -> Iterator[Span]:
    """Where there is voice activity in 8 kHz μ-law, as the house's detector finds it."""
    detector = VoiceActivity(aggressiveness)
    start = end = -1.0
    for number_, frame in enumerate(split(mulaw) if len(mulaw) >= FRAME_BYTES else ()):
        if not detector.voiced(frame):
            continue
        at = number_ * FRAME_SECONDS
        if end < 0 or at - end > _GAP_SECONDS:
            if end >= 0:
                yield Span(round(start, 2), round(end, 2))
            start = at
        end = at + FRAME_SECONDS
    if end >= 0:
        yield Span(round(start, 2), round(end, 2))


def _said(scenario: Scenario, story: Story) -> Iterator[results.Said]:
    for index, said in enumerate(story.said):
        step = said.step
        speaks = step.does is Does.SAY
        heard = heard_text(story, said) if speaks else ""
        errors, words = word_errors(step.text, heard) if speaks and step.text else (0, 0)
        turns = [int(number(turn.data.get("turn"))) for turn in story.turns_of(index)]
        end = said.moment.until if said.moment.until is not None else said.moment.at
        yield results.Said(
            step=step.line,
            does="say" if speaks else "keys",
            text=step.text,
            file=step.file,
            span=Span(said.moment.at, end),
            heard=heard,
            words=words,
            errors=errors,
            allowed=scenario.expect.wer if step.wer is None else step.wer,
            draft=step.draft or (speaks and not step.text),
            intent=step.expect.intent,
            turns=tuple(turns),
        )


def _turns(story: Story, played: Played | None) -> Iterator[results.Turn]:
    understood = {entry.data.get("turn"): entry for entry in story.of(Kind.UNDERSTOOD)}
    timing = {entry.data.get("turn"): entry for entry in story.of(Kind.TIMING)}
    for entry in story.of(Kind.CALLER_TURN):
        data, turn = entry.data, int(number(entry.data.get("turn")))
        made, timed = understood.get(turn), timing.get(turn)
        ended = number(data.get("ended_at"))
        yield results.Turn(
            id=turn,
            source="keys" if data.get("source") == "keys" else "voice",
            span=Span(number(data.get("started_at")), ended),
            at=entry.at,
            text=str(data.get("text")),
            heard_confidence=number(data.get("confidence")),
            rejected=None if data.get("rejected") is None else str(data.get("rejected")),
            rule_turn=entry.rule_id,
            commit=int(number(data.get("drafts"))),
            decided_at=round(ended + number(timed.data.get("silence")), 3) if timed else None,
            intent=_optional(made, "intent"),
            confidence=number(made.data.get("confidence")) if made else 0.0,
            slots={name[5:]: value for name, value in made.data.items() if name.startswith("slot.")}
            if made
            else {},
            asks=_optional(made, "asks"),
            rule=made.rule_id if made else None,
            latency=_latency(timed) if timed else None,
            drafts=tuple(_drafts(turn, played)) if played else (),
        )


def _optional(entry: Entry | None, name: str) -> str | None:
    value = entry.data.get(name) if entry else None
    return None if value is None else str(value)


def _latency(entry: Entry) -> results.Latency:
    parts = ("silence", "hearing", "dialogue", "speech", "total")
    return results.Latency(*(number(entry.data.get(part)) for part in parts))


def _drafts(turn: int, played: Played) -> Iterator[results.Draft]:
    for at, asked in played.times(do.Transcribe):
        if asked.turn_id == turn:
            text = played.drafts.get((turn, asked.draft))
            seconds = round(len(asked.audio) / SAMPLE_RATE, 2)
            yield results.Draft(asked.draft, at, seconds, asked.final, text is None, text)


def _spoken(story: Story) -> Iterator[results.Spoken]:
    bot = story.timeline.of(What.BOT)
    disclosures = story.of(Kind.DISCLOSURE)
    if disclosures:
        last = disclosures[-1]
        text, heard = str(last.data.get("text")), last.data.get("heard") is True
        span = Span(bot[0].at if bot else 0.0, last.at)
        yield results.Spoken(text, span, heard, text if heard else "", True)
    for entry in story.of(Kind.BOT_TURN):
        data = entry.data
        yield results.Spoken(
            str(data.get("text")),
            Span(number(data.get("started_at")), number(data.get("ended_at"))),
            data.get("heard") is True,
            str(data.get("heard_text") or ""),
        )


def _cleared(story: Story) -> Iterator[results.Cleared]:
    barged = [entry for entry in story.of(Kind.DECISION) if entry.rule_id == "B-03"]
    for moment in story.timeline.of(What.CLEARED):
        by = next((entry.data.get("by") for entry in barged if abs(entry.at - moment.at) < 0.5), "")
        yield results.Cleared(
            moment.at, float(moment.data), "speech" if by == "speech" else "key" if by == "key" else ""
        )

"""Whether a call went as its scenario expects. Pure: a scenario and a story in, a list of results out."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from voicebot.call.ledger import Kind
from voicebot.replay.player import Said
from voicebot.replay.results import Checked
from voicebot.replay.scenario import Does, Scenario
from voicebot.replay.story import Story, Value, number, rules_of
from voicebot.replay.timeline import What
from voicebot.replay.wer import error_rate, words

__all__ = ["check", "error_rate", "heard_text", "words"]


def check(scenario: Scenario, story: Story) -> list[Checked]:
    """All expectations of a scenario, in the order in which a reader wants them."""
    return [*_line(story), *_disclosure(scenario, story), *_heard(scenario, story), *_keys(scenario, story),
            *_steps(story), *_understood(scenario, story), *_spoken(scenario, story),
            *_latency(scenario, story), *_ending(scenario, story), *_written(scenario, story)]  # fmt: skip


def heard_text(story: Story, said: Said) -> str:
    """What the house heard of an utterance: its turns, joined, also those that only said 'go on' (T-05)."""
    turns = (turn for turn in story.heard_of(said) if turn.data.get("rejected") in (None, "backchannel"))
    return " ".join(str(turn.data.get("text")) for turn in turns)


# ── the whole call ────────────────────────────────────────────────────────────────────────────────────────


def _line(story: Story) -> Iterator[Checked]:
    problems = [moment.text for moment in story.timeline.of(What.PROBLEM)]
    if story.problem:
        problems.append(story.problem)
    name = "the line: nothing against the carrier's rules"
    yield Checked("line", name, not problems, "; ".join(problems))


def _disclosure(scenario: Scenario, story: Story) -> Iterator[Checked]:
    heard = any(entry.data.get("heard") is True for entry in story.of(Kind.DISCLOSURE))
    wanted = scenario.expect.disclosure_heard
    line = scenario.expect.lines.get("disclosure_heard", 0)
    yield Checked(
        "disclosure", f"disclosure {'' if wanted else 'not '}proven heard", heard is wanted, line=line
    )


def _understood(scenario: Scenario, story: Story) -> Iterator[Checked]:
    expect = scenario.expect
    if expect.intents:
        found = [str(entry.data.get("intent")) for entry in story.of(Kind.UNDERSTOOD)]
        detail = f"found: {', '.join(found) or 'nothing'}"
        name = f"understood: {', '.join(expect.intents)}"
        yield Checked(
            "intent", name, _in_order(expect.intents, found), detail, expect.lines.get("intents", 0)
        )
    if expect.rules:
        ruled = [rule for entry in story.entries for rule in rules_of(entry)]
        name = f"rules: {', '.join(expect.rules)}"
        detail = f"found: {', '.join(ruled) or 'none'}"
        yield Checked("rule", name, _in_order(expect.rules, ruled), detail, expect.lines.get("rules", 0))
    last = story.of(Kind.UNDERSTOOD)[-1:]
    yield from _slots(expect.slots, last[0].data if last else {}, expect.lines.get("slots", 0))


def _spoken(scenario: Scenario, story: Story) -> Iterator[Checked]:
    entries = story.of(Kind.DISCLOSURE, Kind.BOT_TURN)
    begun = [str(entry.data.get("text")) for entry in entries]
    heard = [str(entry.data.get("text")) for entry in entries if entry.data.get("heard") is True]
    expect = scenario.expect
    for pattern in expect.must_say:
        line = expect.lines.get("must_say", 0)
        yield Checked("said", f"bot said: {pattern}", _found(pattern, heard), line=line)
    for pattern in expect.must_not_say:
        line = expect.lines.get("must_not_say", 0)
        yield Checked("said", f"bot did not say: {pattern}", not _found(pattern, begun), line=line)
    if expect.interrupted is not None:
        cut = any(float(moment.data) > 0 for moment in story.timeline.of(What.CLEARED))
        wanted = expect.interrupted
        line = expect.lines.get("interrupted", 0)
        name = f"bot {'' if wanted else 'not '}interrupted"
        yield Checked("interrupted", name, cut is wanted, line=line)


def _latency(scenario: Scenario, story: Story) -> Iterator[Checked]:
    expect = scenario.expect
    took = [number(entry.data.get("total")) for entry in story.of(Kind.TIMING)]
    for key, bound, name, of in (
        ("latency", expect.latency, "every answer within", max),
        ("latency_median", expect.latency_median, "half of the answers within", statistics.median),
    ):
        if bound is not None:
            found = float(of(took)) if took else None
            detail = "nothing was answered" if found is None else f"{found:.2f} s"
            passed = found is not None and found <= bound
            yield Checked("latency", f"{name} {bound:g} s", passed, detail, expect.lines.get(key, 0))


def _ending(scenario: Scenario, story: Story) -> Iterator[Checked]:
    outcome = story.status.outcome if story.status else None
    wanted = scenario.expect.outcome
    name = f"outcome: {' or '.join(one.value for one in wanted)}"
    found = f"found: {outcome.value if outcome else 'none stored'}"
    yield Checked("outcome", name, outcome in wanted, found, scenario.expect.lines.get("outcome", 0))
    outcomes = len(story.of(Kind.OUTCOME))
    # A callback is written down as a second, corrected ending.
    yield Checked("outcome", "the ledger holds the ending", 1 <= outcomes <= 2, f"{outcomes} entries")
    if scenario.expect.queue is not None:
        queue = story.status.queue if story.status else None
        line = scenario.expect.lines.get("queue", 0)
        name = f"queue: {scenario.expect.queue}"
        yield Checked("queue", name, queue == scenario.expect.queue, f"found: {queue}", line)


def _written(scenario: Scenario, story: Story) -> Iterator[Checked]:
    texts = [confirmation.text or "" for confirmation in story.confirmations]
    expect = scenario.expect
    if expect.confirmed is not None:
        wanted = expect.confirmed
        name = "confirmed in writing" if wanted else "nothing to confirm in writing"
        line = expect.lines.get("confirmed", 0)
        yield Checked("confirmation", name, bool(texts) is wanted, f"{len(texts)} confirmations", line)
    for pattern in expect.confirmation:
        line = expect.lines.get("confirmation", 0)
        yield Checked("confirmation", f"confirmation says: {pattern}", _found(pattern, texts), line=line)


# ── step by step ──────────────────────────────────────────────────────────────────────────────────────────


def _heard(scenario: Scenario, story: Story) -> Iterator[Checked]:
    spoken = [step for step in scenario.steps if step.does is Does.SAY]
    done = [said for said in story.said if said.step.does is Does.SAY]
    if len(done) < len(spoken):
        missing = spoken[len(done)]
        detail = f"the call ended before line {missing.line}"
        yield Checked("transcript", "everything was said", False, detail, missing.line)
    for index, said in enumerate(story.said):
        step = said.step
        if step.does is not Does.SAY or step.draft or not step.text:
            continue
        allowed = scenario.expect.wer if step.wer is None else step.wer
        heard = heard_text(story, said)
        rate = error_rate(step.text, heard)
        detail = f"word error rate {rate:.2f}, allowed {allowed:.2f}" + (
            "" if heard else "; nothing accepted"
        )
        name = f"heard: {step.text}"
        yield Checked("transcript", name, rate <= allowed, detail, step.line, index, said.moment.at)


def _keys(scenario: Scenario, story: Story) -> Iterator[Checked]:
    arrived = [
        str(turn.data.get("text")) for turn in story.of(Kind.CALLER_TURN) if turn.data.get("source") == "keys"
    ]
    for step in scenario.steps:
        digits = step.text.rpartition("*")[2].replace("#", "")
        if step.does is Does.KEYS and digits != "0":
            detail = f"arrived: {', '.join(arrived) or 'nothing'}"
            yield Checked("keys", f"keyed: {step.text}", digits in arrived, detail, step.line)


def _steps(story: Story) -> Iterator[Checked]:
    for index in range(len(story.said)):
        for one in _step(story, index):
            said = story.said[index]
            yield replace(one, line=said.step.line, said=index, at=said.moment.at)


def _step(story: Story, index: int) -> Iterator[Checked]:
    said = story.said[index]
    expect, line = said.step.expect, said.step.line
    turns = {turn.data.get("turn") for turn in story.turns_of(index)}
    understood = [entry for entry in story.of(Kind.UNDERSTOOD) if entry.data.get("turn") in turns]
    where = f"line {line}"
    if expect.intent is not None:
        found = [str(entry.data.get("intent")) for entry in understood]
        detail = f"found: {', '.join(found) or 'nothing'}"
        yield Checked("intent", f"{where} understood: {expect.intent}", expect.intent in found, detail)
    if expect.slots:
        data = understood[-1].data if understood else {}
        for one in _slots(expect.slots, data, line):
            yield Checked("slots", f"{where} {one.name}", one.passed, one.detail)
    start, end = story.until_next(index)
    if expect.rule is not None:
        ruled = [
            rule
            for entry in story.entries
            for rule in rules_of(entry)
            if entry.data.get("turn") in turns or ("turn" not in entry.data and start <= entry.at < end)
        ]
        detail = f"found: {', '.join(ruled) or 'none'}"
        yield Checked("rule", f"{where} rule: {expect.rule}", expect.rule in ruled, detail)
    spoken = [
        entry for entry in story.of(Kind.BOT_TURN) if start <= number(entry.data.get("started_at")) < end
    ]
    begun = [str(entry.data.get("text")) for entry in spoken]
    heard = [str(entry.data.get("text")) for entry in spoken if entry.data.get("heard") is True]
    for pattern in expect.must_say:
        detail = f"it said: {' '.join(heard) or 'nothing'}"
        yield Checked("said", f"{where} bot said: {pattern}", _found(pattern, heard), detail)
    for pattern in expect.must_not_say:
        yield Checked("said", f"{where} bot did not say: {pattern}", not _found(pattern, begun))
    if expect.latency is not None:
        took = [number(e.data.get("total")) for e in story.of(Kind.TIMING) if e.data.get("turn") in turns]
        passed = bool(took) and max(took) <= expect.latency
        detail = f"{max(took):.2f} s" if took else "nothing was answered"
        yield Checked("latency", f"{where} answered within {expect.latency:g} s", passed, detail)


# ── inside ────────────────────────────────────────────────────────────────────────────────────────────────


def _slots(wanted: Mapping[str, str], data: Mapping[str, Value], line: int) -> Iterator[Checked]:
    for name, value in wanted.items():
        found = data.get(f"slot.{name}")
        yield Checked("slots", f"slot {name}: {value}", str(found) == value, f"found: {found}", line)


def _in_order(wanted: Sequence[str], found: Iterable[str]) -> bool:
    """Whether all of ``wanted`` stand in ``found`` in this order, others between them or not."""
    rest = iter(found)
    return all(any(one == this for this in rest) for one in wanted)


def _found(pattern: str, texts: Iterable[str]) -> bool:
    return re.search(pattern, "\n".join(texts), re.IGNORECASE) is not None

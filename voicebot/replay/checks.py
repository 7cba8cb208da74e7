"""Whether a call went as its scenario expects. Pure: a scenario and a story in, a list of results out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import jiwer
from text_to_num import alpha2digit

from voicebot.call.ledger import Kind
from voicebot.replay.player import Said
from voicebot.replay.scenario import Does, Scenario
from voicebot.replay.story import Story
from voicebot.replay.timeline import What


@dataclass(frozen=True, slots=True)
class Result:
    """One expectation. ``detail``: what was found instead, or how near it was."""

    passed: bool
    name: str
    detail: str = ""


def check(scenario: Scenario, story: Story) -> list[Result]:
    """All expectations of a scenario, in the order in which a reader wants them."""
    return [*_line(story), *_disclosure(scenario, story), *_heard(scenario, story), *_keys(scenario, story),
            *_understood(scenario, story), *_spoken(scenario, story), *_ending(scenario, story),
            *_written(scenario, story)]  # fmt: skip


def words(text: str) -> str:
    """Text for comparing: lower case, no punctuation, no accents, numbers as one row of digits."""
    text = unicodedata.normalize("NFC", text).lower()
    text = " ".join(re.findall(r"\w+", text))
    text = str(alpha2digit(text, "nl", 0)) if text else ""
    text = re.sub(r"(?<=\d) (?=\d)", "", text)
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def error_rate(said: str, heard: str) -> float:
    """Word error rate (substitutions, deletions and insertions per word said), after `words`."""
    reference = words(said)
    if not reference:
        return 0.0 if not words(heard) else 1.0
    return float(jiwer.wer(reference, words(heard)))


def heard_text(story: Story, said: Said) -> str:
    """What the house made of an utterance: its accepted turns, joined."""
    turns = story.heard_of(said)
    return " ".join(str(turn.data.get("text")) for turn in turns if turn.data.get("rejected") is None)


def _line(story: Story) -> Iterator[Result]:
    problems = [moment.text for moment in story.timeline.of(What.PROBLEM)]
    if story.problem:
        problems.append(story.problem)
    yield Result(not problems, "the line: nothing against the carrier's rules", "; ".join(problems))


def _disclosure(scenario: Scenario, story: Story) -> Iterator[Result]:
    heard = any(entry.data.get("heard") is True for entry in story.of(Kind.DISCLOSURE))
    wanted = scenario.expect.disclosure_heard
    yield Result(heard is wanted, f"disclosure {'' if wanted else 'not '}proven heard")


def _heard(scenario: Scenario, story: Story) -> Iterator[Result]:
    spoken = [step for step in scenario.steps if step.does is Does.SAY]
    if len(story.said) < len(spoken):
        missing = spoken[len(story.said)]
        yield Result(False, "everything was said", f"the call ended before line {missing.line}")
    for said in story.said:
        allowed = scenario.expect.wer if said.step.wer is None else said.step.wer
        heard = heard_text(story, said)
        rate = error_rate(said.step.text, heard)
        detail = f"word error rate {rate:.2f}, allowed {allowed:.2f}" + (
            "" if heard else "; nothing accepted"
        )
        yield Result(rate <= allowed, f"heard: {said.step.text}", detail)


def _keys(scenario: Scenario, story: Story) -> Iterator[Result]:
    arrived = [
        str(turn.data.get("text")) for turn in story.of(Kind.CALLER_TURN) if turn.data.get("source") == "keys"
    ]
    for step in scenario.steps:
        digits = step.text.rpartition("*")[2].replace("#", "")
        if step.does is Does.KEYS and digits != "0":
            yield Result(
                digits in arrived, f"keyed: {step.text}", f"arrived: {', '.join(arrived) or 'nothing'}"
            )


def _understood(scenario: Scenario, story: Story) -> Iterator[Result]:
    wanted = scenario.expect.intents
    if wanted:
        found = [str(entry.data.get("intent")) for entry in story.of(Kind.UNDERSTOOD)]
        rest = iter(found)
        passed = all(any(intent == one for one in rest) for intent in wanted)
        yield Result(passed, f"understood: {', '.join(wanted)}", f"found: {', '.join(found) or 'nothing'}")


def _spoken(scenario: Scenario, story: Story) -> Iterator[Result]:
    entries = story.of(Kind.DISCLOSURE, Kind.BOT_TURN)
    begun = [str(entry.data.get("text")) for entry in entries]
    heard = [str(entry.data.get("text")) for entry in entries if entry.data.get("heard") is True]
    for pattern in scenario.expect.must_say:
        yield Result(_found(pattern, heard), f"bot said: {pattern}")
    for pattern in scenario.expect.must_not_say:
        yield Result(not _found(pattern, begun), f"bot did not say: {pattern}")
    if scenario.expect.interrupted is not None:
        cut = any(float(moment.data) > 0 for moment in story.timeline.of(What.CLEARED))
        wanted = scenario.expect.interrupted
        yield Result(cut is wanted, f"bot {'' if wanted else 'not '}interrupted")


def _ending(scenario: Scenario, story: Story) -> Iterator[Result]:
    outcome = story.status.outcome if story.status else None
    wanted = scenario.expect.outcome
    name = f"outcome: {' or '.join(one.value for one in wanted)}"
    yield Result(outcome in wanted, name, f"found: {outcome.value if outcome else 'none stored'}")
    outcomes = len(story.of(Kind.OUTCOME))
    # A callback is written down as a second, corrected ending.
    yield Result(1 <= outcomes <= 2, "the ledger holds the ending", f"{outcomes} entries")
    if scenario.expect.queue is not None:
        queue = story.status.queue if story.status else None
        yield Result(queue == scenario.expect.queue, f"queue: {scenario.expect.queue}", f"found: {queue}")


def _written(scenario: Scenario, story: Story) -> Iterator[Result]:
    texts = [confirmation.text or "" for confirmation in story.confirmations]
    if scenario.expect.confirmed is not None:
        wanted = scenario.expect.confirmed
        name = "confirmed in writing" if wanted else "nothing to confirm in writing"
        yield Result(bool(texts) is wanted, name, f"{len(texts)} confirmations")
    for pattern in scenario.expect.confirmation:
        yield Result(_found(pattern, texts), f"confirmation says: {pattern}")


def _found(pattern: str, texts: Iterable[str]) -> bool:
    return re.search(pattern, "\n".join(texts), re.IGNORECASE) is not None

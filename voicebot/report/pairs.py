"""What of a call is counted, and what counts as one origin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from voicebot.replay.results import CallResult, Said, Turn

Clustering = Literal["speaker", "call"]

ENOUGH_SPEAKERS = 10  # with fewer, drawing speakers again says nothing about other speakers


def clusters(calls: Sequence[CallResult]) -> tuple[list[str], Clustering]:
    """The cluster of each call, and what makes one.

    Versions and repeats of one call are one cluster; where there are `ENOUGH_SPEAKERS`, so are all calls of
    one speaker (a call without one stands for itself).
    """
    speakers = {call.scenario.speaker for call in calls} - {""}
    if len(speakers) >= ENOUGH_SPEAKERS:
        return [f"speaker {call.scenario.speaker}" if call.scenario.speaker else origin(call)
                for call in calls], "speaker"  # fmt: skip
    return [origin(call) for call in calls], "call"


def origin(call: CallResult) -> str:
    """The scenario that a call is a version or a repeat of; its own name when it is none."""
    return call.scenario.base or call.scenario.name


def errors(call: CallResult) -> tuple[int, int]:
    """Word errors and words of what was spoken, where a person checked the transcript."""
    judged = [said for said in call.said if counts(said)]
    return sum(said.errors for said in judged), sum(said.words for said in judged)


def counts(said: Said) -> bool:
    """Whether an utterance counts for the word error rate."""
    return said.does == "say" and not said.draft and said.words > 0


def latencies(call: CallResult) -> list[float]:
    """Seconds of each answer, from the caller's last voiced sound to the bot's first."""
    return [turn.latency.total for turn in call.turns if turn.latency is not None]


def turns_of(call: CallResult, said: Said) -> list[Turn]:
    """The house's turns that lie over an utterance or keys."""
    return [turn for turn in call.turns if turn.id in said.turns]


def intents_of(call: CallResult, said: Said) -> list[str]:
    """What an utterance was understood as, in order."""
    return [turn.intent for turn in turns_of(call, said) if turn.intent]


def intents(call: CallResult) -> list[tuple[str, str]]:
    """(wanted, found) of every utterance whose intent the scenario names; found is '-' for none."""
    found = []
    for said in call.said:
        if said.intent is not None:
            got = intents_of(call, said)
            found.append((said.intent, said.intent if said.intent in got else (got or ["-"])[-1]))
    return found

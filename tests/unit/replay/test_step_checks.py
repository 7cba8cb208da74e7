"""Expectations of one step, and those of the call that came with them."""

from __future__ import annotations

import pytest

from tests.unit.replay.stories import Entry, entry, say, scenario, story, turn
from voicebot.replay.checks import check
from voicebot.replay.results import Checked
from voicebot.replay.scenario import Does, Scenario, Step, When
from voicebot.replay.script import StepExpect
from voicebot.replay.story import Story

ASKED = entry(
    7.0,
    "understood",
    "D-11+D-10",
    turn=1,
    intent="order_status",
    asks="order_number",
    **{"slot.wish": "order_status"},
)
NUMBER = entry(
    13.0,
    "understood",
    "D-13",
    turn=2,
    intent="inform",
    **{"slot.wish": "order_status", "slot.number": "42073"},
)
ENTRIES: tuple[Entry, ...] = (
    entry(5.0, "disclosure", "C-01", text="Goedendag.", heard=True),
    turn(1, 5.5, 6.5, "waar is mijn bestelling"),
    ASKED,
    entry(7.1, "timing", "L-01", turn=1, silence=0.5, hearing=0.1, dialogue=0.1, speech=0.1, total=0.8),
    entry(9.0, "bot_turn", "B-01", text="Wat is uw nummer?", heard=True, started_at=7.2, ended_at=9.0),
    turn(2, 10.0, 12.0, "42073"),
    NUMBER,
    entry(13.1, "timing", "L-01", turn=2, silence=1.0, hearing=0.2, dialogue=0.1, speech=0.1, total=1.4),
    entry(15.0, "bot_turn", "B-02", text="Morgen komt hij.", heard=False, started_at=13.2, ended_at=15.0),
    entry(16.0, "outcome", "O-03", outcome="solved"),
)


def played(first: StepExpect, second: StepExpect = StepExpect()) -> tuple[Scenario, Story]:  # noqa: B008
    steps = say("Waar is mijn bestelling?", 6, first), say("42073", 9, second)
    return scenario(*steps), story(*ENTRIES, said=[(steps[0], 5.4, 6.6), (steps[1], 9.8, 12.1)])


def results(first: StepExpect, second: StepExpect = StepExpect()) -> list[Checked]:  # noqa: B008
    return [one for one in check(*played(first, second)) if one.name.startswith("line ")]


@pytest.mark.parametrize(
    ("expect", "topic", "passed"),
    [
        (StepExpect(intent="order_status"), "intent", True),
        (StepExpect(intent="inform"), "intent", False),  # of the next step
        (StepExpect(slots={"wish": "order_status"}), "slots", True),
        (StepExpect(slots={"number": "42073"}), "slots", False),
        (StepExpect(rule="D-10"), "rule", True),
        (StepExpect(rule="D-11"), "rule", True),  # it stands beside D-10
        (StepExpect(rule="T-03"), "rule", True),
        (StepExpect(rule="D-13"), "rule", False),
        (StepExpect(must_say=("NUMMER",)), "said", True),
        (StepExpect(must_say=("morgen",)), "said", False),
        (StepExpect(must_not_say=("nummer",)), "said", False),
        (StepExpect(must_not_say=("morgen",)), "said", True),
        (StepExpect(latency=0.8), "latency", True),
        (StepExpect(latency=0.7), "latency", False),
    ],
)
def test_what_is_expected_of_a_step(expect: StepExpect, topic: str, passed: bool) -> None:
    (one,) = results(expect)
    assert (one.topic, one.passed, one.line, one.said, one.at) == (topic, passed, 6, 0, 5.4)


def test_the_last_step_has_all_that_follows_and_cut_off_words_were_not_heard() -> None:
    begun, heard = results(StepExpect(), StepExpect(must_say=("morgen",), must_not_say=("morgen",)))
    assert (begun.passed, heard.passed) == (False, False)
    assert {one.said for one in (begun, heard)} == {1}


def test_keys_have_expectations_too() -> None:
    keys = Step(Does.KEYS, When.BOT_DONE, 8, text="42073#", expect=StepExpect(intent="inform", rule="D-13"))
    keyed = turn(2, 10.0, 10.0, "42073", source="keys")
    entries = [keyed if one.kind == "caller_turn" and one.data["turn"] == 2 else one for one in ENTRIES]
    found = check(scenario(keys), story(*entries, said=[(keys, 9.8, 9.8)]))
    assert [one.passed for one in found if one.name.startswith("line 8")] == [True, True]


def test_a_draft_is_not_judged() -> None:
    step = say("Iets heel anders.", draft=True)
    found = check(scenario(step), story(*ENTRIES, said=[(step, 5.4, 6.6)]))
    assert [one for one in found if one.topic == "transcript"] == []


@pytest.mark.parametrize(
    ("expect", "passed"),
    [
        ({"slots": {"number": "42073"}}, True),
        ({"slots": {"number": "1"}}, False),
        ({"rules": ("D-10", "D-13", "O-03")}, True),
        ({"rules": ("D-13", "D-10")}, False),
        ({"latency": 1.4}, True),
        ({"latency": 1.3}, False),
        ({"latency_median": 1.1}, True),
        ({"latency_median": 1.0}, False),
    ],
)
def test_what_is_expected_of_the_call(expect: dict[str, object], passed: bool) -> None:
    (key,) = expect
    found = check(scenario(**expect, lines={key: 21}), story(*ENTRIES))
    assert [one.passed for one in found if one.line == 21] == [passed]


def test_no_answer_is_no_fast_answer() -> None:
    found = check(scenario(latency=9.0), story(*ENTRIES[:1]))
    (one,) = [one for one in found if one.topic == "latency"]
    assert (one.passed, one.detail) == (False, "nothing was answered")

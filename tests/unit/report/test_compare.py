"""What is different between two runs: only that, and whether it is more than chance."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from tests.integration.report import world
from voicebot.replay.results import CallResult, Run, Turn
from voicebot.report import compare_text
from voicebot.report import pairs as of
from voicebot.report.changes import changed, of_call
from voicebot.report.compare import compare, setup
from voicebot.report.pairing import by_name

BEFORE = world.run(12, seed=5, wrong=0.0)


def with_call(run: Run, place: int, **new: object) -> Run:
    calls = list(run.calls)
    calls[place] = replace(calls[place], **new)  # type: ignore[arg-type]
    return replace(run, calls=tuple(calls))


def with_turn(call: CallResult, place: int, **new: object) -> tuple[Turn, ...]:
    turns = list(call.turns)
    turns[place] = replace(turns[place], **new)  # type: ignore[arg-type]
    return tuple(turns)


def test_the_same_run_has_no_changes_and_no_news() -> None:
    found = compare(BEFORE, BEFORE)
    assert found.changes == () and found.same == 12 and found.setup == ()
    assert [rate.name for rate in found.rates if rate.news] == []


def test_a_broken_call_is_named_with_what_it_broke_on() -> None:
    call = BEFORE.calls[2]
    checks = tuple(replace(one, passed=False, detail="found: handed_over") if one.topic == "outcome" else one
                   for one in call.checks)  # fmt: skip
    after = with_call(BEFORE, 2, checks=checks, outcome="handed_over", rule="H-30", queue="algemeen")
    (change,) = changed(by_name(BEFORE, after))
    assert (change.id, change.verdict) == (call.id, "broken")
    assert [(flip.name, flip.now, flip.after) for flip in change.flips] == [
        ("outcome: solved", False, "found: handed_over")
    ]
    assert {(one.what, one.before, one.after) for one in change.changes} == {
        ("outcome", "solved (rule O-03)", "handed_over (rule H-30)"),
        ("queue", "none", "algemeen"),
    }
    (back,) = changed(by_name(after, BEFORE))
    assert back.verdict == "fixed" and back.flips[0].now


def test_intent_decision_slots_and_time_are_told_at_the_utterance() -> None:
    call = BEFORE.calls[0]
    late = replace(call.turns[1].latency, total=call.turns[1].latency.total + 0.6)  # type: ignore[union-attr]
    turns = with_turn(
        call, 1, intent="order_change", rule="D-40", slots={"wish": "order_change"}, latency=late
    )
    change = of_call(call, replace(call, turns=turns))
    assert change is not None and change.verdict == "changed" and not change.only_latency
    assert [(one.what, one.where) for one in change.changes] == [
        (what, call.said[1].text) for what in ("intent", "decision", "slots", "latency")
    ]


def test_a_change_of_time_that_nobody_hears_is_not_mentioned() -> None:
    call = BEFORE.calls[0]
    first = call.turns[0].latency
    assert first is not None
    little = replace(call, turns=with_turn(call, 0, latency=replace(first, total=first.total + 0.1)))
    much = replace(call, turns=with_turn(call, 0, latency=replace(first, total=first.total + 0.5)))
    assert of_call(call, little) is None
    found = of_call(call, much)
    assert found is not None and found.only_latency


def test_the_same_words_written_otherwise_are_no_change() -> None:
    call = BEFORE.calls[0]
    said = (replace(call.said[0], heard=call.said[0].heard.upper().rstrip(".")), *call.said[1:])
    assert of_call(call, replace(call, said=said)) is None


def test_another_scenario_under_the_same_name_is_said() -> None:
    call = BEFORE.calls[0]
    said = (replace(call.said[0], text="Waar blijft mijn pakje?", heard="Waar is het?"), *call.said[1:])
    turns = with_turn(call, 0, text="Waar is het?")
    late = replace(call, said=said, turns=turns, outcome="callback")
    found = of_call(call, late)
    assert found is not None and found.other_scenario


def test_new_and_gone_calls_come_last() -> None:
    fewer = replace(BEFORE, calls=BEFORE.calls[1:])
    assert [(one.id, one.verdict) for one in changed(by_name(BEFORE, fewer))] == [
        (BEFORE.calls[0].id, "gone")
    ]
    assert [(one.id, one.verdict) for one in changed(by_name(fewer, BEFORE))] == [(BEFORE.calls[0].id, "new")]
    assert compare(BEFORE, fewer).calls == 11


def test_runs_without_a_call_in_common() -> None:
    found = compare(replace(BEFORE, calls=()), BEFORE)
    assert found.calls == 0 and found.rates == () and len(found.changes) == 12
    console = Console(record=True, file=StringIO(), width=200)
    compare_text.show(console, found)
    said = console.export_text()
    assert "no call in common" in said and "`plain`" in said and "0 of 0" not in said


def test_many_better_calls_are_news() -> None:
    bad, good = world.run(80, seed=1, wrong=0.25), world.run(80, seed=2, wrong=0.01)
    found = {rate.name: rate for rate in compare(bad, good).rates}
    assert set(found) == {"calls as they must be", "expectations met", "intents right", "word error rate",
                          "answer time, median", "answer time, 95th percentile"}  # fmt: skip
    for name in ("calls as they must be", "word error rate"):
        assert found[name].news and found[name].better
    assert not found["answer time, median"].news


def test_clusters_are_speakers_where_there_are_enough() -> None:
    few = world.run(12).calls
    assert of.clusters(few) == (["order_01"] * 4 + ["order_02"] * 4 + ["order_03"] * 4, "call")
    many, made_of = of.clusters(world.run(80).calls)
    assert made_of == "speaker" and len(set(many)) == 12


@pytest.mark.parametrize(
    "new", [{"whisper": "small"}, {"settings": {"vad_aggressiveness": 3, "patience": 1.0}}]
)
def test_what_the_runs_were_made_with_is_told(new: dict[str, object]) -> None:
    after = replace(BEFORE, models=replace(BEFORE.models, **new))  # type: ignore[arg-type]
    assert len(list(setup(BEFORE, after))) == 1


def test_a_draft_transcript_counts_for_no_error() -> None:
    call = BEFORE.calls[0]
    draft = replace(call, said=tuple(replace(one, draft=True, errors=one.words) for one in call.said))
    assert of.errors(draft) == (0, 0)

"""Trend, groups, confusions, spread of answer times."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.integration.report import world
from voicebot.report import rule_texts
from voicebot.report.groups import confusions, groupings, latency_parts, matrix
from voicebot.report.page import _curve
from voicebot.report.trend import MOST_RUNS, figures, quantile, trend

RUN = world.run(60, seed=3, wrong=0.2)


def test_figures_count_calls_words_intents_and_answers() -> None:
    found = figures(RUN.calls)
    assert (found.calls, found.words, found.intents, found.answers) == (60, 60 * 21, 300, 300)
    assert found.passed == sum(call.passed for call in RUN.calls)
    wrong = sum(said.errors for call in RUN.calls for said in call.said)
    assert found.wer == pytest.approx(wrong / (60 * 21))
    nothing = figures(())
    assert (nothing.wer, nothing.intents_right, nothing.median) == (None, None, None)


def test_trend_is_over_shared_calls_of_the_same_mode_and_ends_with_this_run() -> None:
    half, few = replace(RUN, calls=RUN.calls[:40]), replace(RUN, calls=RUN.calls[:10])
    real = replace(RUN, mode="real")
    points = trend(RUN, "now", [("half", half), ("few", few), ("real", real)])
    assert [(point.name, point.figures.calls, point.this) for point in points] == [
        ("half", 40, False), ("now", 60, True)
    ]  # fmt: skip
    assert len(trend(RUN, "now", [(str(number), RUN) for number in range(50)])) == MOST_RUNS


def test_groups_by_speaker_noise_line_and_model() -> None:
    points = trend(RUN, "now", [("before", replace(RUN, models=replace(RUN.models, whisper="small")))])
    found = {one.by: one for one in groupings(RUN.calls, points)}
    assert set(found) == {"speaker", "noise", "line", "Whisper model"}
    noise = found["noise"]
    assert {group.name for group in noise.groups} == {"none", "babble", "hum", "clipping"}
    assert sum(group.words for group in noise.groups) == 60 * 21
    assert [group.wer for group in noise.groups] == sorted(
        (group.wer for group in noise.groups), reverse=True
    )
    for group in noise.groups:
        assert group.low is not None and group.low <= (group.wer or 0) <= (group.high or 0) <= noise.widest
    assert {group.name for group in found["Whisper model"].groups} == {"small", world.WHISPER}


def test_confusions_and_their_matrix() -> None:
    rows = confusions(RUN.calls)
    assert rows and all(row.wanted != row.found for row in rows)
    assert [row.count for row in rows] == sorted((row.count for row in rows), reverse=True)
    wanted, found, counts = matrix(RUN.calls)
    assert {row.wanted for row in rows} <= set(wanted) and {row.found for row in rows} <= set(found)
    assert sum(counts[row.wanted, row.found] for row in rows) == sum(row.count for row in rows)
    clean = world.run(4, wrong=0.0).calls
    assert confusions(clean) == [] and matrix(clean)[0] == []


def test_latency_parts_are_sorted() -> None:
    parts = latency_parts(RUN.calls)
    assert set(parts) == {"silence", "hearing", "dialogue", "speech", "total"}
    assert all(values == sorted(values) and len(values) == 300 for values in parts.values())


@given(st.lists(st.integers(0, 3000).map(lambda one: one / 100), max_size=900))
def test_a_curve_rises_to_all_and_is_short(values: list[float]) -> None:
    seconds, shares = _curve(sorted(values))
    assert len(seconds) <= 400 and seconds == sorted(set(seconds)) and shares == sorted(shares)
    if values:
        assert (seconds[-1], shares[-1]) == (max(values), 1.0)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=50), st.floats(0.01, 1))
def test_quantile_is_a_value_that_the_share_does_not_exceed(values: list[float], share: float) -> None:
    found = quantile(sorted(values), share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 1e-6


def test_quantile_of_nothing_and_of_no_share() -> None:
    assert quantile([], 0.5) is None
    with pytest.raises(ValueError, match="share"):
        quantile([1.0], 0)


def test_rules_of_a_call_are_explained() -> None:
    used = rule_texts.used(RUN.calls[0])
    assert {"C-01", "T-03", "D-10", "B-01"} <= set(used)
    assert rule_texts.explained([*used, "X-99"]).keys() == set(used)
    assert "person" in rule_texts.explained(["H-01"])["H-01"]

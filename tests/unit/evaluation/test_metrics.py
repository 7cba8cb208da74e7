"""The figures, against small cases worked out by hand and properties that always hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.evaluation import metrics

NAMES = st.sampled_from(["a", "b", "c", "d"])
PAIRS = st.lists(st.tuples(NAMES, NAMES), max_size=40)
BOOLS = st.lists(st.tuples(st.booleans(), st.booleans()), max_size=40)


def test_figures_worked_out_by_hand() -> None:
    pairs = [("a", "a"), ("a", "b"), ("b", "b"), ("b", "b"), ("c", "a")]
    assert metrics.accuracy(pairs) == 0.6
    classes = metrics.by_class(pairs)
    assert classes["a"] == metrics.Scores(0.5, 0.5, 0.5, 2)
    assert classes["b"] == metrics.Scores(pytest.approx(2 / 3), 1.0, pytest.approx(0.8), 2)
    assert classes["c"] == metrics.Scores(0.0, 0.0, 0.0, 1)
    assert metrics.macro_f1(pairs) == pytest.approx((0.5 + 0.8 + 0.0) / 3)
    assert metrics.confusions([*pairs, ("c", "a")]) == [(("c", "a"), 2), (("a", "b"), 1)]


def test_precision_recall_and_false_rate_by_hand() -> None:
    pairs = [(True, True), (True, False), (False, True), (False, False), (False, False)]
    assert metrics.binary(pairs) == metrics.Scores(0.5, 0.5, 0.5, 2)
    assert metrics.false_rate(pairs) == pytest.approx(1 / 3)


def test_of_nothing_all_is_nothing() -> None:
    assert metrics.accuracy([]) == metrics.macro_f1([]) == metrics.false_rate([]) == 0.0
    assert metrics.binary([]) == metrics.Scores(0.0, 0.0, 0.0, 0)
    assert metrics.interval(0, 0) == (0.0, 1.0)
    assert metrics.percentile([], 95) == 0.0


def test_wilsons_interval_as_published() -> None:
    # Newcombe 1998, Statistics in Medicine 17:857, table I: 81 of 263 and 15 of 148
    assert metrics.interval(81, 263) == (pytest.approx(0.2553, abs=1e-4), pytest.approx(0.3662, abs=1e-4))
    assert metrics.interval(15, 148) == (pytest.approx(0.0624, abs=1e-4), pytest.approx(0.1605, abs=1e-4))


@given(st.integers(1, 500).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_the_interval_holds_the_share(counts: tuple[int, int]) -> None:
    right, total = counts
    low, high = metrics.interval(right, total)
    assert 0.0 <= low <= right / total + 1e-12
    assert right / total - 1e-12 <= high <= 1.0


@given(PAIRS)
def test_everything_is_a_share(pairs: list[metrics.Pair]) -> None:
    assert 0.0 <= metrics.accuracy(pairs) <= 1.0
    assert 0.0 <= metrics.macro_f1(pairs) <= 1.0
    for score in metrics.by_class(pairs).values():
        assert min(score.precision, score.recall) <= score.f1 + 1e-12
        assert score.f1 <= max(score.precision, score.recall) + 1e-12


@given(PAIRS)
def test_right_and_confused_are_all(pairs: list[metrics.Pair]) -> None:
    wrong = sum(times for _, times in metrics.confusions(pairs))
    assert round(metrics.accuracy(pairs) * len(pairs)) + wrong == len(pairs)
    assert sum(score.support for score in metrics.by_class(pairs).values()) == len(pairs)


@given(PAIRS)
def test_perfect_is_one(pairs: list[metrics.Pair]) -> None:
    same = [(true, true) for true, _ in pairs]
    expected = 1.0 if pairs else 0.0
    assert metrics.accuracy(same) == metrics.macro_f1(same) == expected
    assert metrics.confusions(same) == []


@given(PAIRS, st.randoms())
def test_order_does_not_matter(pairs: list[metrics.Pair], random: st.DataObject) -> None:
    mixed = pairs[:]
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert metrics.macro_f1(mixed) == pytest.approx(metrics.macro_f1(pairs))
    assert metrics.confusions(mixed) == metrics.confusions(pairs)


@given(BOOLS)
def test_binary_agrees_with_classes(pairs: list[tuple[bool, bool]]) -> None:
    named = [(str(true), str(found)) for true, found in pairs]
    expected = metrics.by_class(named).get("True")
    found = metrics.binary(pairs)
    if expected:
        assert found == expected
    assert 0.0 <= metrics.false_rate(pairs) <= 1.0


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0.1, 100))
def test_a_percentile_is_one_of_the_values_and_covers_its_share(values: list[float], percent: float) -> None:
    found = metrics.percentile(values, percent)
    assert found in values
    assert sum(value <= found for value in values) / len(values) >= percent / 100 - 1e-9
    assert metrics.percentile(values, 100) == max(values)


@pytest.mark.parametrize("percent", [0, -1, 101])
def test_no_such_percentile(percent: float) -> None:
    with pytest.raises(ValueError, match="percent"):
        metrics.percentile([1.0], percent)

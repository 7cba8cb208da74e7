"""Known answers (scipy 1.17: `binomtest`, `bootstrap` with 100,000 draws) and what must hold for any runs."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicebot.report import statistics
from voicebot.report.statistics import LEAST_CLUSTERS, holm, mcnemar, quantiles, rates, ratios, sign_flip

EACH = range(1000)
SCIPY_RATES = (0.02, 0.26)
SCIPY_WER = (-0.05, -0.005556)
SCIPY_MEDIAN = (-0.05, 0.08)


@pytest.mark.parametrize(
    ("worse", "better", "p"),
    [
        (10, 2, 0.03857421875),
        (0, 6, 0.03125),
        (15, 5, 0.04138946533203125),
        (25, 8, 0.004551384132355452),
        (121, 59, 4.4344492637551645e-06),
        (1, 1, 1.0),
        (0, 0, 1.0),
    ],
)
def test_mcnemar_is_the_exact_binomial_test(worse: int, better: int, p: float) -> None:
    assert mcnemar(worse, better) == pytest.approx(p, rel=1e-12)
    assert mcnemar(better, worse) == mcnemar(worse, better)


@given(st.lists(st.integers(-4, 4), max_size=8))
def test_sign_flip_counts_every_way_of_signs(sums: list[int]) -> None:
    ways = [sum(s * one for s, one in zip(signs, sums, strict=True))
            for signs in itertools.product((1, -1), repeat=len(sums))]  # fmt: skip
    expected = sum(abs(one) >= abs(sum(sums)) for one in ways) / len(ways)
    assert sign_flip(sums) == pytest.approx(expected, abs=1e-12)


def test_repeats_of_one_call_do_not_make_it_surer() -> None:
    apart = rates([(True, False)] * 8, EACH[:8])
    together = rates([(True, False)] * 8, ["one", "two"] * 4)
    assert apart.p == pytest.approx(2 / 2**8)
    assert together.p is None and together.clusters == 2


def test_rates_against_scipy() -> None:
    pairs = [(i % 3 != 0, i % 5 != 0) for i in range(100)]
    found = rates(pairs, EACH[:100])
    assert (found.before, found.after) == (0.66, 0.8)
    assert found.low == pytest.approx(SCIPY_RATES[0], abs=0.011)  # steps of a hundredth
    assert found.high == pytest.approx(SCIPY_RATES[1], abs=0.011)
    worse = sum(b and not a for b, a in pairs)
    assert found.p == pytest.approx(mcnemar(worse, sum(a and not b for b, a in pairs)))


def test_word_error_rates_against_scipy() -> None:
    before = [(i * 7 % 4, 6) for i in range(60)]
    after = [(max(0, i * 7 % 4 - (i % 3 == 0) + (i % 11 == 0)), 6) for i in range(60)]
    found = ratios(before, after, EACH[:60])
    assert found.low == pytest.approx(SCIPY_WER[0], abs=0.003)
    assert found.high == pytest.approx(SCIPY_WER[1], abs=0.003)
    assert found.p is not None and found.p < 0.05


def test_medians_against_scipy() -> None:
    before = [[0.5 + (i * 37 % 80) / 100] for i in range(80)]
    after = [[0.5 + (i * 37 % 80) / 100 + (i * 13 % 20 - 8) / 100] for i in range(80)]
    found = quantiles(before, after, EACH[:80], 0.5)
    assert found.low == pytest.approx(SCIPY_MEDIAN[0], abs=0.011)
    assert found.high == pytest.approx(SCIPY_MEDIAN[1], abs=0.011)


def test_quantile_is_the_nearest_rank() -> None:
    values = [[3.0, 1.0], [2.0], [10.0, 4.0]]
    for share, wanted in ((0.2, 1.0), (0.21, 2.0), (0.5, 3.0), (0.95, 10.0), (1.0, 10.0)):
        assert quantiles(values, values, "abc", share).before == wanted


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(1, 9), st.integers(0, 9), st.integers(0, 20)),
        min_size=1,
        max_size=40,
    )
)
def test_the_same_run_twice_is_no_news_and_seeds_repeat(calls: list[tuple[int, int, int, int]]) -> None:
    counts = [(errors, words) for errors, words, _, _ in calls]
    clusters = [cluster for *_, cluster in calls]
    times = [[0.1 * one for one in call[:3]] for call in calls]
    flags = [(call[0] > 4, call[0] > 4) for call in calls]
    for found in (
        ratios(counts, counts, clusters),
        quantiles(times, times, clusters, 0.95),
        rates(flags, clusters),
    ):
        assert found.change == 0
        assert found.p == (1.0 if found.clusters >= LEAST_CLUSTERS else None)
    changed = [(errors + cluster % 2, words) for errors, words, _, cluster in calls]
    assert ratios(counts, changed, clusters) == ratios(counts, changed, clusters)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=LEAST_CLUSTERS, max_size=40))
def test_exchanging_the_runs_turns_the_sign(pairs: list[tuple[bool, bool]]) -> None:
    there = rates(pairs, EACH[: len(pairs)])
    back = rates([(after, before) for before, after in pairs], EACH[: len(pairs)])
    assert there.change == pytest.approx(-back.change)
    assert there.p == back.p
    assert there.low == pytest.approx(-(back.high or 0))


def test_holm() -> None:  # R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") = 0.03 0.06 0.06 0.02
    found = holm({"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.005})
    assert found == {"a": pytest.approx(0.03), "b": pytest.approx(0.06), "c": pytest.approx(0.06),
                     "d": pytest.approx(0.02)}  # fmt: skip


def test_noise_is_seldom_news() -> None:
    """Two runs that differ by chance alone: about one in twenty is called news, not more."""
    import random

    chance = random.Random(7)
    runs = [[(chance.random() < 0.8, chance.random() < 0.8) for _ in range(60)] for _ in range(200)]
    news = sum((rates(run, EACH[:60]).p or 1) < statistics.CHANCE for run in runs)
    assert news <= 14  # 5 % of 200 and two standard deviations more; the exact test stays below


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: rates([], []),
        lambda: rates([(True, True)], []),
        lambda: ratios([(1, 2)], [], ["a"]),
        lambda: ratios([(0, 0)], [(0, 0)], ["a"]),
        lambda: quantiles([[]], [[]], ["a"], 0.5),
        lambda: quantiles([[1.0]], [[1.0]], ["a"], 0),
    ],
)
def test_nothing_to_compare_is_said(wrong) -> None:
    with pytest.raises(ValueError, match=r"compare|every|words"):
        wrong()

"""Nothing that the test hears was heard in training; every sentence has its own condition."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.evaluation.conditions import ConditionsError, load

SETS = load()


def test_train_test_and_stress_are_there() -> None:
    assert set(SETS) == {"train", "test", "stress"}
    assert {speaker.voice for speaker in SETS["train"].speakers + SETS["test"].speakers} == {"nl2"}
    assert {speaker.voice for speaker in SETS["stress"].speakers} == {"nl1", "nl3"}


@pytest.mark.parametrize(
    "kind", ["speed", "pitch", "tract", "line", "line settings", "noise", "level", "seed"]
)
def test_training_and_test_share_no_value(kind: str) -> None:
    train, test = ({value for of, value in SETS[name].values() if of == kind} for name in ("train", "test"))
    assert train
    assert test
    assert not train & test


@pytest.mark.parametrize("pair", list(combinations(SETS, 2)))
def test_no_two_sets_share_a_seed_or_a_line(pair: tuple[str, str]) -> None:
    one, other = (set(SETS[name].values()) for name in pair)
    assert not {value for value in one & other if value[0] in ("seed", "line", "line settings")}


@given(st.text(min_size=1), st.integers(0, 5))
def test_a_sentence_always_gets_the_same_condition_of_its_set(text: str, take: int) -> None:
    for chosen in SETS.values():
        condition = chosen.pick(text, take)
        assert condition == chosen.pick(text, take)
        assert condition.speaker in chosen.speakers
        assert chosen.lines[condition.name][1] == condition.line
        assert chosen.seed <= condition.seed < chosen.seed + 1000


def test_lines_come_in_their_shares() -> None:
    chosen = SETS["test"]
    counts = Counter(chosen.pick(f"zin {number}").name for number in range(5000))
    for name, (share, _) in chosen.lines.items():
        assert counts[name] / 50 == pytest.approx(share, abs=2.5)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("a: {seed: 1, speakers: [], lines: {x: {share: 90}}}", "a: the shares"),
        ("a: {seed: 1, speakers: [], lines: {x: {share: 100, noise: rain}}}", "unknown noise rain"),
        ("a: {seed: 1, speakers: [{voice: nl2}], lines: {}}", "a: "),
        ("a: {seed: 1, speakers: [], lines: {x: {shares: 100}}}", "a: 'share'"),
    ],
)
def test_a_wrong_table_is_named(tmp_path: Path, table: str, words: str) -> None:
    file = tmp_path / "conditions.yaml"
    file.write_text(table)
    with pytest.raises(ConditionsError, match=words):
        load(file)

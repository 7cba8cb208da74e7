"""The rules of annoyance, on their development sentences and at their edges."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rasa_project.components.frustration_rules import Rulebook, RuleError, load

DATA = Path(__file__).with_name("data")
ROUNDS = [
    yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(DATA.glob("frustration_[1-9].yaml"))
]
ANNOYED = [
    (rule, said) for sheet in ROUNDS for rule, sentences in sheet["annoyed"].items() for said in sentences
]
CALM = [said for sheet in ROUNDS for said in sheet["calm"]]


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load()


def test_the_development_sentences(book: Rulebook):
    """No sentence of the calm ones is taken for annoyed; of the annoyed ones nearly all are found."""
    assert len(ANNOYED) > 400 and len(CALM) > 250
    assert [said for said in CALM if book.judge(said).rules] == []
    found = [bool(book.judge(said).rules) for _, said in ANNOYED]
    assert sum(found) >= 0.98 * len(found)


def test_the_rule_that_should_say_so(book: Rulebook):
    named = [(rule, book.judge(said).rules) for rule, said in ANNOYED if rule != "any"]
    assert sum(rule in rules for rule, rules in named) >= 0.95 * len(named)


def test_what_a_verdict_holds(book: Rulebook):
    verdict = book.judge("Dit is al de derde keer dat ik bel, wat een kankerzooi!")
    assert verdict.as_dict() == {"rules": ["F-02", "F-05"], "words": 7, "weight": 5}
    assert book.judge("waar is mijn pakket").as_dict() == {"rules": [], "words": 0, "weight": 0}


@pytest.mark.parametrize(
    "said",
    [
        "dat is belachtelijk", "dat is belache lijk", "wat schandaalig", "een waardelooze service",
        "god ver domme", "jullie zijn op lichters", "ik ben het spuug zat", "teleur gesteld ben ik",
    ],
)  # fmt: skip
def test_misheard_words(book: Rulebook, said: str):
    assert book.judge(said).rules


@pytest.mark.parametrize(
    "said",
    [
        "mijn man heeft kanker", "de dokter vond het besmettelijk", "dat is acceptabel",
        "de kankerzorg is goed", "ik ben niet boos", "mijn vrouw is boos op mij",
        "de oprichter van het bedrijf", "een begrijpelijk antwoord",
    ],
)  # fmt: skip
def test_words_that_only_look_like_it(book: Rulebook, said: str):
    assert book.judge(said).rules == ()


def test_a_word_shows_one_rule(book: Rulebook):
    assert book.judge("wat een waardeloos ding").rules == ("F-14",)
    assert book.judge("wat een waardeloze service").rules == ("F-12",)


def test_ids_are_those_of_words(book: Rulebook):
    assert all("F-01" <= rule.id <= "F-29" and rule.what and rule.says for rule in book.rules)


VOCABULARY = sorted({word for _, said in ANNOYED for word in said.split()})


@given(st.text(max_size=3000) | st.lists(st.sampled_from(VOCABULARY), max_size=60).map(" ".join))
def test_any_text_is_judged(book: Rulebook, text: str):
    verdict = book.judge(text)
    assert bool(verdict.rules) == bool(verdict.words) == bool(verdict.weight)
    assert verdict.rules == tuple(sorted(set(verdict.rules)))
    assert verdict.words <= len(text)


@pytest.mark.parametrize("word", ["nou", "ik", "zo heel erg", "keer", "x" * 500, "belachelij", "al de hele"])
def test_no_text_takes_long(book: Rulebook, word: str):
    started = time.perf_counter()
    book.judge(f"{word} " * 2000)
    assert time.perf_counter() - started < 2


def write(folder: Path, text: str) -> Path:
    (folder / "rules.yaml").write_text(text, encoding="utf-8")
    return folder


GOOD = "rules: [{id: F-01, what: x, weight: 1, says: [a b]}]"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("rules: []", "holds no rules"),
        ("- x", "must hold"),
        ("phrases: []", "must hold"),
        (GOOD.replace("F-01", "F-30"), "F-01 to F-29"),
        (GOOD.replace("weight: 1", "weight: 9"), "weight"),
        (GOOD.replace("what", "why"), "rule F-01"),
        (GOOD.replace("a b", "(a b"), "rule F-01: '(a b'"),
        (GOOD.replace("[a b]", "[1]"), "rule F-01"),
        ("rules: [x]", "rule ?"),
        (GOOD[:-1] + ", " + GOOD[8:], "same id"),
    ],
)
def test_a_wrong_rule_is_refused_by_name(tmp_path: Path, text: str, told: str):
    with pytest.raises(RuleError, match=None) as refused:
        load(write(tmp_path, text))
    assert told in str(refused.value)


def test_no_files_no_rules(tmp_path: Path):
    with pytest.raises(RuleError):
        load(tmp_path)

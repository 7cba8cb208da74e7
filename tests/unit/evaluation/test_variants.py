"""Which sentences are spoken, and which transcripts become training data."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from voicebot.dialogue.wire import clean
from voicebot.evaluation.conditions import load
from voicebot.evaluation.ear import Heard
from voicebot.evaluation.variants import Wanted, choose, keep, spoken, word_errors, wrong_letters

TRAIN = load()["train"]
WORDS = st.text(alphabet="abcde ", min_size=1).filter(str.strip)


def wanted(intent: str, typed: str) -> Wanted:
    return Wanted(intent, typed, TRAIN.pick(typed), "")


def heard(text: str, rejected: str | None = None) -> Heard:
    return Heard(text, 0.5, rejected, 1)


@given(
    st.dictionaries(st.sampled_from(["affirm", "greet", "inform"]), st.lists(WORDS), min_size=1),
    st.integers(0, 9),
)
def test_every_intent_gets_its_number_of_sentences(sentences: dict[str, list[str]], per_intent: int) -> None:
    chosen = list(choose(sentences, TRAIN, per_intent))
    for intent, typed in sentences.items():
        own = [one for one in chosen if one.intent == intent]
        assert len(own) == (per_intent if typed else 0)
        assert {one.typed for one in own} <= set(typed)
        if len(set(typed)) >= per_intent:
            assert len({one.typed for one in own}) == per_intent


@given(st.lists(WORDS, min_size=5, unique=True), WORDS)
def test_a_new_sentence_changes_at_most_one_choice(typed: list[str], new: str) -> None:
    before = {one.typed for one in choose({"greet": typed}, TRAIN, 4)}
    after = {one.typed for one in choose({"greet": [new, *typed]}, TRAIN, 4)}
    assert len(before - after) <= 1


def test_few_sentences_are_spoken_twice_and_sound_different() -> None:
    chosen = list(choose({"greet": ["hallo", "dag"]}, TRAIN, 4))
    assert len({(one.typed, str(one.condition)) for one in chosen}) == 4


def test_whisper_expects_what_was_asked() -> None:
    hints = {
        one.intent: one.hint
        for one in choose({"affirm": ["ja"], "inform": ["drie"], "greet": ["dag"]}, TRAIN, 1)
    }
    assert "Ja" in hints["affirm"]
    assert "6 1 8 5 9" in hints["inform"]
    assert hints["greet"] == ""


def test_a_voice_reads_sentences() -> None:
    assert spoken("waar is het") == "Waar is het."
    assert spoken(" Waar is het? ") == "Waar is het?"


def test_error_rates_look_at_words_not_at_signs() -> None:
    assert wrong_letters("Ja, hoor!", "ja hoor") == word_errors("Ja, hoor!", "ja hoor") == 0.0
    assert wrong_letters("abcd", "abce") == 0.25
    assert word_errors("waar is het", "waar het") == 1 / 3


def test_only_what_teaches_something_is_kept() -> None:
    typed = {"a": ["waar is mijn pakket", "het pakket"], "b": ["ik ben weg"]}
    kept = keep(
        [
            (wanted("a", "waar is mijn pakket"), heard("Waar is me pakket?")),
            (wanted("a", "waar is mijn pakket"), heard("waar is me pakket")),  # double
            (wanted("a", "het pakket"), heard("Het pakket.")),  # as typed
            (wanted("a", "het pakket"), heard("Muziek en dans")),  # lost
            (wanted("a", "het pakket"), heard("Het", "unclear")),  # refused
            (wanted("a", "het pakket"), heard("ik ben weg")),  # known for another intent
            (wanted("b", "ik ben weg"), heard("Ik ben wig")),
            (wanted("a", "het pakket"), heard("ik ben wig")),  # the same for two
        ],
        typed,
    )
    assert kept.sentences == {"a": ["waar is me pakket"]}
    assert (kept.double, kept.same, kept.lost, kept.refused, kept.doubtful) == (1, 1, 1, 1, 3)


@given(st.lists(st.tuples(st.sampled_from(["a", "b"]), WORDS, WORDS, st.sampled_from([None, "unclear"]))))
def test_what_is_kept_is_new_clean_and_of_one_intent(rows: list[tuple[str, str, str, str | None]]) -> None:
    typed: dict[str, list[str]] = {}
    for intent, text, _, _ in rows:
        typed.setdefault(intent, []).append(text)
    kept = keep([(wanted(i, t), heard(h, r)) for i, t, h, r in rows], typed)
    texts = [text for of in kept.sentences.values() for text in of]
    assert len(texts) == len(set(texts))
    assert not set(texts) & {clean(text) for of in typed.values() for text in of}
    assert all(text == clean(text) for text in texts)
    away = kept.refused + kept.same + kept.lost + kept.double + kept.doubtful
    assert len(texts) + away == len(rows)

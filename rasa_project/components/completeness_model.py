"""Whether words are a whole sentence or only its beginning.

Callers pause in mid-sentence for longer than an answer should take, and Whisper puts a full stop after
anything. So a logistic regression over the last words learns from the training sentences where they end and
where they do not: each is an example of a whole one, each of its beginnings one of a part. On sentences left
out of the training (one of five folds, 4 words or more, each with one random beginning): area under the
curve 0.94; where one whole sentence in ten counts as a part, 16 of 100 parts count as whole. Without lengths
and endings 0.90, with weights for rare words 0.92. Runs without Rasa.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union

from components.text_model import prepared

TAIL = 4  # words: what hangs in the air shows in the last ones
END = " </s>"
LENGTHS = 14
LONGEST = 40  # words; beginnings of longer sentences teach nothing more


def tail(text: str) -> str:
    """The last words, with a sign for the end, so that 'mijn' at the end is another thing than before it."""
    return " ".join(prepared(text).split()[-TAIL:]) + END


def length(text: str) -> str:
    """A mark for each word up to LENGTHS: one word is hardly ever all, and what ten begin they end."""
    return " ".join(f"n{count}" for count in range(1, min(len(text.split()), LENGTHS) + 1))


def endings(text: str) -> str:
    """How the last two words end: '-en', '-t' and '-tje' tell verbs and nouns apart that were never seen."""
    last = prepared(text).split()[:-3:-1]
    return " ".join(f"{place}{word[-size:]}" for place, word in enumerate(last) for size in (1, 2, 3, 4))


def beginnings(sentences: Sequence[str]) -> Iterator[tuple[str, bool, float]]:
    """Examples: words, whether they are whole, and their weight. All beginnings of a sentence weigh what it
    does.

    A beginning that is a sentence of its own ('ik wil mijn polis opzeggen' of '… omdat ik verhuis') is no
    example of a part.
    """
    known = {" ".join(prepared(sentence).split()) for sentence in sentences}
    for sentence in sorted(known):
        words = sentence.split()[:LONGEST]
        yield sentence, True, 1.0
        parts = [" ".join(words[:count]) for count in range(1, len(words))]
        parts = [part for part in parts if part not in known]
        for part in parts:
            yield part, False, 1.0 / len(parts)


def _pipeline() -> Any:
    words = {"analyzer": "word", "token_pattern": r"(?u)\S+"}
    views: tuple[dict[str, Any], ...] = (
        {**words, "ngram_range": (1, 3), "preprocessor": tail},
        {"analyzer": "char", "ngram_range": (4, 9), "preprocessor": tail},
        {**words, "ngram_range": (1, 2), "preprocessor": prepared},
        {**words, "preprocessor": length, "n_features": 2**8},
        {**words, "preprocessor": endings, "n_features": 2**12},
    )
    # Hashed: a vocabulary of every beginning would take minutes to store and load.
    hashed = ({"n_features": 2**17, "alternate_sign": False, **view} for view in views)
    seen = make_union(*(HashingVectorizer(**view) for view in hashed))
    return make_pipeline(seen, LogisticRegression(C=10.0, max_iter=300, solver="liblinear", random_state=42))


class CompletenessModel:
    """Trained with `fit`."""

    def __init__(self) -> None:
        """An untrained model."""
        self.pipeline = _pipeline()

    def fit(self, sentences: Sequence[str]) -> CompletenessModel:
        """Train on whole sentences. Raises ValueError when none has a beginning."""
        texts, whole, weights = zip(*beginnings(sentences), strict=True)
        self.pipeline.fit(
            np.array(texts, dtype=object),
            np.array(whole),
            logisticregression__sample_weight=np.array(weights),
        )
        return self

    def whole(self, texts: Sequence[str]) -> Any:
        """The probability of each text that nothing is missing at its end."""
        return self.pipeline.predict_proba(list(texts))[:, 1]

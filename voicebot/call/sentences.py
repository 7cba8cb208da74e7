"""A text as the pieces in which it is synthesized, played and proven heard: its sentences."""

from __future__ import annotations

import re

# 'e.d.' and decimals do not end a sentence; '?' and '!' always do.
_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý0-9'‘“\"])")


def sentences(text: str) -> list[str]:
    """The sentences of a text, at least one."""
    return _END.split(" ".join(text.split()))


def split_heard(text: str, share: float) -> tuple[str, str]:
    """What was heard of a text when ``share`` (0..1) of its sound was played, and the rest.

    The word in which it broke off belongs to the rest. Speech is taken as even over the letters.
    """
    words = text.split()
    letters = sum(map(len, words))
    heard, done = 0, 0
    for word in words:
        done += len(word)
        if done > share * letters + 1e-9:
            break
        heard += 1
    return " ".join(words[:heard]), " ".join(words[heard:])

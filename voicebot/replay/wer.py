"""Word errors between what was said and what was heard."""

from __future__ import annotations

import re
import unicodedata

import jiwer
from text_to_num import alpha2digit


def words(text: str) -> str:
    """Text for comparing: lower case, no punctuation, no accents, numbers as one row of digits."""
    text = unicodedata.normalize("NFC", text).lower()
    text = " ".join(re.findall(r"\w+", text))
    text = str(alpha2digit(text, "nl", 0)) if text else ""
    text = re.sub(r"(?<=\d) (?=\d)", "", text)
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def word_errors(said: str, heard: str) -> tuple[int, int]:
    """Substitutions, deletions and insertions, and the number of words said, both after `words`."""
    reference, hypothesis = words(said), words(heard)
    if not reference:
        return len(hypothesis.split()), 0
    found = jiwer.process_words(reference, hypothesis)
    return found.substitutions + found.deletions + found.insertions, len(reference.split())


def error_rate(said: str, heard: str) -> float:
    """Word error rate: errors per word said; 1 when something was heard and nothing said."""
    errors, count = word_errors(said, heard)
    return errors / count if count else min(1.0, float(errors))

"""What Dutch words sound like: spellings that a listener confuses become one, since Whisper writes by ear.

Letter pairs of one sound ('ij' and 'ei', 'au' and 'ou', 'ch' and 'g'), voiced and voiceless pairs that a
telephone hardly parts ('v' and 'f', 'z' and 's', 'b' and 'p', 'd' and 't'; at the end of a word Dutch has no
voiced ones at all), doubled letters. Runs without Rasa.
"""

from __future__ import annotations

import re
import unicodedata

_ALIKE = tuple(
    (re.compile(written), sound)
    for written, sound in (
        ("sch", "sg"), ("ch", "g"), ("ck", "k"), ("c(?=[eiy])", "s"), ("c", "k"), ("qu?", "k"), ("x", "ks"),
        ("ph", "f"), ("th", "t"), ("ij|ei|y", "E"), ("au|ou", "O"), ("oe", "U"), ("ui", "Y"), ("eu", "Q"),
        ("ie", "i"), ("[vw]", "f"), ("z", "s"), ("d", "t"), ("b", "p"), ("g", "k"), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip


def sounds(text: str) -> str:
    """The text in classes of sounds, spaces kept; any text. Capitals stand for vowels of two letters."""
    decomposed = unicodedata.normalize("NFD", text.lower())
    heard = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    for written, sound in _ALIKE:
        heard = written.sub(sound, heard)
    return heard


def run_together(text: str) -> str:
    """The same without spaces: Whisper joins and parts words by ear ('best telling', 'op zeggen')."""
    return sounds(text).replace(" ", "")

"""One thing that may be told, and which words ask for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Entry:
    """One thing that may be told to anybody.

    file: where it stands. product: '' for what holds for all. topic: its name in the file. text: spoken as it
    is. source and version: for the ledger. keywords: words that ask for it, in lower case; '*' at the end
    stands for any ending. wish: the intent that it answers without identification, '' for none.
    """

    file: str
    product: str
    topic: str
    text: str
    source: str
    version: str
    keywords: tuple[str, ...] = ()
    wish: str = ""

    @property
    def with_source(self) -> str:
        """The text and where it stands."""
        return f"{self.text} Bron: {self.source}, versie {self.version}."

    def asked_in(self, words: str) -> bool:
        """Whether plain lower-case words ask for this."""
        return bool(self.keywords) and self._pattern.search(words) is not None

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        alternatives = "|".join(re.escape(word).replace(r"\*", r"\w*") for word in self.keywords)
        return re.compile(rf"\b(?:{alternatives})\b")

"""What the caller has said so far, as far as it is known."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A transcript of an utterance that may not be over. Fields as in `TranscriptReady`.

    whole: the answer that the open question wants is complete in it. sure: the dialogue would know what to do
    with it. complete: how likely nothing is missing at its end, 0 to 1. None: the dialogue did not
    say (yet), or cannot know. story: a person will hear of it.
    """

    text: str
    confidence: float = 1.0
    rejected: str | None = None
    model: str = ""
    whole: bool | None = None
    sure: bool | None = None
    complete: float | None = None
    story: bool = False

    @property
    def words(self) -> list[str]:
        """Lower-case words; an apostrophe stays inside a word."""
        return re.findall(r"[^\W_]+(?:['’][^\W_]+)*", self.text.lower())

"""When a caller wants to be called, out of what is said: 'morgenochtend', 'vanmiddag na drie', 'na vijf uur'.

Days are `find_day`'s, hours those of a working day: three is 15:00. What is vague ('volgende week', 'later')
gives None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from voicebot.dialogue.reading.calendar_words import MONTH, WEEKDAY
from voicebot.dialogue.reading.clock_words import DAY_LONG, Span, find_part, find_span, without_times
from voicebot.dialogue.reading.day import find_day
from voicebot.dialogue.reading.words import numbers_written, plain

ROUGHLY = 60
"""Minutes that 'over een uur' is wide, and that 'straks' is away."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A wish for a time. day: None when none was said. start, end: minutes after midnight."""

    day: date | None = None
    start: int = 0
    end: int = DAY_LONG

    @property
    def any_hour(self) -> bool:
        """Whether no hours were said."""
        return (self.start, self.end) == (0, DAY_LONG)

    @property
    def soon(self) -> bool:
        """As soon as possible."""
        return self.day is None and self.any_hour

    def __str__(self) -> str:
        """As it is kept: '2026-11-25 480-720', '- 900-1440'."""
        return f"{self.day or '-'} {self.start}-{self.end}"

    @classmethod
    def parse(cls, kept: str) -> Moment:
        """What `str` made. Raises ValueError."""
        day, hours = kept.split(" ")
        start, end = hours.split("-")
        return cls(None if day == "-" else date.fromisoformat(day), int(start), int(end))

    def amended(self, later: Moment) -> Moment:
        """What holds after a correction: what it leaves out stays ('morgen na drie', 'nee na vier')."""
        if self.soon or later.soon:
            return later
        if later.day is None:
            return replace(later, day=self.day)
        return replace(self, day=later.day) if later.any_hour else later


SOON = Moment()


def find_moment(text: str, now: datetime, *, opening: bool = False) -> Moment | None:
    """The wish in what was said at ``now`` (local time), or None.

    ``opening``: it is the sentence that asks for the call, in which 'nu' is no wish ('ik heb nu geen tijd').
    """
    words = _written(text)
    if waits := _minutes_ahead(words):
        return _ahead(now, waits)
    rest = without_times(words)
    day = find_day(rest, now.date())
    if day is None and _SOME_DAY.search(rest):
        return None
    hours = _together(find_part(words), find_span(words))
    if hours:
        return Moment(day, *hours)
    if _LATER_TODAY.search(words):
        return _ahead(now, ROUGHLY, until=DAY_LONG)
    if day:
        return Moment(day)
    soon = _PLAINLY_SOON if opening else _SOON
    return SOON if soon.search(_NOT_NOW.sub(" ", words)) else None


def _written(text: str) -> str:
    """Plain text with numbers in digits and words of the day as `find_day` knows them."""
    words = plain(text)
    for pattern, known in _SPELLINGS:
        words = pattern.sub(known, words)
    # 'om een uur of drie' is about three
    return re.sub(r"\b(?:1|een) uur of (?=[0-9])", "", numbers_written(words), flags=re.ASCII)


def _together(part: Span | None, span: Span | None) -> Span | None:
    """Hours within a part of the day; hours that are not in it count alone."""
    if part is None or span is None:
        return span or part
    start, end = max(part[0], span[0]), min(part[1], span[1])
    return (start, end) if start < end else span


def _ahead(now: datetime, minutes: int, until: int | None = None) -> Moment | None:
    """So many minutes from now, roughly, or from then ``until``; None when that is past midnight."""
    start = now + timedelta(minutes=minutes)
    begins = start.hour * 60 + start.minute
    if start.date() != now.date():
        return None
    return Moment(now.date(), begins, until or min(begins + ROUGHLY, DAY_LONG))


def _minutes_ahead(words: str) -> int | None:
    """'over 2 uur', 'over een half uurtje', 'over anderhalf uur': in minutes."""
    found = _AHEAD.search(words)
    if not found:
        return None
    if found["half"]:
        return 30 if found["half"] == "half" else 90
    count = 1 if found["count"] == "een" else int(found["count"])
    return count * {"u": 60, "k": 15, "m": 1}[found["unit"][0]] + (30 if found["more"] else 0)


_SPELLINGS = [
    (re.compile(pattern), known)
    for pattern, known in (
        (r"\b(?:vanochtend|vanmorgen|deze ochtend)\b", "vandaag ochtend"),
        (r"\bdeze middag\b", "vanmiddag"),
        (r"\bmorgen ?vroeg\b", "morgen ochtend"),
        (r"\bnamiddag(s?)\b", r"middag\1"),
        (r"\bvoormiddag(s?)\b", r"ochtend\1"),
        (r"\b(?:enen|éénen)\b", "1"),
        (r"\btwee[ëe]n\b", "2"),
        (r"\bdrie[ëe]n\b", "3"),
        (r"\bvieren\b", "4"),
        (r"\bvijven\b", "5"),
        (r"\bzessen\b", "6"),
        (r"\bzevenen\b", "7"),
        (r"\bachten\b", "8"),
        (r"\bnegenen\b", "9"),
        (r"\btienen\b", "10"),
        (r"\belven\b", "11"),
        (r"\btwaalven\b", "12"),
    )
]
_AHEAD = re.compile(
    r"\bover (?:ongeveer |zo n )?(?:(?:een |1 )?(?P<half>half|anderhalf) (?:uur|uurtje)\b"
    r"|(?P<count>[0-9]{1,3}|een) (?P<unit>uur|uurtjes?|kwartier(?:tje)?|minuten|minuut|minuutjes)\b"
    r"(?P<more> en (?:een |1 )?half\w*)?)",
    re.ASCII,
)
_LATER_TODAY = re.compile(r"\bstraks\b|\blater (?:vandaag|op de dag)\b|\bvandaag (?:nog )?later\b")
_PLAINLY_SOON = re.compile(
    r"\bzo ?(?:snel|spoedig|gauw|vlug) ?(?:als )?mogelijk\b|\bzsm\b"
    r"|\beerst(?:e|volgende) (?:gelegenheid|moment|mogelijkheid)\b"
)
_SOON = re.compile(
    rf"{_PLAINLY_SOON.pattern}|\b(?:nu|meteen|direct|onmiddellijk|dadelijk|altijd)\b"
    r"|\bmaakt (?:\w+ ){0,2}niet (?:\w+ )?uit\b|\bgeen voorkeur\b|\bwanneer (?:u|het u|jullie) \w+"
    r"|\bzodra (?:er iemand|iemand|het|u|jullie) \w+"
)
_NOT_NOW = re.compile(
    r"\b(?:nu|meteen|direct)(?: \w+)? (?:niet|geen)\b|\b(?:niet|geen)(?: \w+)? (?:nu|meteen|direct)\b"
)
# A day was named, whether it can be read or not.
_SOME_DAY = re.compile(
    rf"\b(?:{WEEKDAY}|vandaag|vanmiddag|vanavond|overmorgen|week\w*|maand|dagen|{MONTH})\b"
    r"|(?<!goede )(?<!goeie )(?<!s )\bmorgen\b"
)

"""Hours and parts of the day in plain Dutch text with its numbers in digits; in minutes after midnight."""

from __future__ import annotations

import re
from itertools import pairwise

from voicebot.dialogue.reading.calendar_words import MONTH, WEEKDAY
from voicebot.dialogue.reading.words import CORRECTION

Span = tuple[int, int]

NOON, EVENING, NIGHT, DAY_LONG = 12 * 60, 18 * 60, 22 * 60, 24 * 60
EARLIEST = 8 * 60
"""An hour before this one is one of the afternoon, unless the morning is named: 'om drie uur' is 15:00."""
AT = 60
"""Minutes that 'om drie uur' is wide."""


def find_part(words: str) -> Span | None:
    """The part of the day that was named; of several the last, where it takes the first back, else all."""
    words = _NOT_THIS.sub(" ", words)
    words = re.sub(rf"\b({WEEKDAY}) ?morgen\b", r"\1 ochtend", words)
    found: list[tuple[int, int, Span]] = []
    position = 0
    while hits := [(hit, span) for form, span in _PARTS if (hit := form.search(words, position))]:
        first, span = min(hits, key=lambda hit: (hit[0].start(), -hit[0].end()))
        found.append((first.start(), first.end(), span))
        position = first.end()
    spans = [span for *_, span in found]
    for index, (one, other) in enumerate(pairwise(found)):
        if _takes_back(words[one[1] : other[0]]):
            spans = [span for *_, span in found[index + 1 :]]
    return (min(start for start, _ in spans), max(end for _, end in spans)) if spans else None


def find_span(words: str) -> Span | None:
    """The hours that were told: between two, after one, before one, or at one."""
    text, part = _times(words), find_part(words)
    told: list[tuple[str, Span]] = []
    last = 0
    for match in _SPAN.finditer(text):
        if told and _takes_back(text[last : match.start()]):
            told = []
        last = match.end()
        span = _read(match, part)
        if span is None:
            return None
        told.append(span)
    if not told:
        return None
    at = [span for kind, span in told if kind == "at"]
    if at:
        return min(start for start, _ in at), max(end for _, end in at)
    start, end = max(span[0] for _, span in told), min(span[1] for _, span in told)
    return (start, end) if start < end else None


def without_times(words: str) -> str:
    """The words without hours, so that no hour is taken for a day."""
    return " ".join(_SPAN.sub(" ", _times(words)).split())


def _takes_back(between: str) -> bool:
    return bool(CORRECTION.search(between) or _INSTEAD.search(between))


def _read(match: re.Match[str], part: Span | None) -> tuple[str, Span] | None:
    """One hit of `_SPAN`; None for what makes no sense."""
    if match["start"]:
        start, until = _of_day(match["start"], part), _of_day(match["until"], part)
        return ("between", (start, until)) if start < until else None
    if match["after"]:
        after = _of_day(match["after"], part)
        return ("after", (after, DAY_LONG)) if after < DAY_LONG else None
    if match["before"]:
        before = _of_day(match["before"], part)
        return ("before", (0, before)) if before else None
    at = _of_day(match["at"], part)
    return ("at", (at, min(at + AT, DAY_LONG))) if at < DAY_LONG else None


def _of_day(token: str, part: Span | None) -> int:
    """'T0330' as minutes of the day: 15:30, in the morning 3:30."""
    minutes = int(token[1:3]) * 60 + int(token[3:])
    if minutes >= NOON or (part and part[1] <= NOON):
        return minutes
    evening = part is not None and part[0] >= EVENING and minutes >= EVENING - NOON
    return minutes + NOON if evening or minutes < EARLIEST else minutes


def _times(words: str) -> str:
    """The text with every hour as 'T1530'; 'half 4' is half past three."""
    for pattern, plus in _CLOCKS:

        def token(match: re.Match[str], plus: int = plus) -> str:
            groups = match.groupdict()
            minutes = int(match["hour"]) * 60 + int(groups.get("minute") or 0) + plus
            lead = groups.get("lead") or ""
            return f"{lead}T{minutes // 60:02}{minutes % 60:02}" if 0 <= minutes <= DAY_LONG else match[0]

        words = pattern.sub(token, words)
    return words


_INSTEAD = re.compile(r"\b(?:liever|toch|maar|beter|doe)\b")
_NOT_THIS = re.compile(
    r"\b(?:niet|geen)(?: (?:in|op|de|s|het|zo|te|graag))* \w*(?:ochtend|middag|avond|morgens)\w*"
    r"|\bgoe(?:de|ie)n? ?(?:middag|avond|morgen)\b"
)
_PARTS = [
    (re.compile(rf"\b(?:{form})\b"), span)
    for form, span in (
        (r"tussen de middag|rond de lunch|lunchtijd|in de lunchpauze", (NOON, 14 * 60)),
        (r"(?:begin|vroeg) (?:van|in) de ochtend", (6 * 60, 10 * 60)),
        (r"(?:eind|einde|laat) (?:van|in) de ochtend", (10 * 60, NOON)),
        (r"(?:begin|vroeg) (?:van|in) de middag", (NOON, 15 * 60)),
        (r"(?:eind|einde|laat) (?:van|in) de middag", (15 * 60, EVENING)),
        (r"(?:begin|vroeg) (?:van|op) de dag", (EARLIEST, 10 * 60)),
        (r"(?:eind|einde|laat) (?:van|op) de dag", (15 * 60, EVENING)),
        (r"\w*ochtend\w*|s morgens", (6 * 60, NOON)),
        (r"\w*middag\w*", (NOON, EVENING)),
        (r"\w*avond\w*", (EVENING, NIGHT)),
    )
]
_HOUR = r"(?P<hour>[01]?[0-9]|2[0-4])"
_LEAD = r"(?P<lead>\b(?:na|vanaf|voor|tot|tussen|om|rond|tegen|omstreeks|van|uiterlijk) )"
_UUR = r"(?: ?(?:uur|u)\b)"
_NO_DAY = rf"(?! ?(?:dag|dagen|week|weken|maand\w*|minu\w+|kwartier\w*|uurtje\w*|jaar|{MONTH})\b)(?! ?[0-9])"
_CLOCKS = [
    (re.compile(pattern, re.ASCII), plus)
    for pattern, plus in (
        (rf"\b(?:[0-9]{{1,2}} (?:voor|over) )?half {_HOUR}\b{_UUR}?", -30),
        (rf"\bkwart over {_HOUR}\b{_UUR}?", 15),
        (rf"\bkwart voor {_HOUR}\b{_UUR}?", -15),
        (rf"\b(?:5|10|20) over {_HOUR}\b{_UUR}?", 0),
        (rf"(?<!over )\b{_HOUR} uur (?P<minute>[0-5][0-9])\b", 0),
        (rf"(?<!over )\b{_HOUR} (?P<minute>[0-5][0-9]){_UUR}", 0),
        (rf"{_LEAD}{_HOUR} (?P<minute>[0-5][0-9])\b{_NO_DAY}", 0),
        (rf"(?<!over )\b{_HOUR}{_UUR}(?! lang\b)", 0),
        (rf"{_LEAD}{_HOUR}\b{_NO_DAY}", 0),
        (rf"(?P<lead>T[0-9]{{4}} (?:en|tot|of) ){_HOUR}\b{_NO_DAY}", 0),
    )
]
_T = r"T[0-9]{4}"
_SPAN = re.compile(
    rf"\b(?:(?:tussen|van|vanaf) )?(?P<start>{_T}) (?:en|tot|tot en met) (?P<until>{_T})"
    rf"|\b(?:niet voor|niet eerder dan|pas na|pas om|na|vanaf) (?P<after>{_T})"
    rf"|\b(?:niet na|niet later dan|uiterlijk om|uiterlijk|voor|tot) (?P<before>{_T})"
    rf"|\b(?:(?:om|rond|tegen|omstreeks|tussen|van) )?(?P<at>{_T})",
    re.ASCII,
)

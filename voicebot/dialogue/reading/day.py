"""Days to come, out of what callers say: 'morgen', 'volgende week dinsdag', 'drie december', 'over 2 dagen'.

Each form is one pattern in `_FORMS`; what stands between the days decides which one counts ('niet zaterdag
maar zondag'). What is vague ('volgende week', 'na zaterdag', 'zaterdag of zondag') gives None.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from voicebot.dialogue.reading.calendar_words import MONTH, MONTHS, WEEKDAY, WEEKDAYS
from voicebot.dialogue.reading.words import CORRECTION, numbers_written, plain

FURTHEST = 366
"""No day further ahead than this many days counts."""

UNSAID_YEAR = 183
"""A date without a year further ahead than this is taken for one that is past."""

_Match = re.Match[str]


def find_day(text: str, today: date) -> date | None:
    """The day that was said, ``today`` or later, or None for what is vague, refused or past.

    A bare weekday is the first one after today; 'volgende week dinsdag' is Tuesday of the week (Monday to
    Sunday) after this one; 'volgende dinsdag' counts only where both readings agree. Of several days the last
    counts when the words between take the first back ('nee', 'liever', 'maar').
    """
    said = _days(_written(text), today)
    kept = [
        day
        for index, day in enumerate(said)
        # 'niet maandag of dinsdag', 'tussen maandag en woensdag': both
        if not (day.refused or (index and said[index - 1].refused and said[index - 1].after in _BOTH))
    ]
    if not kept or CORRECTION.search(said[-1].after) or kept[-1].value is None:
        return None
    for first, last in pairwise(kept):
        if first.value != last.value and _undecided(first, last):
            return None
    return kept[-1].value


@dataclass(frozen=True, slots=True)
class _Day:
    """One form that was found, and the words around it up to the next form."""

    value: date | None
    before: str
    after: str

    @property
    def refused(self) -> bool:
        """Whether the words around say that it is not this day, or not exactly this day."""
        if re.search(r"^wel\b", self.after):
            return False
        return bool(_NOT_THIS.search(self.before) or _CANNOT.search(_UNMINDED.sub("", self.after)))


_BOTH = frozenset({"en", "of", "tot", "tot en met", "t m"})
_NOT_THIS = re.compile(
    r"\b(?:niet|geen|behalve|in plaats van|ipv|sinds|vanaf|van af|na|voor|tot|t m|tot en met|uiterlijk"
    r"|tussen|rond|van|elke|iedere|alle|goede|goeie|de hele|liever [^|]*\| dan)(?: (?:op|de|aanstaande))?$"
)
_CANNOT = re.compile(
    r"\b(?:niet|geen|nooit|onmogelijk|andere (?:dag|datum|keer)|ander (?:moment|tijdstip))\b"
)
_UNMINDED = re.compile(r"\bmaakt (?:\w+ )?niet (?:\w+ )?uit\b|\bniet (?:te|zo) (?:laat|vroeg)\b")
_INSTEAD = re.compile(r"\b(?:nee|neen|sorry|pardon|bedoel|wacht|liever|toch|maar|naar|beter|doe)\b")
_VAGUE = re.compile(
    r"\b(?:kerst\w*|pasen|paas\w+|pinkster\w*|hemelvaart\w*|koningsdag|vakantie|sinterklaas\w*|pakjesavond"
    r"|oud en nieuw|oudjaar\w*|oudejaars\w*|nieuwjaar\w*|nieuwjaars\w*|driekoningen|carnaval|feestdag\w*)\b"
)


def _undecided(first: _Day, last: _Day) -> bool:
    """Whether two different days stand side by side without one taking the other back."""
    between = first.after
    if CORRECTION.search(between):
        return False
    if re.search(r"\b(?:of|anders|als dat)\b", between):
        return True
    return not _INSTEAD.search(between) and len(between.split()) < 3


def _written(text: str) -> str:
    """Plain text with numbers in digits and ordinals as '5e'."""
    text = re.sub(r"\b([0-9]{1,2})(?:de|ste)\b", r"\1e", plain(text), flags=re.ASCII)
    text = re.sub(r"\b([0-9]{1,2})e\b", r"\1 e", text, flags=re.ASCII)  # out of text2num's way
    return re.sub(r"\b([0-9]{1,2}) e\b", r"\1e", numbers_written(text), flags=re.ASCII)


def _days(text: str, today: date) -> list[_Day]:
    """Every form in the text, in order, the longest form first where several fit."""
    if _VAGUE.search(text):
        return []
    matches: list[tuple[_Match, Callable[[_Match, date], date | None]]] = []
    position = 0
    while position < len(text):
        hits = [(found, form) for pattern, form in _FORMS if (found := pattern.search(text, position))]
        if not hits:
            break
        best = min(hits, key=lambda hit: (hit[0].start(), -hit[0].end()))
        matches.append(best)
        position = best[0].end()
    found_days = []
    for index, (match, form) in enumerate(matches):
        earlier = " ".join(text[: match.start()].split())
        if index:
            previous = matches[index - 1][0]
            earlier = f"{text[: previous.start()]}| {text[previous.end() : match.start()].strip()}"
        end = matches[index + 1][0].start() if index + 1 < len(matches) else len(text)
        value = form(match, today)
        if value and not today <= value <= today + timedelta(days=FURTHEST):
            value = None
        found_days.append(_Day(value, earlier.strip(), text[match.end() : end].strip()))
    return found_days


def _weekday(match: _Match) -> int:
    return WEEKDAYS[match["weekday"]]


def _coming(weekday: int, today: date) -> date:
    """The first such weekday after today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _in_week(weekday: int, today: date, weeks: int) -> date:
    """That weekday in the week, Monday to Sunday, ``weeks`` after this one."""
    return today + timedelta(days=7 * weeks - today.weekday() + weekday)


def _bare(match: _Match, today: date) -> date | None:
    return _coming(_weekday(match), today)


def _next_week(match: _Match, today: date) -> date | None:
    return _in_week(_weekday(match), today, 1)


def _this_week(match: _Match, today: date) -> date | None:
    return _in_week(_weekday(match), today, 0)


def _next(match: _Match, today: date) -> date | None:
    """'volgende dinsdag': the coming one for some, next week's for others."""
    coming = _coming(_weekday(match), today)
    return coming if coming == _in_week(_weekday(match), today, 1) else None


def _days_on(match: _Match, today: date) -> date | None:
    base = {"morgen": 1, "overmorgen": 2}.get(match["base"] or "", 0)
    days = int(match["count"]) * (7 if match["unit"].startswith("we") else 1)
    return today + timedelta(days=base + days)


def _weeks_on(match: _Match, today: date) -> date | None:
    """'dinsdag over een week': a week after the coming Tuesday, or Tuesday of next week; only if the same.

    Days count where they are weeks ('over veertien dagen').
    """
    weeks, rest = int(match["count"]), 0
    if match["unit"].startswith("dag"):
        weeks, rest = divmod(weeks, 7)
    if rest:
        return None
    day = _in_week(_weekday(match), today, weeks)
    return day if day == _coming(_weekday(match), today) + timedelta(days=7 * weeks) else None


def _near(match: _Match, today: date) -> date | None:
    name = match["near"]
    return today + timedelta(days=2 if name.startswith("over") else 1 if name.startswith("morgen") else 0)


def _unsure(match: _Match, today: date) -> date | None:
    """Past or vague: it stands for a day, but for none that counts."""
    return None


def _dated(match: _Match, today: date) -> date | None:
    """'(zaterdag) 5 december (2026)' or '5 12'; the weekday, where it was said, has to be right."""
    words = match.groupdict()
    month = MONTHS[words["month"]] if words.get("month") else int(words["number"])
    year = words.get("year")
    years = [int(year) if len(year) == 4 else 2000 + int(year)] if year else [today.year, today.year + 1]
    for number in years:
        try:
            day = date(number, month, int(words["day"]))
        except ValueError:
            continue
        if day >= today:
            near = year or day <= today + timedelta(days=UNSAID_YEAR)
            return day if near and _agrees(words, day) else None
    return None


def _of_month(match: _Match, today: date) -> date | None:
    """'zaterdag de vijfde', 'op de vijfde': the first fifth from today on."""
    words = match.groupdict()
    number = int(words.get("day") or words.get("bare") or 0)
    for ahead in range(62):
        day = today + timedelta(days=ahead)
        if day.day == number:
            return day if _agrees(words, day) else None
    return None


def _agrees(words: dict[str, str | None], day: date) -> bool:
    weekday = words.get("weekday")
    return not weekday or WEEKDAYS[weekday] == day.weekday()


def _form(
    pattern: str, reading: Callable[[_Match, date], date | None]
) -> tuple[re.Pattern[str], Callable[[_Match, date], date | None]]:
    return re.compile(pattern, re.ASCII), reading


_PART = r"(?: ?(?:ochtend|morgen|middag|avond|nacht))?"
_WEEKDAY = rf"\b(?P<weekday>{WEEKDAY}){_PART}\b"
_COMING = r"\b(?:aanstaande|komende|aankomende|eerstkomende|eerstvolgende|deze)"
_COUNT = r"(?P<count>[0-9]{1,2})"
_SPAN = rf"\bover {_COUNT} (?P<unit>dag(?:en)?|we?ek(?:en)?|weken)\b(?! of\b| [0-9])"
_AMOUNT = r"(?:(?:[0-9]+|paar|aantal|enkele|wat|half|halve|anderhalf|anderhalve|zo n|ongeveer) )+"
_LONG = r"(?:dag(?:en)?|we?ek(?:en)?|weken|maand(?:en)?|kwarta\w+|jaar|jaren)"
_LATER = r"(?:daarna|erna|daarop|erop|daaropvolgend|daarvoor|ervoor|later)"
_DAY = r"\b(?P<day>[0-3]?[0-9])e?"
_NTH = r"(?P<day>[0-3]?[0-9])e"
_YEAR = r"(?: (?P<year>20[0-9]{2}))?(?! ?[0-9])"
_JOIN = r"(?: (?:op|de|graag|dan|maar|liefst|het liefst|bijvoorbeeld|pas|van|in de))*"
_END = r"(?=$| (?:graag|alstublieft|alsjeblieft|of|als|hoor|kan|mag|dan|wil|nee|dat|is|maar)\b)"
_FORMS = [
    _form(r"(?<!\w)(?:\b(?:afgelopen|vorige week|vorige|voorbije|laatste)(?: op)? )" + _WEEKDAY, _unsure),
    _form(_WEEKDAY + r" (?:jl|jongstleden|vorige week)\b", _unsure),
    _form(rf"(?:{_WEEKDAY}(?: (?:is|op|de|dat|dus))* )?{_DAY}(?: van)? (?P<month>{MONTH})\b{_YEAR}", _dated),
    _form(rf"^(?:\D* )?(?<!over )(?<!om )(?<!tussen )(?<!rond )(?<!nummer ){_DAY}"
          r"(?: (?:de|van|streepje|punt))* (?P<number>[01]?[0-9])e?\b(?: (?P<year>20[0-9]{2}|2[0-9]))?"
          rf"(?=\D*$){_END}", _dated),
    _form(rf"{_WEEKDAY}(?: (?:op|is|dat|dus))* (?:de {_NTH}\b|(?P<bare>[0-3]?[0-9])e?{_END})", _of_month),
    _form(rf"\bop de {_NTH}{_END}", _of_month),
    _form(rf"(?:\b(?P<base>vandaag|morgen|overmorgen) )?{_SPAN}", _days_on),
    _form(rf"{_WEEKDAY} {_SPAN}", _weeks_on),
    _form(rf"{_SPAN}(?: op)? {_WEEKDAY}", _weeks_on),
    _form(rf"\bvolgende week{_JOIN} {_WEEKDAY}", _next_week),
    _form(rf"{_WEEKDAY}{_JOIN} volgende week\b", _next_week),
    _form(rf"\bdeze week{_JOIN}(?: nog)? {_WEEKDAY}", _this_week),
    _form(rf"{_WEEKDAY}{_JOIN} deze week\b", _this_week),
    _form(rf"{_WEEKDAY} over [0-9]+\b", _unsure),
    _form(rf"(?:{_WEEKDAY} )?\bover {_AMOUNT}{_LONG}\b(?:(?: op)?(?: (?:1|de))? {WEEKDAY}\b)?", _unsure),
    _form(rf"{_WEEKDAY} (?:{_AMOUNT}{_LONG} )?{_LATER}\b", _unsure),
    _form(rf"{_WEEKDAY}(?: (?:ergens|pas))? (?:in|eind|begin|half|medio|van)(?: de)? (?:{MONTH}|maand)\b",
          _unsure),
    _form(rf"\b(?:in|eind|begin|half|medio) {MONTH}(?: op)?(?: (?:1|de))? {WEEKDAY}\b", _unsure),
    _form(rf"\b[2-5]e {_WEEKDAY}", _unsure),
    _form(r"\b(?:volgend|komend) jaar\b|\bkomende maand\b", _unsure),
    _form(r"\bvolgende (?:week|maand)\b|\b(?:dit|het|komend|volgend) weekend\b", _unsure),
    _form(rf"\bvolgende {_WEEKDAY}", _next),
    _form(rf"{_COMING} {_WEEKDAY}", _bare),
    _form(rf"{_WEEKDAY}(?: (?:aanstaande|as|a s))?", _bare),
    _form(rf"(?<!de )(?<!goede )(?<!goeie )(?<!elke )\b(?P<near>(?:over)?morgen){_PART}\b", _near),
    _form(r"\b(?P<near>vandaag|vanmiddag|vanavond)\b", _near),
]  # fmt: skip

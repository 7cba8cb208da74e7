"""Birth dates out of what Whisper writes when a Dutch caller says them.

'12 april 1975', 'twaalf vier vijfenzeventig', 'de twaalfde van de vierde vijfenzeventig', digit by digit or
keyed as '19750412'. Day comes before month. Digits that can be cut into two different dates ('1 1 1 7 5')
give None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from voicebot.dialogue.reading.calendar_words import MONTHS
from voicebot.dialogue.reading.words import CORRECTION, numbers_written, plain

MAX_AGE = 110
ADULT = 18

_MONTHS = MONTHS | {"jullie": 7, "mij": 5}  # too common as words to count anywhere but between day and year
_FILLER = frozenset(
    {
        "de", "het", "van", "der", "op", "in", "uit", "en", "dan", "uh", "eh", "uhm", "ehm", "hm", "dag",
        "maand", "jaar", "streepje", "streep", "schuine", "slash", "punt", "min", "te", "s",
    }
)  # fmt: skip
_Row = list[str]


def find_birth_date(text: str, keyed: bool = False, *, today: date) -> date | None:
    """The birth date that was said, before ``today`` and at most 110 years ago, or None.

    ``keyed``: it came from the keypad as YYYYMMDD (so that it never begins with the 0 that brings a person),
    or as DDMMYYYY where that is a date; nothing else counts. Of several the last whole date counts; a
    correction that is no whole date ('nee, 13 april') leaves nothing sure. A year of two digits is the one in
    the past; of two such years the one that makes an adult, as only adults hold a policy.
    """
    if keyed:
        digits = re.sub(r"\s", "", text)
        if not re.fullmatch(r"[0-9]{8}", digits, re.ASCII):
            return None
        return _date(int(digits[6:]), int(digits[4:6]), digits[:4], today) or _date(
            int(digits[:2]), int(digits[2:4]), digits[4:], today
        )
    found: date | None = None
    taken_back = False
    for before, row in _rows(numbers_written(plain(text))):
        taken_back = taken_back or CORRECTION.search(before) is not None
        if re.search(r"\b(?:niet|geen)(?: de| op| op de)?$", before):
            continue
        reading = _reading(row, before, today)
        if reading or taken_back:
            found = reading
        if reading:
            taken_back = False
    return found


def _rows(text: str) -> Iterator[tuple[str, _Row]]:
    """Rows of day, month and year tokens ('12', 'm4', '1975'), each with the words since the last row."""
    text = re.sub(r"\b([0-9]{1,2}) ?(?:e|de|ste)\b", r"\1", text, flags=re.ASCII)
    before: list[str] = []
    row: _Row = []
    for word in [*text.split(), ""]:
        if re.fullmatch(r"00[0-9]*|0[0-9]{1,2}", word, re.ASCII):
            row += word  # text2num glues a nul to what follows it
        elif re.fullmatch(r"[0-9]+", word, re.ASCII):
            row.append(word)
        elif row and word in _MONTHS:
            row.append(f"m{_MONTHS[word]}")
        elif row and word not in _FILLER:
            yield " ".join(before), row
            before, row = [word], []
        elif not row:
            before.append(word)


def _reading(row: _Row, before: str, today: date) -> date | None:
    """The one date that the whole row can be, or None."""
    if len(row) > 1:  # an order or policy number beside the date
        row = row[1:] if re.fullmatch(r"[0-9]{5,7}", row[0]) else row
        row = row[:-1] if re.fullmatch(r"[0-9]{5,7}", row[-1]) else row
    named = any(token[0] == "m" for token in row)
    if not named and re.search(r"nummer(?: \w+){0,2}$", before):
        return None
    if found := _only(_dates(row, today)):
        return found
    half = len(row) // 2
    if len(set(row)) > 1 and row[:half] == row[half:]:  # said twice
        return _only(_dates(row[half:], today))
    if named:
        pairs = [(row[:cut], row[cut:]) for cut in range(3, len(row) - 2)]
        return _only({day for first, last in pairs for day in _dates(last, today) if _dates(first, today)})
    return None


def _only(dates: set[date]) -> date | None:
    return next(iter(dates)) if len(dates) == 1 else None


def _dates(row: _Row, today: date) -> set[date]:
    """Every date that takes the row whole."""
    if len(row) == 1 and re.fullmatch(r"[0-9]{6}|[0-9]{8}", row[0]):
        row = [row[0][:2], row[0][2:4], row[0][4:]]
    elif len(row) > 1 and re.fullmatch(r"[0-3][0-9][01][0-9]", row[0]):
        row = [row[0][:2], row[0][2:], *row[1:]]
    found = set()
    for day, after_day in _numbers(row, 0):
        for month, after_month in _numbers(row, after_day):
            year = _year(row[after_month:])
            if year and (known := _date(day, month, year, today)):
                found.add(known)
    return found


def _numbers(row: _Row, start: int) -> Iterator[tuple[int, int]]:
    """Days or months at ``start``, with where they end: one token, or two digits said apart."""
    if start < len(row):
        token = row[start]
        if token[0] == "m":
            yield int(token[1:]), start + 1
        elif len(token) <= 2:
            yield int(token), start + 1
        if len(token) == 1 and start + 1 < len(row) and re.fullmatch(r"[0-9]", row[start + 1]):
            yield int(token + row[start + 1]), start + 2


def _year(tokens: _Row) -> str | None:
    """A year as two or four digits: '1975', '75', '19 75', '1 9 7 5', '1900 75', '2000 5'."""
    if any(token[0] == "m" for token in tokens):
        return None
    year = "".join(tokens)
    if len(tokens) > 1 and tokens[0] in ("1900", "2000") and len(year) <= 6:
        return year[:2] + year[4:].zfill(2)
    if len(year) == 4 and year[:2] in ("19", "20"):
        return year
    return year if len(year) == 2 else None


def _date(day: int, month: int, year: str, today: date) -> date | None:
    """The date, in the past and at most MAX_AGE ago, or None. ``year``: two or four digits."""
    years = [int(year)] if len(year) == 4 else [2000 + int(year), 1900 + int(year)]
    for number in years:
        try:
            born = date(number, month, day)
        except ValueError:
            continue
        age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
        other = len(years) == 2 and number >= 2000 and age < ADULT
        if other and (older := _date(day, month, str(number - 100), today)):
            return older
        if born < today and age <= MAX_AGE:
            return born
    return None

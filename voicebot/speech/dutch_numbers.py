"""Numbers as Dutch people say them: digits in groups, years, clock times, amounts."""

from __future__ import annotations

from functools import lru_cache

from num2words import num2words

DIGITS = ("nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen")
_HOURS = (
    "twaalf", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf",
)  # fmt: skip
_LARGEST = 10**12


@lru_cache(maxsize=4096)
def cardinal(number: int) -> str:
    """12 → 'twaalf'.

    From a thousand billion on digit by digit, because nobody counts that far on a telephone.
    """
    if abs(number) >= _LARGEST:
        return grouped(str(abs(number)))
    words: str = num2words(number, lang="nl")
    return words


def ordinal(number: int) -> str:
    """3 → 'derde'."""
    words: str = num2words(number, lang="nl", to="ordinal")
    return words


def digits(text: str) -> str:
    """'073' → 'nul zeven drie'; other characters are left out."""
    return " ".join(DIGITS[int(character)] for character in text if character in "0123456789")


def grouped(text: str) -> str:
    """Long numbers digit by digit in groups of two, then three: '42073' → 'vier twee, nul zeven drie'."""
    size = len(text)
    pairs = {0: 0, 1: 2, 2: 1}[size % 3] if size > 3 else 0
    ends = [2 * count for count in range(1, pairs + 1)]
    ends += range(ends[-1] + 3 if ends else 3, size + 3, 3)
    starts = [0, *ends]
    return ", ".join(
        digits(text[start:end]) for start, end in zip(starts, ends, strict=False) if text[start:end]
    )


def pair(text: str) -> str:
    """Two digits of a postcode: '34' → 'vierendertig', '05' → 'nul vijf'."""
    return digits(text) if text.startswith("0") else cardinal(int(text))


def year(number: int) -> str:
    """Years and counts of four digits: 1998 → 'negentienhonderd achtennegentig'."""
    hundreds, rest = divmod(number, 100)
    if 1100 <= number < 10000 and hundreds % 10:
        start = cardinal(hundreds) + "honderd"
    elif 2000 <= number < 2100:
        start = "tweeduizend"
    else:
        return cardinal(number)
    return f"{start} {cardinal(rest)}" if rest else start


def clock(hour: int, minute: int) -> str:
    """14:30 → 'half drie', 9:05 → 'vijf over negen', 14:00 → 'twee uur'."""
    this, following = _HOURS[hour % 12], _HOURS[(hour + 1) % 12]
    if minute == 0:
        return f"{this} uur"
    if minute == 15:
        return f"kwart over {this}"
    if minute == 45:
        return f"kwart voor {following}"
    if minute == 30:
        return f"half {following}"
    if minute < 15:
        return f"{cardinal(minute)} over {this}"
    if minute < 30:
        return f"{cardinal(30 - minute)} voor half {following}"
    if minute < 45:
        return f"{cardinal(minute - 30)} over half {following}"
    return f"{cardinal(60 - minute)} voor {following}"


def amount(euros: int, cents: int) -> str:
    """12, 50 → 'twaalf euro vijftig'; 0, 50 → 'vijftig cent'; 12, 5 → 'twaalf euro en vijf cent'."""
    if not cents:
        return f"{cardinal(euros)} euro"
    if not euros:
        return f"{cardinal(cents)} cent"
    if cents < 10:
        return f"{cardinal(euros)} euro en {cardinal(cents)} cent"
    return f"{cardinal(euros)} euro {cardinal(cents)}"

"""Names of months and weekdays as callers say them and as speech recognition writes them."""

from __future__ import annotations

import re

from babel.dates import get_day_names, get_month_names

# Variants beside the names and short names that babel knows. 'juno' and 'julij' are telephone speech: they
# keep june and july apart.
_HEARD_AS = {
    "januarie": 1, "februarie": 2, "febuari": 2, "feb": 2, "mars": 3, "mrt": 3, "aprl": 4, "mai": 5,
    "juno": 6, "juny": 6, "julij": 7, "july": 7, "julie": 7, "agustus": 8, "august": 8, "sept": 9,
    "october": 10, "okt": 10, "november": 11, "december": 12,
}  # fmt: skip

MONTHS: dict[str, int] = {
    name.rstrip(".").lower(): number
    for width in ("wide", "abbreviated")
    for number, name in get_month_names(width, locale="nl").items()
} | _HEARD_AS
"""Month names to 1-12."""

WEEKDAYS: dict[str, int] = {
    name.lower(): number for number, name in get_day_names("wide", locale="nl").items()
}
"""Weekday names to 0 (monday) - 6."""


def any_of(words: dict[str, int]) -> str:
    """A pattern that matches any of the words, the longest first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


MONTH = any_of(MONTHS)
WEEKDAY = any_of(WEEKDAYS)

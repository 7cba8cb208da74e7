"""Days, hours and amounts as they stand in answers; `voicebot.speech.spoken` says them."""

from __future__ import annotations

from datetime import date, timedelta

from babel.dates import format_date

_RELATIVE = {-1: "gisteren", 0: "vandaag", 1: "morgen", 2: "overmorgen"}

PRODUCTS = {
    "inboedel": "inboedelverzekering",
    "opstal": "opstalverzekering",
    "auto": "autoverzekering",
    "reis": "reisverzekering",
    "aansprakelijkheid": "aansprakelijkheidsverzekering",
}


def day_spoken(day: date) -> str:
    """'dinsdag 24 november'."""
    return str(format_date(day, "EEEE d MMMM", locale="nl"))


def day_written(day: date) -> str:
    """'dinsdag 24 november 2026', for what may be read days later."""
    return str(format_date(day, "EEEE d MMMM y", locale="nl"))


def date_spoken(day: date) -> str:
    """'1 maart 2023': a day that is long past or far ahead."""
    return str(format_date(day, "d MMMM y", locale="nl"))


def near(day: date, today: date) -> str:
    """'morgen' and its kin; '' for a day that has no such word."""
    return _RELATIVE.get((day - today) // timedelta(days=1), "")


def on_day(day: date, today: date) -> str:
    """'morgen, dinsdag 24 november' or 'op zaterdag 28 november'."""
    word = near(day, today)
    return f"{word}, {day_spoken(day)}" if word else f"op {day_spoken(day)}"


def hours(window: tuple[int, int] | None) -> str:
    """', tussen 10 en 12 uur', '' when no hours are known."""
    return f", tussen {window[0]} en {window[1]} uur" if window else ""


def euros(cents: int) -> str:
    """'€ 12,50', '€ 150'."""
    whole, rest = divmod(cents, 100)
    return f"€ {whole},{rest:02}" if rest else f"€ {whole}"


def insurance(product: str) -> str:
    """'inboedelverzekering'; a product that is not known by name is just a 'verzekering'."""
    return PRODUCTS.get(product, "verzekering")

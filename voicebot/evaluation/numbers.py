"""How exactly numbers, dates and addresses are read: typed, spoken and keyed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from voicebot.dialogue.reading.birth_date import find_birth_date
from voicebot.dialogue.reading.day import find_day
from voicebot.dialogue.reading.digits import find_digits, find_postcode
from voicebot.dialogue.reading.email import find_email
from voicebot.dialogue.reading.house_number import find_house_number
from voicebot.dialogue.reading.phone import find_phone
from voicebot.dialogue.tasks.identity import ORDER_DIGITS, POLICY_DIGITS
from voicebot.dialogue.wire import clean
from voicebot.evaluation.metrics import share


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


READERS: Mapping[str, Callable[[str, date], str | None]] = {
    "order_number": lambda text, _: find_digits(text, ORDER_DIGITS),
    "policy_number": lambda text, _: find_digits(text, POLICY_DIGITS),
    "postcode": lambda text, _: find_postcode(text),
    "birth_date": lambda text, today: _iso(find_birth_date(text, today=today)),
    "phone": lambda text, _: find_phone(text),
    "house_number": lambda text, _: find_house_number(text),
    "email": lambda text, _: find_email(text),
    "day": lambda text, today: _iso(find_day(text, today)),
}


def keys_for(kind: str, means: str) -> tuple[str, str] | None:
    """The keys a caller presses for a value, and what must be read; None when it cannot be keyed."""
    match kind:
        case "order_number" | "policy_number":
            return means, means
        case "postcode":
            return means[:4], means[:4]  # letters cannot be keyed; the order number confirms the rest
        case "birth_date":
            year, month, day = means.split("-")
            return day + month + year, means
        case "phone" if means.startswith("+31"):
            return "0" + means.removeprefix("+31"), means
        case "house_number" if means.isdigit():
            return means, means
        case _:
            return None


def read_keys(kind: str, keys: str, today: date) -> str | None:
    """What is read from keys, as the dialogue reads them."""
    match kind:
        case "postcode":
            return find_postcode(keys, keyed=True)
        case "birth_date":
            return _iso(find_birth_date(keys, keyed=True, today=today))
        case "phone":
            return find_phone(keys, keyed=True)
        case _:
            return READERS[kind](keys, today)


def read_text(kind: str, text: str, today: date) -> str | None:
    """What is read from typed or heard words, after the client's cleaning."""
    return READERS[kind](clean(text), today)


def exactness(readings: Iterable[tuple[str, str, str | None]]) -> dict[str, dict[str, float]]:
    """Over (kind, true, read): for each kind and 'all' the shares read exactly and wrongly; and the size.

    What is neither was not read: the caller is asked again.
    """
    counts: dict[str, list[int]] = {}
    for kind, true, found in readings:
        for name in ("all", kind):
            count = counts.setdefault(name, [0, 0, 0])
            count[0] += found == true
            count[1] += found is not None and found != true
            count[2] += 1
    return {
        name: {"exact": share(exact, size), "wrong": share(wrong, size), "size": size}
        for name, (exact, wrong, size) in counts.items()
    }


def measure(
    spoken: Iterable[dict[str, Any]], typed: Iterable[dict[str, Any]], today: date
) -> dict[str, dict[str, dict[str, float]]]:
    """Exactness of the sets numbers.yml (``typed``) and spoken_numbers.yml, and by keypad."""
    typed = list(typed)
    keyed = [
        (entry["kind"], keys[1], read_keys(entry["kind"], keys[0], today))
        for entry in typed
        if (keys := keys_for(entry["kind"], entry["means"]))
    ]
    return {
        "typed": exactness((e["kind"], e["means"], read_text(e["kind"], e["say"], today)) for e in typed),
        "spoken": exactness(
            (e["kind"], e["means"], None if e["rejected"] else read_text(e["kind"], e["heard"], today))
            for e in spoken
        ),
        "keypad": exactness(keyed),
    }

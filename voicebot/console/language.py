"""Which language a page is in, and what templates can say in it."""

from __future__ import annotations

from datetime import date, datetime

from flask import Flask, g, request, session

from voicebot.call.handover import QUEUES
from voicebot.call.ports import PartError
from voicebot.console import access, shown
from voicebot.console.house import house
from voicebot.console.rights import Right
from voicebot.console.texts import LANGUAGES, Texts, texts


def language() -> str:
    """The chosen language, else what the browser asks for, else Dutch."""
    chosen = session.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    return request.accept_languages.best_match(LANGUAGES, default="nl") or "nl"


def choose(wanted: str) -> None:
    """Keep a language for this browser; an unknown one is ignored."""
    if wanted in LANGUAGES:
        session["language"] = wanted
        g.pop("texts", None)


def say() -> Texts:
    """The texts of this request."""
    if "texts" not in g:
        g.texts = texts(language())
    found: Texts = g.texts
    return found


def moment(at: datetime | None) -> str:
    """A moment as this reader sees it."""
    return shown.moment(at, say().language, house().config.zone, house().parts.now())


def slot(name: str, value: str) -> str:
    """A value of the dialogue's as this reader sees it: days in words, numbers as people write them."""
    if name in ("birth_date", "delivery_day"):
        try:
            return shown.day(date.fromisoformat(value), say().language)
        except ValueError:
            return value
    return shown.number(value) if name == "new_phone" else value


def alarms() -> int:
    """How many confirmations need somebody; 0 when the database does not answer: the page has more to say."""
    try:
        return house().parts.confirmations.counts().alarms
    except PartError:
        return 0


def install(app: Flask) -> None:
    """Give templates the words, the reader and the ways to show things."""

    @app.context_processor
    def words() -> dict[str, object]:
        return {
            "t": say(),
            "lang": say().language,
            "me": g.get("agent"),
            "may": lambda right: access.may_i(Right(right)),
            "company": house().config.company,
            "moment": moment,
            "number": shown.number,
            "slot": slot,
            "alarms": alarms,
            "local": lambda at: shown.local(at, house().config.zone),
            "stream_time": shown.stream_time,
            "duration": shown.duration,
            "model": shown.model,
            "queues": QUEUES,
        }

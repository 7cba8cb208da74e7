"""What became of a confirmation, as keys of the texts: why it did not arrive, and what to do about it."""

from __future__ import annotations

from datetime import datetime, timedelta

from babel.dates import format_timedelta

from voicebot.console.shown import LOCALES
from voicebot.store.confirmations import StoredAttempt

# By Twilio's error codes (https://www.twilio.com/docs/api/errors) and SMTP's replies (RFC 5321, 4.2). What
# the house does about each stands in `voicebot.delivery.codes`; this is how people are told.
_CODES = {
    "stop": (21610,),
    "invalid": (21211, 21214, 21217, 21265, 30005),
    "landline": (21614, 21635, 30006),
    "off": (30003, 30036),
    "blocked": (30004,),
    "spam": (30007,),
    "abroad": (21408, 21612),
    "too_long": (21602, 21617, 30010),
    "account": (20003, 20404, 21603, 21606, 21659, 21660, 30002, 530, 534, 535),
    "busy": (14107, 20429, 21611, 30001, 30017, 30022, 429),
    "network": (30008, 30410, 30500),
}
_WHY = {code: why for why, codes in _CODES.items() for code in codes}


def why(attempt: StoredAttempt) -> str:
    """A name in the texts' group 'why' for what went wrong with an attempt; '' for nothing."""
    if attempt.code is None:
        return "" if attempt.error is None else "other"
    if attempt.code in _WHY:
        return _WHY[attempt.code]
    if attempt.channel == "email" and 400 <= attempt.code < 600:
        return "mail_later" if attempt.code < 500 else "mail_refused"
    if attempt.code == 0 or 500 <= attempt.code < 600:
        return "no_answer"
    return "other"


def reason(name: str) -> str:
    """A confirmation's reason without its number: 'callback-2' is 'callback'."""
    return name.partition("-")[0]


def age(since: datetime, now: datetime, language: str) -> str:
    """How long ago, in words: '12 minuten', at least one."""
    return format_timedelta(
        max(now - since, timedelta(minutes=1)), granularity="minute", threshold=1, locale=LOCALES[language]
    )

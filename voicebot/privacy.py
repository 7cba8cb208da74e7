"""Keeps personal data out of the logs: one place that knows what it looks like.

Logs must hold no numbers, names or transcripts, and code does not put them there: this is the net below.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from typing import TextIO

# Twilio's ids (two letters and 32 hex digits) and ours of transfers (32 hex digits, a letter among them) name
# calls, not people; loopback addresses and the line numbers of tracebacks name nobody. What comes first in
# the pattern wins.
_SECRETS = re.compile(
    r"""
    (?P<keep> \b(?:[A-Z]{2}|(?=[0-9]*[a-f]))[0-9a-f]{32}\b
              | \b(?:127\.0\.0\.1|0\.0\.0\.0|localhost)(?::\d{1,5})?\b
              | ",\ line\ \d{1,5}(?=,\ in\ |$|\n) )
    | (?P<email> [^\s@<>"(),;:\[\]]{1,64} @ [^\s@<>"(),;:\[\]]{1,255} )
    | (?P<iban> \b[A-Za-z]{2}\d{2}(?:[ ]?[A-Za-z0-9]{4}){2,7}(?:[ ]?[A-Za-z0-9]{1,3})?\b )
    | (?P<postcode> (?<!\d)[1-9]\d{3}[ ]?[A-Za-z]{2}\b )
    | (?P<phone> [+(]?\d(?:[ .\-/()]{0,3}\d){6,19} )
    | (?P<number> \d{3,} )
    """,
    re.VERBOSE,
)


def redact(text: str) -> str:
    """``text`` with e-mail addresses, IBANs, Dutch postcodes, telephone numbers and digit runs of 3 or more
    replaced by their kind in brackets. Doing it twice changes nothing more.
    """
    return _SECRETS.sub(lambda found: found[0] if found.lastgroup == "keep" else f"[{found.lastgroup}]", text)


class RedactingFilter(logging.Filter):
    """Redacts a record: its message with the arguments filled in, its exception, its stack. Lets all pass."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact in place; a message whose arguments do not fit is kept without them."""
        try:
            message = record.getMessage()
        except Exception:  # noqa: BLE001 - a wrong log call must not cost the call, nor its arguments leak
            message = str(record.msg)
        record.msg, record.args = redact(message), None
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = "".join(traceback.format_exception(record.exc_info[1])).rstrip("\n")
        if record.exc_text:
            # Formatters print this text when it is there, and never the exception itself.
            record.exc_text = redact(record.exc_text)
        if record.stack_info:
            record.stack_info = redact(record.stack_info)
        return True


class _Handler(logging.StreamHandler):  # type: ignore[type-arg]
    """Ours, so that installing again replaces it."""


def install_logging(level: str = "INFO", stream: TextIO | None = None) -> None:
    """Log from ``level`` on (DEBUG, INFO, WARNING, ERROR), redacted, to ``stream`` (stderr). Repeatable.

    Handlers that other parts hung on their own loggers before (gunicorn's) redact as well.
    Raises ValueError for an unknown level.
    """
    number = logging.getLevelNamesMapping().get(level.upper())
    if number is None:
        raise ValueError(f"VOICEBOT_LOG_LEVEL is {level!r}; use DEBUG, INFO, WARNING or ERROR")
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if isinstance(handler, _Handler)]:
        root.removeHandler(handler)
    handler = _Handler(stream or sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)
    root.setLevel(number)
    # The SDK logs whole requests, message texts included, from INFO down.
    logging.getLogger("twilio.http_client").setLevel(logging.WARNING)
    for logger in [root, *logging.Logger.manager.loggerDict.values()]:
        if isinstance(logger, logging.Logger):
            for each in logger.handlers:
                if not any(isinstance(known, RedactingFilter) for known in each.filters):
                    each.addFilter(RedactingFilter())

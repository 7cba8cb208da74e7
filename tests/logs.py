"""Looking for personal data in logs, without taking ids, times, ports and process numbers for it."""

from __future__ import annotations

import re

_NAMES_NOBODY = re.compile(
    r"\b[A-Z]{2}[0-9a-f]{32}\b"  # ids of calls and streams: hex, in which any digits may meet
    r"|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"  # of workflows
    r"|\b(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{8,}\b"  # digests
    r"|\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d+)?(?: ?[+-]\d\d:?\d\d)?"  # times
    r"|\[\d{1,7}\]|\bpid:? \d{1,7}\b"  # processes
    r"|\b127\.0\.0\.1:\d+(?: \(\d+\))?"  # ports, gunicorn's process behind its own
)


def leaks(log: str, pattern: str) -> list[str]:
    """Every match of ``pattern`` (case does not matter) in what is left of a log without such numbers."""
    return [found[0] for found in re.finditer(pattern, _NAMES_NOBODY.sub("·", log), re.IGNORECASE)]

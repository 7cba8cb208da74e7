"""How long the messages of the outbox folder stay there: as long as those of the database."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path

log = logging.getLogger(__name__)


def remove_older(folder: Path, before: datetime) -> int:
    """Remove the messages that were written ``before`` a moment; how many those were.

    What cannot be removed is told in the log, once for the folder, and stays. A folder that is not there
    holds nothing.
    """
    removed, kept = 0, 0
    for file in folder.glob("*.txt"):
        try:
            if file.stat().st_mtime < before.timestamp():
                file.unlink()
                removed += 1
        except FileNotFoundError:
            continue  # somebody else was faster
        except OSError:
            kept += 1
    if kept:
        log.error("%d old messages in the outbox folder %s cannot be removed; check its rights", kept, folder)
    return removed

"""What keeps a process from starting, for a person to read."""

from __future__ import annotations


class StartError(Exception):
    """A process cannot start; the message says what is wrong and what to do, and no traceback is needed."""

"""Keys of the telephone, gathered into one answer."""

from __future__ import annotations

from dataclasses import dataclass, field

KEYS = frozenset("0123456789*#ABCD")


@dataclass(slots=True)
class Keypad:
    """Collects digits until '#', the expected number of digits, or a pause that the call times.

    '*' starts over. ``expected`` is the length that the open question wants, or None.
    """

    expected: int | None = None
    digits: str = field(default="")

    def press(self, key: str) -> str | None:
        """Add a key; returns the whole answer when it is complete."""
        if key == "*":
            self.digits = ""
        elif key == "#":
            return self.flush()
        elif key.isdigit():
            self.digits += key
            if len(self.digits) == self.expected:
                return self.flush()
        return None

    def flush(self) -> str | None:
        """What was keyed so far, or None; forgets it."""
        digits, self.digits = self.digits, ""
        return digits or None

"""Keys of the telephone, gathered into one answer."""

from __future__ import annotations

from voicebot.call.replies import Expects

KEYS = frozenset("0123456789*#ABCD")
PERSON_KEY = "0"
# Questions whose answer may hold the key 0, though never at its start: there it brings a person.
_KEYED = frozenset({Expects.DIGITS, Expects.POSTCODE, Expects.DATE})
_YES_NO = ("1", "2")


class Keypad:
    """Collects digits until '#', the expected number of digits, or a pause that the call times.

    '*' starts over. ``digits`` is what was keyed so far.
    """

    def __init__(self) -> None:
        self.digits = ""
        self._expected: int | None = None
        self._asked = False
        self._yes_no = False

    def question(self, expects: Expects, digits: int | None) -> None:
        """The question that is open now, and the number of digits that completes it (None: unknown)."""
        self._expected = digits
        self._asked = digits is not None or expects in _KEYED
        self._yes_no = expects is Expects.YES_NO

    def asks_for_person(self, key: str) -> bool:
        """Whether this key brings a person (invariant 2): 0, unless it stands inside a number.

        Unasked, one other key before it may be a slip of the finger; two are a number.
        """
        return key == PERSON_KEY and len(self.digits) < (1 if self._asked else 2)

    def press(self, key: str) -> str | None:
        """Add a key; returns the whole answer when it is complete."""
        if key == "*":
            self.digits = ""
        elif key == "#":
            return self.flush()
        elif key.isdigit():
            self.digits += key
            # To 'klopt dat?' another key than 1 or 2 begins a number that is told instead.
            whole = len(self.digits) == self._expected
            if whole and (not self._yes_no or self.digits in _YES_NO):
                return self.flush()
        return None

    def flush(self) -> str | None:
        """What was keyed so far, or None; forgets it."""
        digits, self.digits = self.digits, ""
        return digits or None

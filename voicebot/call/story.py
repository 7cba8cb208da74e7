"""What came of a call so far: what was understood, answered and agreed. Goes into its outcome."""

from __future__ import annotations

from voicebot.call.handover import Row
from voicebot.call.policies.frustration import Frustration, Level
from voicebot.call.replies import Agreement, Reply
from voicebot.call.written import UNCHOSEN

ANNOYED = 2
"""Priority of the row for angry callers (H-33)."""


class Story:
    """Collects the dialogue's replies of one call, and how the caller takes them."""

    def __init__(self) -> None:
        self.answered = False  # the dialogue answered a wish
        self.answer_heard = False  # and the carrier proved that an answer was played to its end
        self.second_wish: str | None = None
        self.mood = Frustration()
        self.written = UNCHOSEN  # how the caller wants the confirmation; the last choice holds
        self._intent = ""
        self._notice = ""
        self._agreements: list[Agreement] = []
        self._contact_email: str | None = None

    @property
    def agreements(self) -> tuple[Agreement, ...]:
        """Everything agreed, in order, each once."""
        return tuple(dict.fromkeys(self._agreements))

    @property
    def contact_email(self) -> str | None:
        """The e-mail on file, None before identification."""
        return self._contact_email

    def take(self, reply: Reply) -> None:
        """Note a reply."""
        self._intent = reply.intent or self._intent
        self._agreements.extend(reply.agreements)
        self._contact_email = reply.contact_email or self._contact_email
        self.answered = self.answered or reply.solved
        self.second_wish = reply.also or self.second_wish
        self.written = reply.written or self.written
        # A choice makes an earlier notice untrue.
        self._notice = reply.notice or ("" if reply.written else self._notice)
        self.mood.words(reply.mood)
        if reply.corrects:
            self.mood.conduct("F-31")
        if reply.rejected:
            self.mood.conduct("F-32")
        self.mood.wished(reply.wish)
        if reply.solved:
            self.mood.answered()

    def take_second_wish(self, reply: Reply) -> str | None:
        """The second wish, once ``reply`` closes the first; it is then forgotten."""
        if not reply.solved or reply.asks or reply.ends_call:
            return None
        wish, self.second_wish = self.second_wish, None
        return wish

    def take_notice(self) -> str:
        """Where the confirmation goes, if that is still to be told; it is then forgotten."""
        notice, self._notice = self._notice, ""
        return notice

    def promised(self, row: Row) -> None:
        """The caller goes to a person: what the table says about it is agreed as well."""
        if row.confirm:
            self._agreements.append(Agreement("callback" if row.callback else "handover", row.confirm))

    def priority(self, row: Row) -> int:
        """The row's; an annoyed caller does not wait behind calm ones, whatever the call comes for."""
        return row.priority if self.mood.level is Level.CALM else min(row.priority, ANNOYED)

    def summary(self, row: Row) -> str:
        """English, for the agent: why the caller comes, what was understood last, and the mood."""
        parts = [row.summary]
        if self._intent:
            parts.append(f"Last understood: {self._intent}.")
        if self.mood.level is not Level.CALM:
            parts.append(f"Mood: {self.mood.level} ({self.mood.reasons}).")
        return " ".join(parts)

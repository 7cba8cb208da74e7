"""Signed links to one call's story, for people outside of the house who got the call by a blind transfer."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer

from voicebot.store.clock import utc_now

LIFE = timedelta(hours=4)
"""A queue elsewhere, the talk and its wrap-up; after that the story is read by those who may log in."""


class StoryLinks:
    """Makes links and reads them. Whoever has a link may read that call's story until it is too old.

    base: the console's address, without a slash at its end. key: signs; '' takes a random one, whose links
    end with the process.
    """

    def __init__(
        self, base: str, key: str = "", *, life: timedelta = LIFE, now: Callable[[], datetime] = utc_now
    ) -> None:
        class Signer(TimestampSigner):
            """Signs with the time of ``now``."""

            def get_timestamp(self) -> int:
                """Seconds since 1970."""
                return int(now().timestamp())

        self._base = base
        self._life = life
        self._signed = URLSafeTimedSerializer(
            key or secrets.token_urlsafe(32),
            salt="voicebot.console.story",
            signer=Signer,
            signer_kwargs={"digest_method": hashlib.sha256},
        )

    def link(self, call_id: str) -> str:
        """The address of the call's story."""
        return f"{self._base}/story/{self._signed.dumps(call_id)}"

    def read(self, token: str) -> str | None:
        """The call that the last part of a link stands for; None when it is not ours, or too old."""
        try:
            call_id = self._signed.loads(token, max_age=int(self._life.total_seconds()))
        except BadData:
            return None
        return call_id if isinstance(call_id, str) else None

"""What the console must be told."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class ConsoleConfig:
    """Texts, times and limits of the console.

    secret_key: signs the sessions; '' makes a random one, and everybody must log in again after a restart.
    public_url: the house's base URL; https makes the session's cookie Secure. idle_minutes: without a click
    or a key for so long, a log-in ends; not while available, during a call or its wrap-up. session_hours:
    a log-in ends after that whatever happens. streams: screens that are updated at once (each holds a web
    thread); more of them ask every few seconds. streams_each: of one agent. proxies: reverse proxies in front
    of us that set X-Forwarded-For; 0 believes none.
    """

    company: str = ""
    secret_key: str = field(default="", repr=False)
    public_url: str = ""
    idle_minutes: int = 30
    session_hours: int = 12
    streams: int = 40
    streams_each: int = 4
    proxies: int = 0
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Amsterdam"))

    @property
    def secure(self) -> bool:
        """Whether browsers reach us by https."""
        return urlsplit(self.public_url).scheme == "https"

    def key(self) -> str:
        """The key, or a random one."""
        return self.secret_key or secrets.token_urlsafe(32)

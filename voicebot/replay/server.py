"""Which house the simulated carrier calls: its public address, and where it is really reached."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from voicebot.settings import Settings


@dataclass(frozen=True, slots=True)
class Server:
    """``public_url``: what signatures are made over. ``connect_to``: 'host:port' to reach instead, or ''."""

    public_url: str
    connect_to: str = ""

    @classmethod
    def of(cls, address: str, public_url: str, settings: Settings) -> Server:
        """The house that answers at ``address``, a base URL.

        Its public URL is ``public_url``, or else the one that the owner set, or else the address itself.
        Raises ValueError for what is no such URL, or when no way leads there.
        """
        address = _base(address, "--server")
        owners = settings.public_url if settings.public_url != settings.own_url else ""
        public_url = _base(public_url, "--public-url") if public_url else owners or address
        if public_url == address:
            return cls(address)
        where = urlsplit(address)
        if where.scheme != "http" or where.path:
            raise ValueError(
                f"--server {address} is not the public URL {public_url}: then it must be a plain address "
                "such as http://127.0.0.1:5000, as behind a proxy"
            )
        return cls(public_url, where.netloc)


def _base(url: str, name: str) -> str:
    url = url.rstrip("/")
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.query or parts.fragment:
        raise ValueError(f"{name} {url!r} is no base URL; write one such as http://127.0.0.1:5000")
    return url

"""Whose address it is that is to be loaded: one's own may be, a stranger's not."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

from voicebot.replay.server import Server


class NotOwn(ValueError):
    """The address may be somebody else's; the message says what to do."""


def check(server: Server, owners_url: str) -> None:
    """Raise NotOwn unless the house is on this machine or is the owner's own by VOICEBOT_PUBLIC_URL.

    ``owners_url``: that setting. What is really reached counts, not the name that is signed. Many calls at
    once from one place are an attack to whoever does not expect them, and cost whoever pays for the
    carrier.
    """
    host, _ = reached(server)
    if host == urlsplit(owners_url).hostname or is_this_machine(host):
        return
    raise NotOwn(
        f"{host} is not this machine, and not the house of VOICEBOT_PUBLIC_URL. Many calls at once can bring "
        "a house down: if it is yours, or its owner agreed, say so with --yes-i-own-this"
    )


def reached(server: Server) -> tuple[str, int]:
    """Host and port that calls to a house really go to."""
    parts = urlsplit("//" + server.connect_to if server.connect_to else server.public_url)
    return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


def is_this_machine(host: str) -> bool:
    """Whether all addresses of a name or an address lead back to this machine."""
    try:
        found = {info[4][0] for info in socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        return False
    return bool(found) and all(_is_ours(str(address)) for address in found)


def _is_ours(address: str) -> bool:
    """Loopback, or an address that a socket of this machine can be bound to."""
    plain = ipaddress.ip_address(address.partition("%")[0])
    if plain.is_loopback:
        return True
    if plain.is_unspecified or plain.is_multicast:
        return False
    family = socket.AF_INET6 if plain.version == 6 else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.bind((address, 0))
    except OSError:
        return False
    return True

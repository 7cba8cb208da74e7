"""The ports a house listens on: free before it starts, and a clear word when they are not."""

from __future__ import annotations

import errno
import socket
from dataclasses import dataclass

from voicebot.runtime.processes import HouseError


@dataclass(frozen=True, slots=True)
class Listener:
    """Where a process of the house will listen. ``remedy``: what the owner writes to choose another port."""

    name: str
    host: str
    port: int
    remedy: str


def must_be_free(listeners: tuple[Listener, ...]) -> None:
    """Raises HouseError naming the first port that somebody else has, and how to choose another."""
    for one in listeners:
        problem = _problem(one.host, one.port)
        if problem:
            raise HouseError(f"{one.name} cannot listen on {one.host}:{one.port}: {problem}. {one.remedy}")


def free_ports(count: int) -> list[int]:
    """Different ports of the loopback interface that are free now."""
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [int(each.getsockname()[1]) for each in sockets]
    for each in sockets:
        each.close()
    return ports


def _problem(host: str, port: int) -> str:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            # As the servers do: connections of a house that just stopped are no hindrance.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return "the port is taken, perhaps by another house"
        return error.strerror or str(error)
    return ""

"""What memory a house on this machine takes: found by the port it listens on (Linux: /proc)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

_PROC = Path("/proc")
_LISTENS = "0A"  # TCP_LISTEN in /proc/net/tcp


def house_mb(port: int) -> float | None:
    """Resident memory, in MB (10^6 bytes), of the house whose web process listens on ``port``; None if
    nobody does.

    All processes of the house count when `voicebot run` started them, else those of the web process: a page
    that several share counts for each of them.
    """
    listeners = set(_listeners(port))
    if not listeners:
        return None
    parents = dict(_parents())
    top = min(listeners, key=lambda pid: (parents.get(pid) in listeners, pid))
    house = parents.get(top, 0)
    root = house if b"voicebot" in _command(house) else top
    family = {root}
    for pid in parents:
        line, at = [pid], pid
        while at in parents and at not in family and at > 1:
            at = parents[at]
            line.append(at)
        if at in family:
            family.update(line)
    return sum(map(_resident, family)) / 1e6


def _listeners(port: int) -> Iterator[int]:
    sockets = set()
    for table in ("net/tcp", "net/tcp6"):
        try:
            rows = (_PROC / table).read_text().splitlines()[1:]
        except OSError:
            continue
        for row in (line.split() for line in rows):
            if row[3] == _LISTENS and int(row[1].rpartition(":")[2], 16) == port:
                sockets.add(f"socket:[{row[9]}]")
    for pid in _pids():
        try:
            links = {str(link.readlink()) for link in (_PROC / str(pid) / "fd").iterdir()}
        except OSError:  # gone, or another user's
            continue
        if links & sockets:
            yield pid


def _parents() -> Iterator[tuple[int, int]]:
    for pid in _pids():
        try:
            stat = (_PROC / str(pid) / "stat").read_text()
        except OSError:
            continue
        yield pid, int(stat.rpartition(")")[2].split()[1])


def _pids() -> list[int]:
    return sorted(int(folder.name) for folder in _PROC.iterdir() if folder.name.isdigit())


def _command(pid: int) -> bytes:
    try:
        return (_PROC / str(pid) / "cmdline").read_bytes()
    except OSError:
        return b""


def _resident(pid: int) -> int:
    try:
        pages = int((_PROC / str(pid) / "statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")

"""Becomes a command that ends with its parent, whatever ends that: `python leash.py PARENT COMMAND …`.

The kernel sends the command SIGTERM when its parent dies, a kill -9 included, and no code of ours need run.
A program of its own, because code between fork and exec may hang in a process that has threads.
Beware: for the kernel the parent is the *thread* that started the command, not the process. It must live as
long as the command shall.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


def main() -> None:
    """Ask for the signal, then become the command. Exits with 127 and one line when there is none."""
    parent, command = int(sys.argv[1]), sys.argv[2:]
    # argtypes: prctl takes unsigned longs; ctypes would pass ints whose upper halves are anything
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]
    if prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0) != 0:
        sys.exit(f"prctl: {os.strerror(ctypes.get_errno())}")
    if os.getppid() != parent:  # it died before it could be asked about
        sys.exit(143)
    try:
        os.execvp(command[0], command)  # noqa: S606 (no shell is wanted)
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=sys.stderr)
        sys.exit(127)


if __name__ == "__main__":
    main()

"""The history of the code: which revision comes before which, and what lies between. Asks `git`."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

GIT_SECONDS = 30.0


class RevisionError(Exception):
    """The history could not be read; the message says why and what to do."""


class History(Protocol):
    """What the bisection asks of a history."""

    def order(self, revisions: Iterable[str]) -> list[str]:
        """Those that the history knows, ancestors first. Raises RevisionError."""
        ...

    def between(self, older: str, newer: str) -> list[str]:
        """What came in after ``older`` up to but without ``newer``, oldest first. Raises RevisionError."""
        ...

    def subject(self, revision: str) -> str:
        """The first line of its message. Raises RevisionError."""
        ...


@dataclass(frozen=True, slots=True)
class Git:
    """The history of the repository that holds ``folder``."""

    folder: Path

    def order(self, revisions: Iterable[str]) -> list[str]:
        """Those that the repository knows, ancestors first. Raises RevisionError."""
        known = [one for one in dict.fromkeys(revisions) if one and self._knows(one)]
        if not known:
            return []
        places = {
            one: place
            for place, one in enumerate(self._lines("rev-list", "--topo-order", "--reverse", *known))
        }
        return sorted(known, key=lambda one: places[one])

    def between(self, older: str, newer: str) -> list[str]:
        """What came in after ``older`` up to but without ``newer``, oldest first. Raises RevisionError."""
        lines = self._lines("rev-list", "--topo-order", "--reverse", f"{older}..{newer}")
        return [one for one in lines if one != newer]

    def subject(self, revision: str) -> str:
        """The first line of its message. Raises RevisionError."""
        return self._run("show", "--no-patch", "--format=%s", revision).strip()

    def _knows(self, revision: str) -> bool:
        return self._call("cat-file", "-e", f"{revision}^{{commit}}").returncode == 0

    def _lines(self, *words: str) -> list[str]:
        return self._run(*words).split()

    def _run(self, *words: str) -> str:
        done = self._call(*words)
        if done.returncode:
            raise RevisionError(f"git {words[0]} failed in {self.folder}: {done.stderr.strip()}")
        return done.stdout

    def _call(self, *words: str) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(
                ["git", "-C", str(self.folder), *words],
                capture_output=True,
                text=True,
                timeout=GIT_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise RevisionError(
                f"git cannot be asked ({error}); install git, or name the results to compare"
            ) from error


def middle(revisions: Sequence[str]) -> str | None:
    """The one that halves what lies between; None of none."""
    return revisions[(len(revisions) - 1) // 2] if revisions else None

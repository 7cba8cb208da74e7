"""Passwords: argon2id with the parameters of argon2-cffi (RFC 9106, low memory)."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12  # characters; length counts, not odd signs (NIST SP 800-63B)
LONGEST = 256

_hasher = PasswordHasher()
# A hash takes 64 MiB and all of a processor for a moment: calls go first.
_at_once = threading.BoundedSemaphore(2)
# Whoever waits holds a thread that a caller may need: a flood of log-ins is turned away instead.
WAITING = 6
_inside = threading.BoundedSemaphore(2 + WAITING)


class TooManyLogIns(Exception):
    """So many passwords are looked at right now that this one is not."""


@contextmanager
def _turn() -> Iterator[None]:
    """Raises TooManyLogIns at once when too many wait already."""
    if not _inside.acquire(blocking=False):
        raise TooManyLogIns
    try:
        with _at_once:
            yield
    finally:
        _inside.release()


class PasswordProblem(ValueError):
    """This password cannot be used; ``key`` names the console's text that says why."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


def check(password: str, login: str) -> None:
    """Whether somebody with this login may have this password. Raises PasswordProblem."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise PasswordProblem("password.length", f"must have {SHORTEST} to {LONGEST} characters")
    if login.lower() in password.lower():
        raise PasswordProblem("password.login", "must not contain the login")
    if len(set(password)) < 5:
        raise PasswordProblem("password.simple", "must have at least five different characters")


def make_hash(password: str) -> str:
    """A new hash, with its salt and parameters. Raises TooManyLogIns."""
    with _turn():
        return _hasher.hash(password)


def matches(password_hash: str, password: str) -> bool:
    """Whether the password is the one that was hashed. False also for a hash that is none.

    Raises TooManyLogIns.
    """
    with _turn():
        try:
            return _hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False


def outdated(password_hash: str) -> bool:
    """Whether it was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


@cache
def nobodys() -> str:
    """A hash to compare with when there is no such login, so that the answer takes as long."""
    return make_hash(secrets.token_urlsafe(32))

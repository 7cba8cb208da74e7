"""Turns the phrases of the frustration rules, written for people, into regular expressions.

The notation stands at the head of `phrases/lists.yaml`. An expression runs over words that are each
followed by one space ('het is belachelijk '), so a phrase always begins and ends at the edge of a word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

STRONGER = "very"  # the list that '~' stands for
GAP_WORDS = 3  # what '..' may skip; more would join what does not belong together

_TOKEN = re.compile(r"\s*(\.\.|<\w+>|[()\[\]|+^$~]|[\w'*#]+)")


class PhraseError(ValueError):
    """A phrase breaks the notation; the message says which and how."""


def compile_phrase(phrase: str, lists: Mapping[str, str]) -> re.Pattern[str]:
    """The phrase as an expression. Raises PhraseError."""
    expression = re.compile(rf"(?<!\S){_Reader(phrase, lists).read()}")
    if expression.match(""):
        raise PhraseError(f"{phrase!r}: every word of it is optional")
    return expression


def _spell_out(phrase: str, lists: Mapping[str, str]) -> str:
    """Every <name> replaced by its words; lists may name lists."""
    for _ in range(len(lists) + 1):
        if "<" not in phrase:
            return phrase
        phrase = re.sub(r"<(\w+)>", lambda found: f"({_list(found.group(1), lists)})", phrase)
    raise PhraseError(f"{phrase!r}: its lists name one another in a circle")


def _list(name: str, lists: Mapping[str, str]) -> str:
    if name not in lists:
        raise PhraseError(f"<{name}> is no list")
    return lists[name]


def _tokens(phrase: str) -> list[str]:
    found, at = [], 0
    while at < len(phrase.rstrip()):
        match = _TOKEN.match(phrase, at)
        if match is None:
            raise PhraseError(f"{phrase!r}: {phrase[at:].strip()[0]!r} means nothing")
        found.append(match.group(1))
        at = match.end()
    return found


class _Reader:
    """Recursive descent over one phrase."""

    def __init__(self, phrase: str, lists: Mapping[str, str]) -> None:
        self._phrase = phrase
        self._lists = lists
        self._tokens = _tokens(_spell_out(phrase, lists))
        self._at = 0

    def read(self) -> str:
        if not self._tokens:
            raise self._error("is empty")
        expression = self._sequence(" ")
        if self._next() is not None:
            raise self._error(f"{self._next()!r} has no beginning")
        return expression

    def read_choice(self) -> str:
        """The phrase as a choice of words, each with its space."""
        self._tokens.append(")")
        return self._alternatives(")", " ")

    def _next(self) -> str | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _sequence(self, after: str) -> str:
        """Items up to the end of the group; the last is followed by ``after``, as the group itself is."""
        made = []
        while (token := self._next()) not in (None, "|", ")", "]"):
            made.append(self._item(str(token), after))
        return "".join(made)

    def _item(self, sign: str, after: str) -> str:
        self._at += 1
        if sign == "^":
            return r"\A"
        if sign == "$":
            return r"\Z"
        if sign == "..":
            return rf"(?:\S+ ){{0,{GAP_WORDS}}}?"
        if sign == "~":
            words = _list(STRONGER, self._lists)
            if "~" in _spell_out(words, self._lists):
                raise self._error(f"the list {STRONGER!r} holds '~' itself")
            return f"(?:{_Reader(words, self._lists).read_choice()})*"
        if sign == "[":
            return f"(?:{self._alternatives(']', ' ')})?"
        if sign == "(":
            closing = self._closing()
            return f"(?:{self._alternatives(')', self._separator(closing + 1, after))})"
        if sign == "+":
            raise self._error("'+' has no word before it")
        separator = self._separator(self._at, after)
        if self._next() == "+":
            self._at += 1
        word = "".join({"*": r"\S*", "#": r"\d+"}.get(part, re.escape(part)) for part in sign)
        return word + separator

    def _separator(self, at: int, after: str) -> str:
        """What follows an item that ends before ``at``: ' ?' before a '+', the group's own at its end."""
        if at >= len(self._tokens):
            return after
        return {"+": " ?", "|": after, ")": after, "]": after}.get(self._tokens[at], " ")

    def _alternatives(self, closing: str, after: str) -> str:
        made = [self._sequence(after)]
        while self._next() == "|":
            self._at += 1
            made.append(self._sequence(after))
        if self._next() != closing:
            raise self._error(f"{closing!r} is missing")
        if not all(made):
            raise self._error("a choice is empty")
        self._at += 1
        if self._next() == "+" and closing == ")":
            self._at += 1
        return "|".join(made)

    def _closing(self) -> int:
        """Where the group that was just opened ends."""
        depth = 1
        for at in range(self._at, len(self._tokens)):
            depth += {"(": 1, ")": -1}.get(self._tokens[at], 0)
            if depth == 0:
                return at
        raise self._error("')' is missing")

    def _error(self, what: str) -> PhraseError:
        return PhraseError(f"{self._phrase!r}: {what}")

"""Reading YAML strictly: every error names file and line, says what is wrong and what to write instead."""

from __future__ import annotations

import re
from pathlib import Path

from yaml import MappingNode, Node, ScalarNode, SequenceNode


class ScenarioError(ValueError):
    """A scenario cannot be used; the message says where, what and what to do."""


def text_of(node: Node) -> str | None:
    """The text of a scalar, None for anything else."""
    return str(node.value) if isinstance(node, ScalarNode) else None


def items(path: Path, node: Node, name: str) -> list[Node]:
    """The items of a list. Raises ScenarioError for anything else."""
    if not isinstance(node, SequenceNode):
        raise ScenarioError(
            f"{path}:{node.start_mark.line + 1}: {name} must be a list; begin each item with '- '"
        )
    return list(node.value)


class Fields:
    """A mapping whose keys are taken one by one; those left over are refused."""

    def __init__(self, path: Path, node: Node | None, name: str) -> None:
        """``name``: what the mapping is, for messages. Raises ScenarioError when it is no mapping."""
        self._path = path
        self._name = name
        self.start = node.start_mark.line + 1 if node else 1
        if not isinstance(node, MappingNode):
            raise self.error(f"{name} must be keys with values, such as `name: …`")
        self._left: dict[str, Node] = {}
        self._lines: dict[str, int] = {}
        self._known: set[str] = set()
        for key, value in node.value:
            word = text_of(key)
            line = key.start_mark.line + 1
            if word is None:
                raise ScenarioError(f"{path}:{line}: a key of {name} must be a word")
            if word in self._left:
                raise ScenarioError(f"{path}:{line}: {word!r} stands twice in {name}; remove one")
            self._left[word] = value
            self._lines[word] = line

    def __contains__(self, key: str) -> bool:
        return key in self._lines

    def line(self, key: str) -> int:
        """The line a key stands on, or the mapping's own."""
        return self._lines.get(key, self.start)

    def error(self, problem: str, key: str = "") -> ScenarioError:
        """An error at a key's line, or at the mapping's."""
        line = self.line(key) if key else self.start
        return ScenarioError(f"{self._path}:{line}: {problem}")

    def take(self, key: str) -> Node:
        """The value of a key that must be there."""
        self._known.add(key)
        if key not in self._left:
            raise self.error(f"{self._name} needs `{key}`; add it")
        return self._left.pop(key)

    def no_more(self) -> None:
        """Raise ScenarioError when a key was not taken."""
        for key in self._left:
            known = ", ".join(sorted(self._known))
            raise self.error(f"{self._name} has no key {key!r}; it knows {known}", key)

    def text(self, key: str) -> str:
        """Text that is not empty."""
        value = text_of(self.take(key))
        if not value or not value.strip():
            raise self.error(f"{key} must be a text that is not empty", key)
        return value.strip()

    def matching(self, key: str, pattern: str, example: str) -> str:
        """Text of a certain form; ``example`` is named when it is not."""
        value = self.text(key)
        if not re.fullmatch(pattern, value):
            raise self.error(f"{key} must be {example}", key)
        return value

    def texts(self, key: str) -> list[str]:
        """A list of texts, one text, or nothing."""
        self._known.add(key)
        if key not in self:
            return []
        node = self.take(key)
        single = text_of(node)
        values = [single] if single is not None else [text_of(item) for item in items(self._path, node, key)]
        texts = [value for value in values if value]
        if len(texts) != len(values):
            raise self.error(f"{key} must be a list of texts that are not empty", key)
        return texts

    def patterns(self, key: str) -> list[str]:
        """A list of regular expressions."""
        patterns = self.texts(key)
        for pattern in patterns:
            try:
                re.compile(pattern)
            except (re.error, RecursionError, OverflowError) as error:
                raise self.error(f"{pattern!r} in {key} is no regular expression ({error})", key) from error
        return patterns

    def choice(self, key: str, choices: list[str], default: str) -> str:
        """One of ``choices``."""
        self._known.add(key)
        value = self.text(key) if key in self else default
        if value not in choices:
            raise self.error(f"{key} is one of {', '.join(choices)}, not {value!r}", key)
        return value

    def number(self, key: str, default: float | None, least: float, most: float) -> float | None:
        """A number between ``least`` and ``most``."""
        self._known.add(key)
        if key not in self:
            return default
        value = self.text(key)
        if not re.fullmatch(r"\d{1,6}(\.\d{1,6})?", value) or not least <= float(value) <= most:
            raise self.error(f"{key} is a number from {least:g} to {most:g}, not {value!r}", key)
        return float(value)

    def flag(self, key: str, default: bool | None = None) -> bool | None:
        """`true` or `false`."""
        self._known.add(key)
        if key not in self:
            return default
        value = text_of(self.take(key))
        if value not in ("true", "false"):
            raise self.error(f"{key} is true or false", key)
        return value == "true"

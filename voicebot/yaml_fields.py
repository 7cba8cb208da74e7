"""Reading YAML strictly: every error names file and line, says what is wrong and what to write instead."""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from yaml import MappingNode, Node, ScalarNode, SequenceNode


class FileProblem(ValueError):
    """A file cannot be used; the message says where, what and what to do."""


def compose(path: Path, name: str) -> Node | None:
    """The file's nodes, None when it is empty. ``name``: what it is, for messages. Raises FileProblem."""
    try:
        return yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except OSError as error:
        raise FileProblem(f"{path}: cannot be read ({error.strerror}); name an existing {name}") from error
    except UnicodeDecodeError as error:
        raise FileProblem(f"{path}: is not UTF-8 text; save it as UTF-8") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or "it cannot be read"
        raise FileProblem(f"{path}:{line}: this is no YAML ({problem}); correct the line") from error
    except RecursionError as error:
        raise FileProblem(f"{path}:1: is nested too deeply; write it flat") from error


def text_of(node: Node) -> str | None:
    """The text of a scalar, None for anything else."""
    return str(node.value) if isinstance(node, ScalarNode) else None


def items(path: Path, node: Node, name: str) -> list[Node]:
    """The items of a list. Raises FileProblem for anything else."""
    if not isinstance(node, SequenceNode):
        raise FileProblem(
            f"{path}:{node.start_mark.line + 1}: {name} must be a list; begin each item with '- '"
        )
    return list(node.value)


class Fields:
    """A mapping whose keys are taken one by one; those left over are refused."""

    def __init__(self, path: Path, node: Node | None, name: str) -> None:
        """``name``: what the mapping is, for messages. Raises FileProblem when it is no mapping."""
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
                raise FileProblem(f"{path}:{line}: a key of {name} must be a word")
            if word in self._left:
                raise FileProblem(f"{path}:{line}: {word!r} stands twice in {name}; remove one")
            self._left[word] = value
            self._lines[word] = line

    def __contains__(self, key: str) -> bool:
        return key in self._lines

    @property
    def lines(self) -> dict[str, int]:
        """The lines of all keys."""
        return dict(self._lines)

    def line(self, key: str) -> int:
        """The line a key stands on, or the mapping's own."""
        return self._lines.get(key, self.start)

    def error(self, problem: str, key: str = "") -> FileProblem:
        """An error at a key's line, or at the mapping's."""
        return self.error_at(self.line(key) if key else self.start, problem)

    def error_at(self, line: int, problem: str) -> FileProblem:
        """An error at a line, as of one item of a list."""
        return FileProblem(f"{self._path}:{line}: {problem}")

    def take(self, key: str) -> Node:
        """The value of a key that must be there."""
        self._known.add(key)
        if key not in self._left:
            raise self.error(f"{self._name} needs `{key}`; add it")
        return self._left.pop(key)

    def no_more(self) -> None:
        """Raise FileProblem when a key was not taken."""
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
        return [text for text, _ in self.placed_texts(key)]

    def placed_texts(self, key: str) -> list[tuple[str, int]]:
        """The same, each with its line."""
        self._known.add(key)
        if key not in self:
            return []
        node = self.take(key)
        nodes = [node] if text_of(node) is not None else items(self._path, node, key)
        found = [(text_of(each) or "", each.start_mark.line + 1) for each in nodes]
        for text, line in found:
            if not text:
                raise self.error_at(line, f"{key} must be a list of texts that are not empty")
        return found

    def patterns(self, key: str) -> list[str]:
        """A list of regular expressions."""
        patterns = self.texts(key)
        for pattern in patterns:
            try:
                re.compile(pattern)
            except (re.error, RecursionError, OverflowError) as error:
                raise self.error(f"{pattern!r} in {key} is no regular expression ({error})", key) from error
        return patterns

    def mapping(self, key: str) -> dict[str, str]:
        """Words with one text each, or nothing."""
        self._known.add(key)
        if key not in self:
            return {}
        inner = Fields(self._path, self.take(key), key)
        return {word: inner.text(word) for word in inner.lines}

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

"""Rasa's NLU files: sentences by intent, read and written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

_MARKED = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")


class FileError(ValueError):
    """A file is not as it must be; the message names it."""


def read(path: Path) -> dict[str, list[str]]:
    """Sentences of one NLU file by intent, without entity marks, in the file's order. Raises FileError."""
    raw: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(raw, dict) or not isinstance(raw.get("nlu"), list):
        raise FileError(f"{path.name}: no list 'nlu'")
    found: dict[str, list[str]] = {}
    for entry in raw["nlu"]:
        if "intent" in entry:
            lines = (line.strip() for line in entry["examples"].splitlines())
            sentences = [_MARKED.sub(r"\1", line[2:].strip()) for line in lines if line.startswith("- ")]
            found.setdefault(entry["intent"], []).extend(sentences)
    return found


def read_all(folder: Path, without: Iterable[str] = ()) -> dict[str, list[str]]:
    """Sentences of every NLU file of a folder, by intent; ``without``: names of files that do not count."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*.yml")):
        if path.name not in without:
            for intent, sentences in read(path).items():
                found.setdefault(intent, []).extend(sentences)
    return found


def write(path: Path, sentences: Mapping[str, Iterable[str]], comment: str) -> None:
    """An NLU file with these sentences, intents in order; the comment stands above it."""
    blocks = [f"# {line}".rstrip() for line in comment.strip().splitlines()]
    blocks += ['version: "3.1"', "", "nlu:"]
    for intent, examples in sorted(sentences.items()):
        lines = [f"      - {' '.join(example.split())}" for example in examples]
        if lines:
            blocks += [f"  - intent: {intent}", "    examples: |", *lines, ""]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(blocks).rstrip() + "\n", encoding="utf-8")

"""Reads the knowledge files, and says exactly what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from voicebot.dialogue.knowledge.model import Entry
from voicebot.dialogue.tone import problems

FOLDER = Path(__file__).parent
GENERAL = "algemeen"
PRODUCTS = ("inboedel", "opstal", "auto", "reis", "aansprakelijkheid")
# What every file must tell.
REQUIRED = {
    GENERAL: ("openingstijden", "producten", "opzegtermijn"),
    **dict.fromkeys(PRODUCTS, ("dekking", "opzegtermijn")),
}
_FILE_KEYS = frozenset({"product", "source", "version", "entries"})
_ENTRY_KEYS = frozenset({"topic", "text", "article", "keywords", "wish"})
_KEYWORD = re.compile(r"[a-zà-ÿ0-9]+(?:[ '-][a-zà-ÿ0-9]+)*\*?")
# Asks what a product insures in general.
_IN_GENERAL = re.compile(
    r"\bdekking(?:en)?\b|\bwat (?:dekt|vergoedt|verzekert)\b|\bwaartegen\b"
    r"|\bwat (?:is|wordt|valt) (?:er )?(?:allemaal |nou |nu |precies )*(?:gedekt|verzekerd|vergoed|onder)\b"
    r"|\bwaar(?:voor| \w+ ik (?:\w+ )?voor) |\bwat zit er (?:allemaal )?in\b"
    r"|\bwat krijg ik (?:allemaal )?vergoed\b"
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the entries of one file come from."""

    file: str
    name: str
    source: str
    version: str


class KnowledgeError(ValueError):
    """A knowledge file cannot be used; the message names the file, the entry and the key."""


class Knowledge:
    """All entries, in the order of their files; where several fit, the first counts."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self._by_name = {(entry.product, entry.topic): entry for entry in self.entries}

    def entry(self, topic: str, product: str = "") -> Entry:
        """What is told about a topic of a product; of a product without it, what holds for all. KeyError."""
        return self._by_name.get((product, topic)) or self._by_name["", topic]

    def coverage(self, product: str, question: str) -> Entry | None:
        """What a product says about the thing in the question; None when that is not known."""
        words = _plain(question)
        for entry in self.entries:
            if entry.product == product and entry.asked_in(words):
                return entry
        return self._by_name.get((product, "dekking")) if _IN_GENERAL.search(words) else None

    def only_product(self, question: str) -> str | None:
        """The one product that says something about the thing in the question, if it is one."""
        words = _plain(question)
        found = {entry.product for entry in self.entries if entry.product and entry.asked_in(words)}
        return found.pop() if len(found) == 1 else None

    def fact(self, wish: str, question: str) -> Entry | None:
        """What anybody may know about a wish, if the question asks for that."""
        words = _plain(question)
        return next((entry for entry in self.entries if entry.wish == wish and entry.asked_in(words)), None)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w']|_", " ", text.lower()).split())


def load(folder: Path = FOLDER) -> Knowledge:
    """Read every file of the folder. Raises KnowledgeError for the first thing that is wrong."""
    entries: list[Entry] = []
    for name, topics in REQUIRED.items():
        path = folder / f"{name}.yaml"
        found = _read(path, name)
        missing = [topic for topic in topics if topic not in {entry.topic for entry in found}]
        if missing:
            raise KnowledgeError(f"{path.name}: topic '{missing[0]}' is missing")
        entries += found
    unknown = sorted({path.name for path in folder.glob("*.yaml")} - {f"{name}.yaml" for name in REQUIRED})
    if unknown:
        raise KnowledgeError(f"{unknown[0]}: no product of this name; known are {', '.join(PRODUCTS)}")
    return Knowledge(entries)


def _read(path: Path, name: str) -> list[Entry]:
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise KnowledgeError(f"{path.name}: cannot be read") from error
    except yaml.YAMLError as error:
        raise KnowledgeError(f"{path.name}: is not YAML: {error}") from error
    if not isinstance(raw, dict) or not isinstance(raw.get("entries"), list):
        raise KnowledgeError(f"{path.name}: must have product, source, version and a list of entries")
    _known(path.name, raw, _FILE_KEYS)
    if _text(path.name, raw, "product") != name:
        raise KnowledgeError(f"{path.name}: product must be '{name}'")
    source, version = _text(path.name, raw, "source"), _text(path.name, raw, "version")
    origin = Origin(path.name, name, source, version)
    entries = [_entry(origin, item, number) for number, item in enumerate(raw["entries"], 1)]
    seen: set[str] = set()
    for number, entry in enumerate(entries, 1):
        if entry.topic in seen:
            raise KnowledgeError(f"{path.name}, entry {number}: topic '{entry.topic}' stands there twice")
        seen.add(entry.topic)
    return entries


def _entry(origin: Origin, raw: object, number: int) -> Entry:
    where, name = f"{origin.file}, entry {number}", origin.name
    if not isinstance(raw, dict):
        raise KnowledgeError(f"{where}: must have topic and text")
    where += f" ({raw.get('topic')})"
    _known(where, raw, _ENTRY_KEYS)
    topic, text = _text(where, raw, "topic"), _text(where, raw, "text")
    if wrong := problems(text):
        raise KnowledgeError(f"{where}: text has {wrong[0]}")
    article = _text(where, raw, "article") if "article" in raw else ""
    keywords = _keywords(where, raw)
    wish = _text(where, raw, "wish") if "wish" in raw else ""
    if bool(keywords) == (topic in REQUIRED[name]):
        raise KnowledgeError(f"{where}: keywords must {'not ' if keywords else ''}be there")
    if bool(wish) != (name == GENERAL and topic not in REQUIRED[GENERAL]):
        raise KnowledgeError(f"{where}: wish must {'not ' if wish else ''}be there")
    return Entry(
        origin.file,
        "" if name == GENERAL else name,
        topic,
        text,
        f"{origin.source}, {article}" if article else origin.source,
        origin.version,
        keywords,
        wish,
    )


def _known(where: str, raw: Mapping[str, Any], keys: frozenset[str]) -> None:
    for key in raw:
        if key not in keys:
            raise KnowledgeError(f"{where}: key '{key}' is unknown; known are {', '.join(sorted(keys))}")


def _text(where: str, raw: Mapping[str, Any], key: str) -> str:
    value = raw.get(key)
    if not isinstance(value, str) or not value.strip():
        raise KnowledgeError(f"{where}: {key} must be a text (in quotes) that is not empty")
    return " ".join(value.split())


def _keywords(where: str, raw: Mapping[str, Any]) -> tuple[str, ...]:
    value = raw.get("keywords", [])
    words = value if isinstance(value, list) else [value]
    if not all(isinstance(word, str) and _KEYWORD.fullmatch(word) for word in words):
        raise KnowledgeError(f"{where}: keywords must be words in lower case, perhaps with * at the end")
    return tuple(words)

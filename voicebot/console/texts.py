"""What the pages say, in Dutch and in English: `texts/nl.yaml` and `texts/en.yaml`, the same keys in both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import yaml

from voicebot.call.handover import ROWS

LANGUAGES = ("nl", "en")
_FOLDER = Path(__file__).parent / "texts"


class Texts:
    """The texts of one language; keys are dotted ('board.title')."""

    def __init__(self, language: str, texts: Mapping[str, str]) -> None:
        self.language = language
        self._texts = texts

    def __call__(self, key: str, **values: object) -> str:
        """The text with its ``{values}`` filled in. Raises KeyError for an unknown key."""
        text = self._texts[key]
        return text.format(**values) if values else text

    def get(self, key: str) -> str:
        """The text, or '' when there is none."""
        return self._texts.get(key, "")

    def named(self, group: str, name: str | None) -> str:
        """What people call ``name`` within ``group`` ('intent.order_status'); itself when unknown."""
        if not name:
            return ""
        return self._texts.get(f"{group}.{name}", name)

    def group(self, group: str) -> dict[str, str]:
        """Every text of a group by its name, in the file's order."""
        start = group + "."
        return {key.removeprefix(start): text for key, text in self._texts.items() if key.startswith(start)}

    def keys(self) -> frozenset[str]:
        """All keys."""
        return frozenset(self._texts)


@cache
def texts(language: str) -> Texts:
    """The texts of a language of LANGUAGES. Raises KeyError for another one."""
    if language not in LANGUAGES:
        raise KeyError(language)
    found = dict(_flat(yaml.safe_load((_FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))))
    if language == "en":  # the table says it in English already
        found |= {f"reason.{row.rule_id}": row.summary for row in ROWS}
    return Texts(language, found)


def _flat(tree: Mapping[str, object], before: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", str(value)

"""Policy conditions from a file, each with its source and version."""

from __future__ import annotations

from pathlib import Path

import yaml

from voicebot.backoffice.port import PolicyTerm

FILE = Path(__file__).with_name("terms.yaml")


def load_terms(path: Path = FILE) -> dict[tuple[str, str], PolicyTerm]:
    """All terms by (product, topic). Raises ValueError naming the file and entry that is not a whole term."""
    terms = {}
    for number, entry in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")), start=1):
        try:
            term = PolicyTerm(**{key: str(value) for key, value in entry.items()})
        except (TypeError, AttributeError) as error:
            raise ValueError(
                f"{path.name}, entry {number}: needs product, topic, text, source, version"
            ) from error
        terms[term.product, term.topic] = term
    return terms

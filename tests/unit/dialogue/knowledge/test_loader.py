"""The knowledge files are read strictly; what is wrong is named by file, entry and key."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from voicebot.dialogue.knowledge.loader import FOLDER, KnowledgeError, load


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy that may be broken."""
    return Path(shutil.copytree(FOLDER, tmp_path / "knowledge"))


def test_the_files_of_the_house_are_in_order():
    assert len(load().entries) >= 60


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('text: "Ja, waters', 'tekst: "Ja, waters', r"inboedel.yaml, entry \d+ \(waterschade\): key 'tekst'"),
        ("topic: waterschade", "topic: brand", r"inboedel.yaml, entry \d+: topic 'brand' stands there twice"),
        ("topic: waterschade", "topic: ''", r"inboedel.yaml, entry \d+ \(\): topic must be a text"),
        ("topic: dekking", "topic: dekkin", r"inboedel.yaml, entry 1 \(dekkin\): keywords must be there"),
        ('version: "2026-01"', "version: 2026", r"inboedel.yaml: version must be a text"),
        ("source:", "bron:", r"inboedel.yaml: key 'bron' is unknown"),
        ("product: inboedel", "product: huis", r"inboedel.yaml: product must be 'inboedel'"),
        ('["fiets*", ', '["Fiets*", ', r"\(fiets\): keywords must be words in lower case"),
        ('["fiets*", ', "[7, ", r"\(fiets\): keywords must be words in lower case"),
        ('"Ja, waterschade', '"Dat weet je. Ja. Nou, waterschade', r"\(waterschade\): text has 4 sentences"),
        ('"Ja, waterschade', '"Jouw waterschade', r"\(waterschade\): text has 'je' or 'jij'"),
        ("entries:", "entries: 3\nx:", r"must have product, source, version and a list of entries"),
        ("product:", "product: [", r"inboedel.yaml: is not YAML"),
        ("    article: \"artikel 9\"", "    article: 9", r"\(opzegtermijn\): article must be a text"),
        ("    article: \"artikel 9\"", "    wish: order_status", r"\(opzegtermijn\): wish must not be there"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(folder: Path, old: str, new: str, said: str):
    path = folder / "inboedel.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(KnowledgeError, match=said):
        load(folder)


def test_a_missing_topic_is_named(folder: Path):
    path = folder / "reis.yaml"
    path.write_text('product: reis\nsource: "x"\nversion: "1"\nentries: []\n')
    with pytest.raises(KnowledgeError, match=r"reis.yaml: topic 'dekking' is missing"):
        load(folder)


def test_an_entry_that_is_none(folder: Path):
    path = folder / "reis.yaml"
    path.write_text('product: reis\nsource: "x"\nversion: "1"\nentries: [7]\n')
    with pytest.raises(KnowledgeError, match=r"reis.yaml, entry 1: must have topic and text"):
        load(folder)


def test_a_missing_and_a_strange_file(folder: Path):
    (folder / "boot.yaml").write_text("product: boot\n")
    with pytest.raises(KnowledgeError, match=r"boot.yaml: no product of this name"):
        load(folder)
    (folder / "auto.yaml").unlink()
    with pytest.raises(KnowledgeError, match=r"auto.yaml: cannot be read"):
        load(folder)


def test_a_general_fact_needs_its_wish(folder: Path):
    path = folder / "algemeen.yaml"
    path.write_text(path.read_text().replace("    wish: return_order\n", "", 1))
    with pytest.raises(KnowledgeError, match=r"\(retourtermijn\): wish must be there"):
        load(folder)

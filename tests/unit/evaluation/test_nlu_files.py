"""Rasa's NLU files are read without marks and written so that they are read again."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.evaluation import nlu_files

WORDS = st.text(alphabet="abcdefghij 'é5", min_size=1).map(lambda text: " ".join(text.split())).filter(bool)


def test_reading(tmp_path: Path) -> None:
    file = tmp_path / "a.yml"
    file.write_text(
        "version: '3.1'\nnlu:\n  - intent: greet\n    examples: |\n      - hallo\n      - dag [jan](name)\n"
        "  - synonym: x\n    examples: |\n      - y\n"
        "  - intent: bye\n    examples: |\n      - tot [mrt]{'a': 1}\n"
    )
    assert nlu_files.read(file) == {"greet": ["hallo", "dag jan"], "bye": ["tot mrt"]}
    (tmp_path / "b.yml").write_text("nlu:\n  - intent: bye\n    examples: |\n      - dag\n")
    (tmp_path / "spoken.yml").write_text("nlu:\n  - intent: bye\n    examples: |\n      - dach\n")
    assert nlu_files.read_all(tmp_path, without=["spoken.yml"])["bye"] == ["tot mrt", "dag"]


@pytest.mark.parametrize("text", ["", "rules: []", "nlu: 3"])
def test_no_nlu_file(tmp_path: Path, text: str) -> None:
    file = tmp_path / "wrong.yml"
    file.write_text(text)
    with pytest.raises(nlu_files.FileError, match=r"wrong\.yml"):
        nlu_files.read(file)


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), st.lists(WORDS, min_size=1), min_size=1))
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, sentences: dict[str, list[str]]
) -> None:
    file = tmp_path_factory.mktemp("nlu") / "deep" / "spoken.yml"
    nlu_files.write(file, sentences, "Made.\nDo not edit.")
    assert nlu_files.read(file) == dict(sorted(sentences.items()))
    assert file.read_text().startswith("# Made.\n# Do not edit.\n")


def test_an_intent_without_sentences_is_left_out(tmp_path: Path) -> None:
    nlu_files.write(tmp_path / "x.yml", {"a": [], "b": ["ja"]}, "x")
    assert nlu_files.read(tmp_path / "x.yml") == {"b": ["ja"]}

from __future__ import annotations

from pathlib import Path

import pytest

from voicebot.runtime.processes import HouseError, read_procfile
from voicebot.settings import ROOT


def test_the_procfile_of_the_house():
    assert list(read_procfile(ROOT / "Procfile")) == ["web", "rasa", "actions", "worker"]


def test_comments_and_quotes(tmp_path: Path):
    file = tmp_path / "Procfile"
    file.write_text("# hello\n\nweb: run 'a b' c\n")
    assert read_procfile(file) == {"web": ["run", "a b", "c"]}


@pytest.mark.parametrize("line", ["web run", "web:", "just words"])
def test_a_wrong_line_is_named(tmp_path: Path, line: str):
    file = tmp_path / "Procfile"
    file.write_text("ok: true\n" + line + "\n")
    with pytest.raises(HouseError, match="line 2"):
        read_procfile(file)

"""Set-up goes on after it was interrupted: a half-made environment is made anew, a whole one is kept."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from voicebot.settings import ROOT

VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"


def make(folder: Path) -> str:
    script = ROOT / "scripts" / "make_venv.sh"
    done = subprocess.run(
        [script, folder, "voicebot", VERSION], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_a_half_made_environment_is_made_anew_and_a_whole_one_is_kept(tmp_path: Path):
    folder = tmp_path / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)  # as Ctrl-C leaves it
    (folder / "leftover").touch()
    assert "made anew" in make(folder)
    assert not (folder / "leftover").exists()
    subprocess.run([folder / "bin" / "python", "-m", "pip", "--version"], check=True, capture_output=True)

    (folder / "mine").touch()
    assert make(folder) == ""
    assert (folder / "mine").exists()


def test_both_environments_are_made_this_way():
    makefile = (ROOT / "Makefile").read_text()
    assert makefile.count("@scripts/make_venv.sh ") == 2
    assert "-m venv" not in makefile


def test_without_a_python_it_says_what_is_missing(tmp_path: Path):
    script = ROOT / "scripts" / "make_venv.sh"
    done = subprocess.run(
        [script, tmp_path / ".venv", "voicebot", "9.9"],
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin"},
    )
    assert done.returncode != 0
    assert "needs Python 9.9" in done.stderr
    assert not (tmp_path / ".venv").exists()

"""The `voicebot` command as it is installed, started from anywhere; and the modules that `python -m` runs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from voicebot.cli import cli
from voicebot.settings import ROOT

# -I: neither the folder it is started in nor PYTHONPATH helps, as with the script in .venv/bin
SCRIPT = "from voicebot.cli import main; main()"
IMPORTS = """
import importlib, pkgutil, voicebot
for module in pkgutil.walk_packages(voicebot.__path__, "voicebot."):
    if not module.name.endswith("__main__") and ".migrations" not in module.name:
        importlib.import_module(module.name)
"""


def commands(group: click.Group, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        yield (*before, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*before, name))


def alone(folder: Path, program: str, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-I", "-c", program, *words], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("words", list(commands(cli)), ids=" ".join)
def test_every_command_explains_itself(words: tuple[str, ...], tmp_path: Path) -> None:
    assert f"Usage: voicebot {' '.join(words)} " in alone(tmp_path, SCRIPT, *words, "--help")


def test_every_module_that_a_command_may_ask_for_later_is_installed(tmp_path: Path) -> None:
    alone(tmp_path, IMPORTS)


@pytest.mark.parametrize(
    "module",
    [
        "voicebot.bench", "voicebot.dialogue.server", "voicebot.dialogue.training", "voicebot.evaluation",
        "voicebot.evaluation.bench", "voicebot.evaluation.make_spoken", "voicebot.soak",
        "voicebot.speech.weights",
    ],
)  # fmt: skip
def test_a_module_that_is_asked_for_help_does_not_begin(module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", module, "--help"], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"usage: python -m {module}")

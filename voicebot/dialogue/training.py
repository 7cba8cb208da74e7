"""Trains the Rasa model when, and only when, something it is made of has changed.

Run `python -m voicebot.dialogue.training`. The model's file is named by the SHA-256 of its inputs, so an
unchanged assistant costs no time and a changed one never runs on an old model.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from voicebot.start_error import StartError

ROOT = Path(__file__).resolve().parents[2]
PROJECT = ROOT / "rasa_project"
INPUTS = (PROJECT / "config.yml", PROJECT / "domain", PROJECT / "data", PROJECT / "components")
REQUIREMENTS = ROOT / "requirements" / "rasa.txt"

PROGRESS_SECONDS = 5.0
LIMIT_SECONDS = 1800.0

# Keeps Rasa from phoning home and TensorFlow and SQLAlchemy from filling the screen.
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONWARNINGS": "ignore",
}


class TrainingError(Exception):
    """Training failed; the message says what to do."""


def rasa_python() -> Path:
    """Rasa's own interpreter. Raises TrainingError when its environment is not built."""
    python = PROJECT / ".venv" / "bin" / "python"
    if not python.exists():
        raise TrainingError("rasa_project/.venv is missing: run `make setup` to build it.")
    return python


def rasa_environment() -> dict[str, str]:
    """The surroundings for Rasa processes: ours, made quiet, without our virtual environment."""
    ours = {"VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME"}
    return {key: value for key, value in os.environ.items() if key not in ours} | QUIET


def _files() -> Iterator[Path]:
    for entry in INPUTS:
        yield from (
            sorted(path for path in entry.rglob("*") if path.is_file()) if entry.is_dir() else [entry]
        )
    yield REQUIREMENTS


def inputs_hash() -> str:
    """SHA-256 over names and contents of everything that makes the model, as 64 hex digits."""
    digest = hashlib.sha256()
    for path in _files():
        if "__pycache__" in path.parts:
            continue
        content = path.read_bytes()
        digest.update(f"{path.relative_to(ROOT).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def model_path(cache_dir: Path) -> Path:
    """Where the model for the present inputs is, or will be."""
    return cache_dir / "rasa" / f"{inputs_hash()}.tar.gz"


def train(cache_dir: Path, say: Callable[[str], None] = print) -> Path:
    """Train if needed; returns the model's path. Raises TrainingError, naming the log file, when it fails."""
    model = model_path(cache_dir)
    if model.exists():
        say(f"Rasa model unchanged ({model.name[:12]}).")
        return model
    say("Training the Rasa model; about two minutes on two cores.")
    train_on(["data"], model, model.parent / "training.log", say)
    say(f"Rasa model trained ({model.name[:12]}).")
    return model


def train_on(data: Sequence[str], model: Path, log_file: Path, say: Callable[[str], None] = print) -> None:
    """Train on these files and folders of the project and put the model there. Raises TrainingError."""
    python = rasa_python()
    model.parent.mkdir(parents=True, exist_ok=True)
    # Beside its final place, so that the rename is atomic; two trainings at once do not meet.
    with tempfile.TemporaryDirectory(dir=model.parent, prefix="training-") as folder:
        # --force: Rasa's own cache looks at a component's class alone and misses a change in text_model.py
        argv = [
            str(python), "-m", "rasa", "train", "--force", "--config", "config.yml", "--domain", "domain",
            "--data", *data, "--out", folder, "--fixed-model-name", "model",
        ]  # fmt: skip
        code = _run(argv, log_file, say)
        made = Path(folder) / "model.tar.gz"
        if code != 0 or not made.exists():
            raise TrainingError(f"Training failed (exit code {code}). Read {log_file}, mend rasa_project/.")
        made.replace(model)


def _run(argv: list[str], log_file: Path, say: Callable[[str], None]) -> int:
    """Run the training with its noise in a file and a line of progress every few seconds."""
    started = time.monotonic()
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            argv,
            cwd=PROJECT,
            env=rasa_environment(),
            stdout=log,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
        try:
            while True:
                try:
                    return process.wait(PROGRESS_SECONDS)
                except subprocess.TimeoutExpired:
                    elapsed = time.monotonic() - started
                    say(f"  training the Rasa model: {elapsed:.0f} s")
                    if elapsed > LIMIT_SECONDS:
                        raise TrainingError(
                            f"Training took over {LIMIT_SECONDS:.0f} s. Read {log_file}."
                        ) from None
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()


def main() -> int:
    """Train with the settings' cache folder; 0 when there is a model."""
    from voicebot.settings_errors import load_settings

    argparse.ArgumentParser(
        prog="python -m voicebot.dialogue.training", description=main.__doc__
    ).parse_args()
    try:
        train(load_settings().cache_dir, lambda line: print(line, flush=True))
    except (TrainingError, StartError) as error:
        print(f"training: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

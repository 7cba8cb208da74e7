"""Reads a text with espeak-ng and an MBROLA voice (Debian: espeak-ng, mbrola, mbrola-nl1/2/3)."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

RATE = 16000  # samples a second that MBROLA's Dutch voices give
FOLDER = Path("/usr/share/mbrola")  # where Debian puts the voices


class VoiceError(Exception):
    """The voice cannot speak; the message says what is missing or wrong."""


def missing_tools(*voices: str) -> list[str]:
    """Debian packages that are not there for voices such as 'nl2'."""
    missing = [package for package in ("espeak-ng", "mbrola") if shutil.which(package) is None]
    files = {voice: FOLDER / voice / voice for voice in voices}
    return missing + [f"mbrola-{voice}" for voice, file in files.items() if not file.is_file()]


def speak(text: str, *, voice: str = "nl2", speed: int = 140, pitch: int = 50) -> Floats:
    """The text as sound in [-1, 1] at RATE. speed: words a minute, pitch: 0-99. Raises VoiceError."""
    command = ["espeak-ng", "-v", f"mb-{voice}", "-s", str(speed), "-p", str(pitch), "--stdout", "--", text]
    made = subprocess.run(command, capture_output=True, check=False)
    at = made.stdout.find(b"data")
    if made.returncode or at < 0 or len(made.stdout) < 100:
        raise VoiceError(f"espeak-ng cannot say {text!r}: {made.stderr.decode(errors='replace')}")
    # Written to a pipe, the header's sizes are not true: the sound is whatever follows it.
    sound = made.stdout[at + 8 :]
    return np.frombuffer(sound[: len(sound) // 2 * 2], "<i2") / 32768.0

"""Installs a pinned requirements file into the environment of the Python that runs this, showing progress.

    VENV/bin/python scripts/install.py requirements/voicebot.txt

Hashes are required, so what is installed is exactly what was tested. pip's own output goes to a log.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path


class Progress:
    """How many of the packages that this machine needs are there, by what pip prints."""

    def __init__(self, requirements: str) -> None:
        self.wanted = len(re.findall(r"^[A-Za-z0-9][^=\n]*==", requirements, re.MULTILINE))
        self.fetched = 0

    def take(self, line: str) -> None:
        """A line of pip: those for other machines first, then one for each package, wherever it is from."""
        self.wanted -= line.startswith("Ignoring")
        self.fetched += line.startswith(("Collecting", "Processing", "Requirement already satisfied"))

    def __str__(self) -> str:
        return f"{self.fetched} of {self.wanted} packages are here"


def main() -> int:
    """Install; returns the exit code."""
    requirements = Path(sys.argv[1])
    progress = Progress(requirements.read_text())
    log = Path("build") / f"install-{requirements.stem}.log"
    log.parent.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "pip", "install", "--require-hashes", "--no-deps"]
    command += ["--disable-pip-version-check", "--progress-bar", "off", "-r", str(requirements)]
    started = shown = time.monotonic()
    print(f"Installing {requirements}", flush=True)
    with (
        log.open("w") as file,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip,
    ):
        assert pip.stdout is not None
        for line in pip.stdout:
            file.write(line)
            progress.take(line)
            step = "unpacking, this takes a minute or two" if line.startswith("Installing") else ""
            if step or time.monotonic() - shown > 5:
                shown = time.monotonic()
                print(f"  {progress}, {shown - started:.0f} s {step}", flush=True)
    if pip.returncode:
        print("".join(f"  {line}\n" for line in log.read_text().splitlines()[-15:]))
        print(f"Installing {requirements} failed; the whole log is {log}. Is a package registry reachable?")
    else:
        print(f"  {progress}, done in {time.monotonic() - started:.0f} s")
    return pip.returncode


if __name__ == "__main__":
    sys.exit(main())

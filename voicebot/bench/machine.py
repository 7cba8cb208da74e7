"""On what, of what and when a run was made, so that two runs can be compared."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from voicebot.settings import ROOT, Settings

SETTINGS = ("whisper_", "vad_", "end_of_turn", "voice", "threads", "max_calls", "rasa_timeout")


def about(settings: Settings) -> dict[str, Any]:
    """Machine, revision, date (UTC, ISO 8601), and the settings that bear on speed; no secrets."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "revision": _git("rev-parse", "--short=12", "HEAD"),
        "changed_files": len((_git("status", "--porcelain", "--untracked-files=no") or "").splitlines()),
        "machine": {
            "cores": os.cpu_count(),
            "processor": _processor(),
            "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
            "python": platform.python_version(),
            "load_before": round(os.getloadavg()[0], 2),  # above about 0.3 others worked on it as well
        },
        "settings": {
            name: value
            for name, value in settings.model_dump(mode="json").items()
            if name.startswith(SETTINGS)
        },
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _git(*arguments: str) -> str | None:
    """git's answer, None where there is no checkout."""
    try:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()

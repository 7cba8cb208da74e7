"""What calls are played with: models, code and settings, as a result names them."""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from voicebot.dialogue.training import inputs_hash, model_path
from voicebot.replay.results import Models
from voicebot.settings import ROOT, Settings
from voicebot.speech import weights

# Parts of the code that no call goes through.
_ASIDE = frozenset(
    ("bench", "console", "degrade", "desk", "evaluation", "load", "record", "report", "soak", "telephony")
)
_KINDS = frozenset((".py", ".yaml", ".j2", ".txt"))
_SETTINGS = (
    "company", "disclosure", "disclosure_version", "patience", "vad_aggressiveness", "voice", "voice_rate",
    "voice_volume", "whisper_beam", "whisper_compute_type", "whisper_device", "whisper_model",
)  # fmt: skip
_GIT_SECONDS = 10.0


def models(settings: Settings, threads: int) -> Models:
    """What a replay on this machine is played with now. ``threads``: of one transcription.

    Raises WeightsError when the weights of Whisper are not there.
    """
    windows = "/".join(map(str, settings.whisper_windows))
    name = Path(weights.model_path(settings.whisper_model, settings.cache_dir)).name
    whisper = (
        f"{name} {settings.whisper_compute_type} beam={settings.whisper_beam} window={windows}/30s "
        f"threads={threads}, {_versions('faster-whisper', 'ctranslate2')}"
    )
    voice = f"{settings.voice}, rate {settings.voice_rate}, {_versions('pyttsx3', 'espeakng-loader')}"
    revision = _git("rev-parse", "HEAD")
    changes = _git("status", "--porcelain", "--untracked-files=no")
    return Models(
        whisper=whisper,
        voice=voice,
        rasa=model_path(settings.cache_dir).name,
        rasa_inputs=inputs_hash(),
        revision=revision,
        dirty=bool(changes),
        code=code_hash(),
        settings={name: getattr(settings, name) for name in _SETTINGS},
    )


def machine() -> str:
    """How many processors of which kind."""
    kind = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{os.cpu_count()} × {named[0] if named else kind}"


def code_hash() -> str:
    """SHA-256 over names and contents of the code and texts that a call goes through."""
    digest = hashlib.sha256()
    for path in _code():
        content = path.read_bytes()
        digest.update(f"{path.relative_to(ROOT).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _code() -> Iterator[Path]:
    package = ROOT / "voicebot"
    for path in sorted(package.rglob("*")):
        aside = path.relative_to(package).parts[0] in _ASIDE
        if path.suffix in _KINDS and not aside and path.is_file():
            yield path


def _versions(*packages: str) -> str:
    return ", ".join(f"{name} {_version(name)}" for name in packages)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"


def _git(*arguments: str) -> str:
    """What git says, '' without git or outside of a checkout."""
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=_GIT_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""

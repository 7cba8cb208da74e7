"""Results on disk: written whole or not at all, read strictly. See `voicebot.replay.results`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from voicebot.replay.results import FORMAT, CallResult, Run, Wall

RESULT, WALL = "result.json", "wall.json"


class ResultError(ValueError):
    """A result cannot be used; the message names the file, the place in it and what to do."""


def save(run: Run, folder: Path) -> Path:
    """Write `result.json` in a run's folder, which is made. Same run, same bytes. Raises OSError."""
    return _write(_runs().dump_json(run, indent=1), folder / RESULT)


def save_wall(wall: Wall, folder: Path) -> Path:
    """Write `wall.json`. Raises OSError."""
    return _write(_walls().dump_json(wall, indent=1), folder / WALL)


def load(path: Path) -> Run:
    """Read a run: its folder, or its `result.json`. Raises ResultError."""
    file = path / RESULT if path.is_dir() else path
    try:
        run = _runs().validate_json(_read(file))
    except ValidationError as error:
        raise _unreadable(file, error) from error
    if run.format != FORMAT:
        raise ResultError(f"{file}: is of format {run.format}, and this reads {FORMAT}; replay again")
    return run


def load_wall(folder: Path) -> Wall | None:
    """Read a run's `wall.json`, None when there is none. Raises ResultError."""
    file = folder / WALL
    if not file.exists():
        return None
    try:
        return _walls().validate_json(_read(file))
    except ValidationError as error:
        raise _unreadable(file, error) from error


def runs(folder: Path) -> list[Path]:
    """The folders of the finished runs in ``folder``, the oldest first."""
    return sorted(file.parent for file in folder.glob(f"*/{RESULT}"))


def dump_call(call: CallResult) -> bytes:
    """One call as JSON."""
    return _calls().dump_json(call)


def read_call(data: bytes, file: Path) -> CallResult:
    """One call that `dump_call` wrote; ``file`` is named in errors. Raises ResultError."""
    try:
        return _calls().validate_json(data)
    except ValidationError as error:
        raise _unreadable(file, error) from error


@cache
def _runs() -> TypeAdapter[Run]:
    return TypeAdapter(Run)


@cache
def _calls() -> TypeAdapter[CallResult]:
    return TypeAdapter(CallResult)


@cache
def _walls() -> TypeAdapter[Wall]:
    return TypeAdapter(Wall)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise ResultError(
            f"{file}: cannot be read ({error.strerror}); name a run's folder or its {RESULT}"
        ) from error


def _write(data: bytes, file: Path) -> Path:
    """Whole or not at all: an interruption leaves no half of a file under its name."""
    file.parent.mkdir(parents=True, exist_ok=True)
    scratch = file.with_suffix(".new")
    scratch.write_bytes(data + b"\n")
    return scratch.replace(file)


def _unreadable(file: Path, error: ValidationError) -> ResultError:
    first = error.errors(include_url=False, include_input=False)[0]
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"]).lstrip(".")
    more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
    return ResultError(
        f"{file}: {where or 'the file'}: {first['msg'].lower()}{more}; it was not written by this version: "
        "replay again"
    )

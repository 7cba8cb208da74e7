"""From kept runs on disk to a report: the run, those before it in its folder, the one it is compared with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from voicebot.replay import result_file
from voicebot.replay.results import Run
from voicebot.report.compare import Comparison, compare
from voicebot.report.page import Page, Report, Sound, render
from voicebot.report.trend import MOST_RUNS, trend

PAGE = "report.html"
_MOST_READ = 2 * MOST_RUNS  # some of them may be of other calls; 200 calls take 0.2 s to read


def assemble(path: Path, against: Path | None = None, *, line: str = "") -> Report:
    """The report of a run (its folder, or its result.json). Raises ResultError for it and for ``against``.

    line: see `comparison_of`.
    Earlier runs of the folder that cannot be read are not in the trend.
    """
    folder = path.parent if path.is_file() else path
    run = result_file.load(folder)
    points = trend(run, name_of(folder), _earlier(folder))
    comparison = comparison_of(against, path, line=line) if against else None
    return Report(run, name_of(folder), folder, points, result_file.load_wall(folder), comparison)


def comparison_of(before: Path, after: Path, *, line: str = "") -> Comparison:
    """Two runs compared; with ``line`` the later one's versions on it with the earlier one's originals.

    Raises ResultError, and PairingError with ``line``.
    """
    names = (name_of(before), name_of(after))
    return compare(result_file.load(before), result_file.load(after), names, line=line)


def write(report: Report, path: Path, *, audio: Sound = "beside", redact: bool = False) -> Page:
    """Write the page. Raises OSError."""
    page = render(report, path, audio=audio, redact=redact)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page.html, encoding="utf-8")
    return page


def name_of(path: Path) -> str:
    """A run's name: that of its folder."""
    return (path.parent if path.suffix == ".json" else path).resolve().name


def kept(folder: Path) -> Iterator[tuple[str, Run]]:
    """The runs of a folder that can be read, the oldest first."""
    yield from _readable(result_file.runs(folder))


def _earlier(folder: Path) -> Iterator[tuple[str, Run]]:
    here = folder.resolve()
    yield from _readable([one for one in result_file.runs(here.parent) if one.name < here.name][-_MOST_READ:])


def _readable(folders: Iterable[Path]) -> Iterator[tuple[str, Run]]:
    for one in folders:
        try:
            yield one.name, result_file.load(one)
        except result_file.ResultError:  # of another format: not comparable
            continue

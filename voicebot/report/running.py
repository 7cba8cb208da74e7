"""What `voicebot report`, `voicebot compare` and the end of `voicebot replay` do."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.text import Text

from voicebot.replay.result_file import ResultError
from voicebot.report import compare_text
from voicebot.report.assemble import PAGE, assemble, comparison_of, kept, write
from voicebot.report.bisect import bisect
from voicebot.report.page import Report, Sound
from voicebot.report.revisions import Git
from voicebot.settings import ROOT

_MOST_TOLD = 3


def after_replay(run: Path, before: Path | None, console: Console) -> None:
    """What a replay ends with: the page beside the result and, with ``before``, what changed since.

    Raises ResultError and OSError.
    """
    if before:
        against(before, run, console)
    write_page(assemble(run, before), run / PAGE, console)


def against(before: Path, after: Path, console: Console, *, line: str = "") -> int:
    """Print what changed; 1 when a call broke, else 0. Raises ResultError, and PairingError with ``line``."""
    found = comparison_of(before, after, line=line)
    compare_text.show(console, found)
    return int(any(change.verdict == "broken" for change in found.changes))


def write_page(
    found: Report, path: Path, console: Console, *, audio: Sound = "beside", redact: bool = False
) -> None:
    """Write a page and say where. Raises OSError."""
    page = write(found, path, audio=audio, redact=redact)
    for problem in page.missing[:_MOST_TOLD]:
        console.print(Text(f"Without waves and sound: {problem}", style="yellow"), soft_wrap=True)
    if len(page.missing) > _MOST_TOLD:
        console.print(Text(f"… and {len(page.missing) - _MOST_TOLD} more", style="yellow"))
    console.print(Text(f"Report: {path} ({len(page.html.encode()) / 1e6:.1f} MB)"), soft_wrap=True)


def bisected(console: Console, call: str, folder: Path, scenarios: Path) -> int:
    """Print between which revisions a call flipped; always 0. Raises ResultError and RevisionError."""
    found = list(kept(folder))
    if not found:
        raise ResultError(
            f"{folder}: there is no run in it; `voicebot replay` leaves one, --in names another folder"
        )
    known = {one.id for _, run in found for one in run.calls}
    if call not in known:
        near = ", ".join(sorted(name for name in known if call in name)[:8])
        raise ResultError(f"{folder}: no run has a call {call!r}" + (f"; there is {near}" if near else ""))
    history = Git(ROOT)
    compare_text.show_bisection(console, call, bisect(found, call, history), history, folder, str(scenarios))
    return 0

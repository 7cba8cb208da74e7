"""`voicebot report` and `voicebot compare`. Their parts are imported when they run: others start fast."""

from __future__ import annotations

import sys
from pathlib import Path

import click

_RUN = click.Path(exists=True, path_type=Path)


@click.command()
@click.argument("run", type=_RUN)
@click.option("--against", type=_RUN, help="An earlier run: the page shows what changed since.")
@click.option("--audio", is_flag=True, help="Pack the recordings into the page (about 240 kB a minute).")
@click.option(
    "--redact", is_flag=True, help="For sharing: without recordings, and without what tells who called."
)
@click.option(
    "-o", "--out", type=click.Path(path_type=Path, dir_okay=False), help="[default: report.html in RUN]"
)
def report(run: Path, against: Path | None, audio: bool, redact: bool, out: Path | None) -> None:
    """Write RUN, a replay's folder or its result.json, as one page that works offline."""
    from rich.console import Console

    from voicebot.replay.result_file import ResultError
    from voicebot.report.assemble import PAGE, assemble
    from voicebot.report.running import write_page

    if audio and redact:
        raise click.UsageError("a voice tells who called: --redact goes without --audio")
    try:
        found = assemble(run, against)
        path = out or found.folder / PAGE
        console = Console(highlight=False)
        write_page(found, path, console, audio="inside" if audio else "beside", redact=redact)
    except (ResultError, OSError) as error:
        click.echo(f"voicebot report: {error}", err=True)
        sys.exit(2)


@click.command()
@click.argument("runs_", metavar="[BEFORE AFTER]", nargs=-1, type=_RUN)
@click.option(
    "--bisect", "call", metavar="CALL", help="Show between which revisions' kept runs this call flipped."
)
@click.option(
    "--line",
    default="",
    metavar="RECIPE",
    help="Compare AFTER's versions on this line (gsm, babble=10+codec=gsm) with BEFORE's originals.",
)
@click.option(
    "--in",
    "folder",
    default=Path("build/replay"),
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="With --bisect: the folder of the runs.",
)
@click.option(
    "--scenarios",
    default=Path("audio_fixtures"),
    show_default=True,
    type=click.Path(path_type=Path),
    help="With --bisect: where the calls are, for the command that replays one.",
)
@click.option(
    "--html",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write AFTER's page, with what changed.",
)
def compare(
    runs_: tuple[Path, ...], call: str | None, line: str, folder: Path, scenarios: Path, html: Path | None
) -> None:
    """Show only what changed between two replays, call by call, and which rates moved by more than chance.

    Calls are paired by name; a plain version of `voicebot degrade` also with its original. With --line both
    may be the same run.

    The exit code is 1 when a call broke, 0 when none did, 2 when the runs cannot be read.
    """
    from rich.console import Console

    from voicebot.replay.result_file import ResultError
    from voicebot.report.assemble import assemble
    from voicebot.report.pairing import PairingError
    from voicebot.report.revisions import RevisionError
    from voicebot.report.running import against, bisected, write_page

    console = Console(highlight=False)
    try:
        if call:
            if runs_:
                raise click.UsageError("--bisect looks through the runs of --in: name no others")
            if line:
                raise click.UsageError("--line compares two runs: leave --bisect out")
            code = bisected(console, call, folder, scenarios)
        elif len(runs_) == 2:
            code = against(runs_[0], runs_[1], console, line=line)
            if html:
                write_page(assemble(runs_[1], runs_[0], line=line), html, console)
        else:
            raise click.UsageError("name two runs, BEFORE and AFTER, or --bisect CALL")
    except (ResultError, RevisionError, PairingError, OSError) as error:
        click.echo(f"voicebot compare: {error}", err=True)
        code = 2
    sys.exit(code)

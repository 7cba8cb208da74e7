"""`voicebot replay` on the command line."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voicebot.settings import Settings
from voicebot.settings_errors import load_settings
from voicebot.start_error import StartError

if TYPE_CHECKING:
    from rich.console import Console

    from voicebot.replay.plan import Chosen

After = Callable[[Path, Path | None, "Console"], None]
"""What else is done with a finished run: told its folder, and the result that it is to be compared with."""

_PATH = click.Path(path_type=Path)
_EXISTING = click.Path(exists=True, path_type=Path)


def replay_command(after: After | None = None) -> click.Command:
    """The command; ``after`` is called with each finished run."""

    @click.command("replay")
    @click.argument("scenarios", nargs=-1, type=_EXISTING)
    @click.option(
        "--virtual",
        "way",
        flag_value="virtual",
        default="virtual",
        help="In virtual time through the call core, as fast as the processor allows. The default.",
    )
    @click.option(
        "--real",
        "way",
        flag_value="real",
        help="In real time over the WebSocket, for latency; with a house that is started for it.",
    )
    @click.option("--server", default="", help="Base URL of a running house, called in real time.")
    @click.option(
        "--public-url",
        default="",
        help="Under which URL that house is public, if it is not --server: it is what signatures "
        "are made over. [default: VOICEBOT_PUBLIC_URL]",
    )
    @click.option(
        "--speed",
        default=1.0,
        show_default=True,
        type=click.FloatRange(1, 100),
        help="Of real time; larger is faster.",
    )
    @click.option(
        "-k",
        "words",
        multiple=True,
        metavar="WORD",
        help="Only calls with this word in name or description; may stand more than once (any).",
    )
    @click.option(
        "--tag", "tags", multiple=True, help="Only calls with this tag; more than once: all of them."
    )
    @click.option("--last-failed", is_flag=True, help="Only calls that failed in the newest run in --out.")
    @click.option(
        "--repeat",
        default=1,
        show_default=True,
        type=click.IntRange(1, 1000),
        help="How often each call is played.",
    )
    @click.option(
        "--never",
        "rules",
        multiple=True,
        type=_EXISTING,
        metavar="FILE",
        help="More rules for all calls, besides the house's own.",
    )
    @click.option("--no-never", is_flag=True, help="Without the house's own rules for all calls.")
    @click.option(
        "--now",
        default=None,
        type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]),
        metavar="TIME",
        help="Local time of virtual calls. [default: 2026-11-24 10:00]",
    )
    @click.option(
        "--workers",
        default=None,
        type=click.IntRange(1, 64),
        help="Worker processes for virtual calls. [default: one a processor]",
    )
    @click.option(
        "--whisper-threads",
        default=1,
        show_default=True,
        type=click.IntRange(1, 64),
        help="Processor threads of a transcription, in each worker.",
    )
    @click.option("--no-audio", is_flag=True, help="Keep no recordings of virtual calls.")
    @click.option("--fresh", is_flag=True, help="Do not go on with a run that was interrupted.")
    @click.option("-v", "--verbose", is_flag=True, help="Show every call, not only those that failed.")
    @click.option(
        "--out",
        default=Path("build/replay"),
        show_default=True,
        type=_PATH,
        help="Where each run gets a folder with its results.",
    )
    @click.option("--against", default=None, type=_EXISTING, help="A result to compare with.")
    @click.option("--schema", is_flag=True, help="Print the JSON Schema of scenarios.")
    def replay(**given: Any) -> None:
        """Replay recorded test calls (scenario files or folders) and check what must happen.

        Exit code: 0 all went as it must, 1 an expectation was not met, 2 it could not run, 3 some input was
        skipped and the rest went as it must, 4 input was skipped and an expectation not met.
        """
        if given["schema"]:
            from voicebot.replay.schema import text

            click.echo(text(), nl=False)
            return
        if not given["scenarios"]:
            raise click.UsageError("name scenario files or folders, such as audio_fixtures")
        sys.exit(_run(given, after))

    return replay


def _run(given: dict[str, Any], after: After | None) -> int:
    from rich.console import Console

    from voicebot.replay import never, result_file
    from voicebot.replay.outcome import UNUSABLE
    from voicebot.replay.result_file import ResultError

    settings, console = load_settings(), Console(highlight=False)
    out: Path = given["out"]
    rules = (*(() if given["no_never"] else (never.HOUSE,)), *given["rules"])
    try:
        chosen = _chosen(given, console)
        real = given["way"] == "real" or given["server"]
        code = (_real if real else _virtual)(settings, given, chosen, rules, console)
        if after and code not in (UNUSABLE, *range(128, 160)):
            finished = max(result_file.runs(out), key=lambda run: (run / result_file.RESULT).stat().st_mtime)
            after(finished, given["against"], console)
    except ResultError as error:
        raise StartError(str(error)) from error
    return code


def _real(
    settings: Settings, given: dict[str, Any], chosen: Chosen, rules: tuple[Path, ...], console: Console
) -> int:
    from voicebot.replay.command import replay
    from voicebot.replay.server import Server

    try:
        server = Server.of(given["server"], given["public_url"], settings) if given["server"] else None
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    return replay(
        settings, given["scenarios"], speed=given["speed"], server=server, out=given["out"], console=console,
        chosen=chosen, rules=rules,
    )  # fmt: skip


def _virtual(
    settings: Settings, given: dict[str, Any], chosen: Chosen, rules: tuple[Path, ...], console: Console
) -> int:
    import os

    from sqlalchemy.exc import SQLAlchemyError

    from voicebot.backoffice.today import CALLERS_ZONE
    from voicebot.call.ports import PartError
    from voicebot.dialogue.training import TrainingError
    from voicebot.replay.fields import ScenarioError
    from voicebot.replay.outcome import UNUSABLE
    from voicebot.replay.virtual_run import Virtual, run_virtual
    from voicebot.replay.world import NOW
    from voicebot.runtime.processes import HouseError
    from voicebot.runtime.signals import Stopped, stopped_by_signals
    from voicebot.speech.weights import WeightsError

    now: datetime | None = given["now"]
    how = Virtual(
        workers=given["workers"] or os.cpu_count() or 1,
        threads=given["whisper_threads"],
        rules=rules,
        now=now.replace(tzinfo=CALLERS_ZONE) if now else NOW,
        sound=not given["no_audio"],
        fresh=given["fresh"],
        verbose=given["verbose"],
    )
    try:
        with stopped_by_signals():
            return run_virtual(settings, given["scenarios"], chosen, how, given["out"], console)
    except (
        HouseError, StartError, TrainingError, WeightsError, PartError, ScenarioError, SQLAlchemyError,
        OSError,
    ) as error:  # fmt: skip
        console.print(f"The replay could not run: {error}", markup=False, soft_wrap=True)
        return UNUSABLE
    except Stopped as stopped:
        with suppress(OSError):  # the terminal may be what was closed
            console.print("Stopped. The same command goes on with the calls that are left.")
        return stopped.exit_code


def _chosen(given: dict[str, Any], console: Console) -> Chosen:
    from voicebot.replay.plan import Chosen
    from voicebot.replay.run_folder import last_failed

    names = None
    if given["last_failed"]:
        last = last_failed(given["out"])
        if last is None:
            told = f"There is no finished run in {given['out']}: all calls are played."
            console.print(told, soft_wrap=True)
        elif not last[1]:
            console.print(f"No call failed in {last[0]}: all calls are played.", soft_wrap=True)
        else:
            names = last[1]
    return Chosen(given["words"], given["tags"], names, given["repeat"])

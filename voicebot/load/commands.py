"""`voicebot load`: many recorded callers at once."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from voicebot.load.plan import MOST_CALLERS, MOST_HOLD, MOST_RAMP
from voicebot.settings_errors import load_settings

if TYPE_CHECKING:
    from rich.console import Console

    from voicebot.replay.scenario import Scenario
    from voicebot.replay.server import Server


@click.command()
@click.option(
    "--calls", "callers", required=True, type=click.IntRange(1, MOST_CALLERS), help="Callers at once."
)
@click.option("--server", "address", required=True, help="Base URL of a running house.")
@click.option(
    "--ramp",
    default=30.0,
    show_default=True,
    type=click.FloatRange(0, MOST_RAMP),
    help="Seconds in which their number grows evenly.",
)
@click.option(
    "--hold",
    default=60.0,
    show_default=True,
    type=click.FloatRange(0, MOST_HOLD),
    help="Seconds after that in which they call again and again; 0: each calls once.",
)
@click.option(
    "--scenarios",
    "folder",
    type=click.Path(exists=True, path_type=Path),
    help="A scenario or a folder of them.  [default: audio_fixtures]",
)
@click.option("--public-url", default="", help="Under which URL the house is public, if it is not --server.")
@click.option(
    "--p95", "limit", type=click.FloatRange(min=0), help="Seconds: exit code 1 when the p95 is above."
)
@click.option(
    "--out",
    default=Path("build/load.json"),
    show_default=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the figures go.",
)
@click.option("--yes-i-own-this", "owned", is_flag=True, help="The address is elsewhere, and may be loaded.")
def load(
    callers: int,
    address: str,
    ramp: float,
    hold: float,
    folder: Path | None,
    public_url: str,
    limit: float | None,
    out: Path,
    owned: bool,
) -> None:
    """Replay many recorded calls at once against a house, as Twilio would speak.

    Signs with VOICEBOT_TWILIO_AUTH_TOKEN, which must be the house's. Exit code 0: everybody was answered;
    1: not (refused, turned away, left waiting, an error, or above --p95); 2: it could not run; 130: Ctrl-C,
    after which all callers hang up and the figures so far are shown. Calls that go to a person ring that
    person. """  # fmt: skip
    from rich.console import Console

    from voicebot.load.figures import figures, went_well
    from voicebot.load.plan import Plan
    from voicebot.load.run import Run, carry_out
    from voicebot.load.table import live, progress, show
    from voicebot.load.whose import NotOwn, check, is_this_machine, reached
    from voicebot.replay.server import Server
    from voicebot.runtime.signals import Stopped, stopped_by_signals
    from voicebot.settings import ROOT

    console = Console(highlight=False)
    settings = load_settings()
    plan = Plan(callers, ramp, hold)
    try:
        server = Server.of(address, public_url, settings)
        if not owned:
            check(server, settings.public_url if settings.public_url != settings.own_url else "")
    except NotOwn as error:
        _cannot(console, str(error))
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    scenarios = _read(folder or ROOT / "audio_fixtures", console)
    if problem := _unreachable(server):
        _cannot(console, problem)
    local = is_this_machine(reached(server)[0])
    run = Run()
    code = 0
    with progress(console) as bar:
        task = bar.add_task(f"{callers} callers", total=plan.ramp + plan.hold + plan.grace / 2, live="")

        def tell(run: Run) -> None:
            mb = run.mb[-1] if run.mb else None
            bar.update(task, advance=0.25, live=live(run.calls, run.on_the_line, mb))

        try:
            with stopped_by_signals():
                token = settings.twilio_auth_token.get_secret_value()
                carry_out(plan, server, token, scenarios, run, tell, local=local)
        except Stopped as stopped:
            code = stopped.exit_code
    found = figures(plan, run.calls, run.seconds, run.mb)
    found |= {"server": server.public_url, "ramp_s": ramp, "hold_s": hold}
    with suppress(OSError):  # the terminal may be what was closed
        show(console, found)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        _cannot(console, f"{out}: cannot be written ({error.strerror})")
    p95 = found["latency"]["p95_s"]
    slow = limit is not None and (p95 is None or p95 > limit)
    sys.exit(code or (0 if went_well(found) and not slow and found["calls"] else 1))


def _read(path: Path, console: Console) -> list[Scenario]:
    """All scenarios in which somebody says something; those that cannot be read are named."""
    from voicebot.degrade.copies import inputs
    from voicebot.replay.scenario import Does, ScenarioError
    from voicebot.replay.scenario import load as read

    found = []
    for file in inputs([path]):
        try:
            found.append(read(file))
        except ScenarioError as error:
            console.print(f"skipped: {error}", style="red", markup=False, soft_wrap=True)
    talking = [one for one in found if any(step.does is Does.SAY for step in one.steps)]
    if not talking:
        _cannot(console, f"{path} holds no scenario in which anything is said")
    return talking


def _unreachable(server: Server) -> str:
    """Why no call can be made at all: better said once than once a caller."""
    from voicebot.replay.line import CarrierError, Line

    line = Line(server.public_url, "", server.connect_to)
    try:
        line.get(server.public_url + "/healthz")
    except CarrierError as error:
        return str(error)
    finally:
        line.close()
    return ""


def _cannot(console: Console, problem: str) -> NoReturn:
    console.print(f"The load could not run: {problem}", markup=False, soft_wrap=True)
    sys.exit(2)

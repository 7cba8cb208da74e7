"""The `voicebot` command."""

from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path

import click

from voicebot.settings import ROOT
from voicebot.settings_errors import load_settings
from voicebot.start_error import StartError


@click.group()
def cli() -> None:
    """A Dutch voice assistant for the telephone."""


@cli.command()
def run() -> None:
    """Start the whole house on this machine."""
    from voicebot.runtime.house import on_own_ports, run_until_signal

    settings = load_settings()
    plan = on_own_ports(ROOT, settings, Path("build/logs"))
    base = plan.base_url
    ready = (
        f"\n  Ready on {base}  (health: {base}/readyz)\n"
        f"  Twilio's webhook: POST {settings.public_url}/twilio/voice\n  Ctrl-C stops everything.\n"
    )
    sys.exit(run_until_signal(plan, ready))


@cli.command()
def actions() -> None:
    """Serve the custom actions that Rasa asks for."""
    from voicebot.bootstrap import backoffice, starting
    from voicebot.dialogue.actions.server import serve
    from voicebot.privacy import install_logging

    settings = load_settings()
    install_logging(settings.log_level)
    with starting():
        office = backoffice(settings)
    try:
        serve(office, settings.actions_host, settings.actions_port)
    except OSError as error:
        where = f"{settings.actions_host}:{settings.actions_port}"
        raise StartError(f"cannot listen on {where} ({error}); see VOICEBOT_ACTIONS_PORT") from error


@cli.command()
def worker() -> None:
    """Send the confirmations that are owed, and close calls that a crash left open."""
    from voicebot.bootstrap import work
    from voicebot.privacy import install_logging

    settings = load_settings()
    install_logging(settings.log_level)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    work(settings, stop)


@cli.command("settings")
def show_settings() -> None:
    """Print the table of all settings, as it stands in the README."""
    from voicebot.settings_table import markdown

    click.echo(markdown())


@cli.command()
def handover() -> None:
    """Print the table of what sends a call to a person, as it stands in docs/handover.md."""
    from voicebot.call.handover import markdown

    click.echo(markdown(), nl=False)


@cli.command()
def demo() -> None:
    """Replay one order call and one claim call on the real parts."""
    from voicebot.replay.command import demo as run_demo

    sys.exit(run_demo(load_settings()))


@cli.command()
@click.argument("scenarios", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--speed",
    default=1.0,
    show_default=True,
    type=click.FloatRange(1, 100),
    help="1 is real time; larger is faster.",
)
@click.option("--server", default="", help="Base URL of a running house; without it one is started.")
@click.option(
    "--public-url",
    default="",
    help="Under which URL that house is public, if it is not --server: it is what signatures are made over. "
    "[default: VOICEBOT_PUBLIC_URL]",
)
@click.option(
    "--out", default=Path("build/replay"), type=click.Path(path_type=Path), help="Where WAVs and logs go."
)
def replay(scenarios: tuple[Path, ...], speed: float, server: str, public_url: str, out: Path) -> None:
    """Replay recorded test calls (scenario files or folders) and check what must happen."""
    from voicebot.replay.command import replay as run_replay
    from voicebot.replay.server import Server

    settings = load_settings()
    try:
        running = Server.of(server, public_url, settings) if server else None
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    sys.exit(run_replay(settings, scenarios, speed=speed, server=running, out=out))


def main() -> None:
    """Run the command; what keeps it from starting is said in one message, with exit code 1."""
    try:
        cli(prog_name="voicebot")
    except StartError as error:
        click.echo(f"voicebot: {error}", err=True)
        sys.exit(1)

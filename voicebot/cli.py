"""The `voicebot` command."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voicebot.confirm.commands import confirmations
from voicebot.console.commands import users
from voicebot.degrade.commands import degrade
from voicebot.evaluation.ask import ask
from voicebot.load.commands import load
from voicebot.record.commands import record
from voicebot.replay.options import replay_command
from voicebot.report.commands import compare, report
from voicebot.settings import ROOT
from voicebot.settings_errors import load_settings
from voicebot.start_error import StartError

if TYPE_CHECKING:
    from rich.console import Console


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
        f"  Console: {base}/console\n"
        f"  Twilio's webhook: POST {settings.public_url}/twilio/voice\n  Ctrl-C stops everything.\n"
    )
    sys.exit(run_until_signal(plan, ready))


@cli.command()
def actions() -> None:
    """Serve the custom actions that Rasa asks for."""
    from voicebot.bootstrap import backoffice, starting
    from voicebot.call.written import Channels
    from voicebot.dialogue.actions.server import serve
    from voicebot.people import callback_hours
    from voicebot.privacy import install_logging

    settings = load_settings()
    install_logging(settings.log_level)
    with starting():
        office = backoffice(settings)
    try:
        hours = callback_hours(settings)
        channels = Channels(settings.sends_sms, settings.sends_email)
        serve(office, settings.actions_host, settings.actions_port, hours_of=hours, channels=channels)
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
    # A round that waits for another worker's result must not keep the process from ending.
    logging.shutdown()
    os._exit(0)


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
def transfers() -> None:
    """Print how a transfer to a person goes, as it stands in docs/transfer.md."""
    from voicebot.transfer.drawing import markdown

    click.echo(markdown(), nl=False)


@cli.command()
def demo() -> None:
    """Replay one order call and one claim call on the real parts."""
    from voicebot.replay.command import demo as run_demo

    sys.exit(run_demo(load_settings()))


def _after_replay(run: Path, against: Path | None, console: Console) -> None:
    """The run as a page, and what changed."""
    from voicebot.report.running import after_replay

    after_replay(run, against, console)


cli.add_command(ask)
cli.add_command(users)
cli.add_command(confirmations)
cli.add_command(compare)
cli.add_command(degrade)
cli.add_command(replay_command(_after_replay))
cli.add_command(report)
cli.add_command(load)
cli.add_command(record)


def main() -> None:
    """Run the command; what keeps it from starting is said in one message, with exit code 1."""
    try:
        cli(prog_name="voicebot")
    except StartError as error:
        click.echo(f"voicebot: {error}", err=True)
        sys.exit(1)

"""The `voicebot` command."""

from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path

import click
from pydantic import ValidationError

from voicebot.settings import ROOT, Settings


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        lines = [f"  VOICEBOT_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()]
        raise click.ClickException("These settings cannot be used:\n" + "\n".join(lines)) from error


@click.group()
def cli() -> None:
    """A Dutch voice assistant for the telephone."""


@cli.command()
def run() -> None:
    """Start the whole house on this machine."""
    from voicebot.runtime.house import HousePlan, run_until_signal

    settings = _settings()
    base = f"http://{settings.host}:{settings.port}"
    env = (
        {}
        if not settings.rasa_token.get_secret_value()
        else {"VOICEBOT_RASA_TOKEN": settings.rasa_token.get_secret_value()}
    )
    ready = (
        f"\n  Ready on {base}  (health: {base}/readyz)\n"
        f"  Twilio's webhook: POST {settings.public_url}/twilio/voice\n  Ctrl-C stops everything.\n"
    )
    sys.exit(run_until_signal(HousePlan(ROOT, base, env, Path("build/logs")), ready))


@cli.command()
def actions() -> None:
    """Serve the custom actions that Rasa asks for."""
    from voicebot.bootstrap import backoffice
    from voicebot.dialogue.actions.server import serve
    from voicebot.privacy import install_logging

    settings = _settings()
    install_logging(settings.log_level)
    serve(backoffice(settings), settings.actions_host, settings.actions_port)


@cli.command()
def worker() -> None:
    """Send the confirmations that are owed, and close calls that a crash left open."""
    from voicebot.bootstrap import work
    from voicebot.privacy import install_logging

    settings = _settings()
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

    sys.exit(run_demo(_settings()))


@cli.command()
@click.argument("scenarios", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--speed", default=1.0, show_default=True, help="1 is real time; larger is faster.")
@click.option("--server", default="", help="Base URL of a running house; without it one is started.")
@click.option(
    "--out", default=Path("build/replay"), type=click.Path(path_type=Path), help="Where the WAVs go."
)
def replay(scenarios: tuple[Path, ...], speed: float, server: str, out: Path) -> None:
    """Replay recorded test calls (scenario files or folders) and check what must happen."""
    from voicebot.replay.command import replay as run_replay

    sys.exit(run_replay(_settings(), scenarios, speed=speed, server=server, out=out))


def main() -> None:
    """Run the command; errors for people have no traceback."""
    cli(prog_name="voicebot")

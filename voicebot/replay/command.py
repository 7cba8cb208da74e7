"""`voicebot replay` and `voicebot demo`: scenarios played through a house, running or started for this."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError

from voicebot.bootstrap import open_book
from voicebot.call.ports import PartError
from voicebot.replay.fields import ScenarioError
from voicebot.replay.line import CarrierError
from voicebot.replay.run import ReplayResult
from voicebot.replay.run import replay as replay_one
from voicebot.replay.story import LedgerReader
from voicebot.runtime.house import HousePlan, on_free_ports, running
from voicebot.runtime.processes import HouseError
from voicebot.settings import ROOT, Settings

DEMO_CALLS = ("order_status", "claim")
DEMO_PERSON = "+31600000099"  # fictional; the simulated carrier answers for it


def demo(settings: Settings) -> int:
    """Replay an order call and a claim call on a house of its own; returns an exit code."""
    console = Console(highlight=False)
    console.print("Two recorded calls through the whole house: Whisper hears, Rasa decides, pyttsx3 speaks.")
    scenarios = [ROOT / "audio_fixtures" / f"{name}.yaml" for name in DEMO_CALLS]
    code = replay(settings, scenarios, console=console)
    console.print(
        "\nWhere to look next\n"
        "  build/replay/*.wav         both sides of the calls as sound (left the caller, right the bot)\n"
        "  make replay                all recorded calls, with what must happen in each\n"
        "  make run                   the house itself, for a real telephone number: see README.md\n"
        "  rasa_project/data/nlu/   what callers say; voicebot/call/handover.py  what goes to a person\n"
    )
    return code


def replay(
    settings: Settings,
    scenarios: Iterable[Path],
    *,
    speed: float = 1.0,
    server: str = "",
    out: Path = Path("build/replay"),
    console: Console | None = None,
) -> int:
    """Replay scenario files, or all of a folder; 0 when all expectations were met, 1 if not, 2 for bad input.

    ``server``: base URL of a running house whose database and token are those of ``settings``; empty starts
    a house on free ports with a database of its own. A scenario that cannot be read is named and skipped.
    """
    console = console or Console(highlight=False)
    files = [file for path in scenarios for file in _files(path)]
    if not files:
        console.print("There is no scenario (*.yaml) to replay.")
        return 2
    try:
        with _house(settings, server, console) as (base_url, token, reader):
            results = [
                _one(console, file, partial(replay_one, file, base_url, token, reader, speed, out, console))
                for file in files
            ]
    except (HouseError, PartError, SQLAlchemyError) as error:
        console.print(f"The replay could not run: {error}", markup=False)
        return 2
    failed = [file.stem for file, one in zip(files, results, strict=True) if not (one and one.passed)]
    console.print(f"\n{len(files) - len(failed)} of {len(files)} calls went as they must.", style="bold")
    if failed:
        console.print("Look at: " + ", ".join(failed))
    return 1 if failed else 0


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(file for file in path.glob("*.yaml") if file.name != "recordings.yaml")
    return [path]


def _one(console: Console, file: Path, play: Callable[[], ReplayResult]) -> ReplayResult | None:
    try:
        return play()
    except (ScenarioError, CarrierError, PartError, OSError) as error:
        console.print(f"{file.name}: {error}", style="red", markup=False)
        return None


@contextmanager
def _house(settings: Settings, server: str, console: Console) -> Iterator[tuple[str, str, LedgerReader]]:
    if server:
        token = settings.twilio_auth_token.get_secret_value()
        yield server.rstrip("/"), token, open_book(settings)
        return
    with TemporaryDirectory(prefix="voicebot-") as folder:
        plan = on_free_ports(ROOT, Path(folder), {"VOICEBOT_PERSON_NUMBER": DEMO_PERSON})
        console.print("Starting the house: web, Rasa, actions, worker (about half a minute) …", style="dim")
        with running(plan, quiet=True):
            yield plan.base_url, plan.env["VOICEBOT_TWILIO_AUTH_TOKEN"], open_book(_of(settings, plan))


def _of(settings: Settings, plan: HousePlan) -> Settings:
    return settings.model_copy(update={"database_url": plan.env["VOICEBOT_DATABASE_URL"]})

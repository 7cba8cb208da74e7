"""`voicebot replay` and `voicebot demo`: scenarios played through a house, running or started for this.

A house started for this leaves its logs in the folder of the recordings; its database goes with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError

from voicebot.bootstrap import open_book, starting
from voicebot.call.ports import PartError
from voicebot.replay.fields import ScenarioError
from voicebot.replay.line import CarrierError
from voicebot.replay.run import ReplayResult
from voicebot.replay.run import replay as replay_one
from voicebot.replay.server import Server
from voicebot.replay.story import LedgerReader
from voicebot.runtime.house import HousePlan, on_free_ports, running
from voicebot.runtime.processes import HouseError
from voicebot.runtime.signals import Stopped, stopped_by_signals
from voicebot.settings import ROOT, Settings
from voicebot.start_error import StartError

DEMO_FOLDER = Path("build/demo")
DEMO_CALLS = ("order_status", "claim")
DEMO_PERSON = "+31600000099"  # fictional; the simulated carrier answers for it


def demo(settings: Settings) -> int:
    """Replay an order call and a claim call on a house of its own; returns an exit code."""
    console = Console(highlight=False)
    console.print("Two recorded calls through the whole house: Whisper hears, Rasa decides, pyttsx3 speaks.")
    scenarios = [ROOT / "audio_fixtures" / f"{name}.yaml" for name in DEMO_CALLS]
    code = replay(settings, scenarios, out=DEMO_FOLDER, console=console)
    if code == 0:
        console.print(
            "\nWhere to look next\n"
            f"  {DEMO_FOLDER}/*.wav           both sides of the calls as sound (left caller, right bot)\n"
            "  make replay                all recorded calls, with what must happen in each\n"
            "  make run                   the house itself, for a real telephone number: see README.md\n"
            "  rasa_project/data/nlu/     what callers say; voicebot/call/handover.py: who goes to a person\n"
        )
    return code


def replay(
    settings: Settings,
    scenarios: Iterable[Path],
    *,
    speed: float = 1.0,
    server: Server | None = None,
    out: Path = Path("build/replay"),
    console: Console | None = None,
) -> int:
    """Replay scenario files, or all of a folder; 0 when all expectations were met, 1 if not, 2 for bad input.

    ``server``: a running house whose database and token are those of ``settings``; without it one is started
    on free ports with a database of its own. A scenario that cannot be read is named and skipped. A signal
    (Ctrl-C, SIGTERM, SIGHUP) stops the house and makes the code 128 and the signal's number.
    """
    console = console or Console(highlight=False)
    files = [file for path in scenarios for file in _files(path)]
    if not files:
        console.print("There is no scenario (*.yaml) to replay.")
        return 2
    try:
        with stopped_by_signals(), _house(settings, server, out, console) as (house, token, reader):
            play = partial(
                _one, house=house, token=token, reader=reader, speed=speed, out=out, console=console
            )
            results = [play(file) for file in files]
    except (HouseError, StartError, PartError, SQLAlchemyError) as error:
        console.print(f"The replay could not run: {error}", markup=False, soft_wrap=True)
        return 2
    except Stopped as stopped:
        with suppress(OSError):  # the terminal may be what was closed
            console.print("Stopped.")
        return stopped.exit_code
    failed = [file.stem for file, one in zip(files, results, strict=True) if not (one and one.passed)]
    console.print(f"\n{len(files) - len(failed)} of {len(files)} calls went as they must.", style="bold")
    if failed:
        console.print(
            "Look at: " + ", ".join(failed) + ("" if server else f"; the house's logs: {_logs(out)}")
        )
    return 1 if failed else 0


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(file for file in path.glob("*.yaml") if file.name != "recordings.yaml")
    return [path]


def _one(
    file: Path, *, house: Server, token: str, reader: LedgerReader, speed: float, out: Path, console: Console
) -> ReplayResult | None:
    try:
        return replay_one(
            file, house.public_url, token, reader, speed, out, console, connect_to=house.connect_to
        )
    except (ScenarioError, CarrierError, PartError, OSError) as error:
        console.print(f"{file.name}: {error}", style="red", markup=False, soft_wrap=True)
        return None


@contextmanager
def _house(
    settings: Settings, server: Server | None, out: Path, console: Console
) -> Iterator[tuple[Server, str, LedgerReader]]:
    if server:
        with starting():
            book = open_book(settings)
        yield server, settings.twilio_auth_token.get_secret_value(), book
        return
    with TemporaryDirectory(prefix="voicebot-") as folder:
        plan = on_free_ports(ROOT, Path(folder), {"VOICEBOT_PERSON_NUMBER": DEMO_PERSON}, _logs(out))
        console.print("Starting the house: web, Rasa, actions, worker (about half a minute) …", style="dim")
        with running(plan, quiet=True):
            with starting():
                book = open_book(_of(settings, plan))
            yield Server(plan.base_url), plan.env["VOICEBOT_TWILIO_AUTH_TOKEN"], book


def _logs(out: Path) -> Path:
    return out / "logs"


def _of(settings: Settings, plan: HousePlan) -> Settings:
    return settings.model_copy(update={"database_url": plan.env["VOICEBOT_DATABASE_URL"]})

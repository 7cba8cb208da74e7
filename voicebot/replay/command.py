"""`voicebot replay` and `voicebot demo`: scenarios played through a house, running or started for this.

A house started for this leaves its logs in the folder of the recordings; its database goes with it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError

from voicebot.bootstrap import open_book, starting
from voicebot.call.ports import PartError
from voicebot.replay import never
from voicebot.replay.assemble import call_result
from voicebot.replay.fields import ScenarioError
from voicebot.replay.line import CarrierError
from voicebot.replay.models import machine, models
from voicebot.replay.outcome import FAILED, OK, UNUSABLE, broken, conclude, nothing_to_play, tell
from voicebot.replay.plan import Chosen, Job, Plan, common, plan
from voicebot.replay.results import FORMAT, CallResult, Run, Wall
from voicebot.replay.run import ReplayResult
from voicebot.replay.run import replay as replay_one
from voicebot.replay.run_folder import RunFolder
from voicebot.replay.server import Server
from voicebot.replay.story import LedgerReader
from voicebot.runtime.house import HousePlan, on_free_ports, running
from voicebot.runtime.processes import HouseError
from voicebot.runtime.signals import Stopped, stopped_by_signals
from voicebot.settings import ROOT, Settings
from voicebot.speech.weights import WeightsError
from voicebot.start_error import StartError

DEMO_FOLDER = Path("build/demo")
DEMO_CALLS = ("order_status", "claim")
DEMO_PERSON = "+31600000099"  # fictional; the simulated carrier answers for it


def demo(settings: Settings) -> int:
    """Replay an order call and a claim call on a house of its own; returns an exit code."""
    console = Console(highlight=False)
    console.print("Two recorded calls through the whole house: Whisper hears, Rasa decides, pyttsx3 speaks.")
    scenarios = [ROOT / "audio_fixtures" / f"{name}.yaml" for name in DEMO_CALLS]
    code = replay(settings, scenarios, out=DEMO_FOLDER, console=console, keep_results=False)
    if code == 0:
        console.print(
            "\nWhere to look next\n"
            f"  {DEMO_FOLDER}/*.wav           both sides of the calls as sound (left caller, right bot)\n"
            "  make replay                all recorded calls, with what must happen in each\n"
            "  make run                   the house itself, for a real telephone number: see README.md\n"
            "  rasa_project/data/nlu/     what callers say; voicebot/call/handover.py: who goes to a person\n"
        )
    elif code == FAILED:
        console.print(
            f"What was said is above, and in {DEMO_FOLDER}/*.wav. The demo calls in real time, where the "
            "ends of turns depend on how soon Whisper answers: on a busy machine a call can go wrong. Try it "
            "again when it is idle; `make replay` plays all calls in virtual time, whatever the load.",
            soft_wrap=True, markup=False,
        )  # fmt: skip
    return code


def replay(
    settings: Settings,
    scenarios: Iterable[Path],
    *,
    speed: float = 1.0,
    server: Server | None = None,
    out: Path = Path("build/replay"),
    console: Console | None = None,
    chosen: Chosen = Chosen(),  # noqa: B008  (frozen)
    rules: Sequence[Path] = (never.HOUSE,),
    keep_results: bool = True,
) -> int:
    """Replay scenarios over the WebSocket, as the carrier would; returns an exit code (see `outcome`).

    ``server``: a running house whose database and token are those of ``settings``; without it one is started
    on free ports with a database of its own. Results go to a folder of their own in ``out``; without
    ``keep_results`` only recordings are left there. A scenario that cannot be read is named and skipped. A
    signal (Ctrl-C, SIGTERM, SIGHUP) stops the house and makes the code 128 and the signal's number.
    """
    console = console or Console(highlight=False)
    scenarios = tuple(scenarios)
    source = " ".join(map(str, scenarios))
    try:
        todo, run = _planned(settings, scenarios, speed, chosen, rules, keep_results=keep_results)
        if not todo.jobs:
            return nothing_to_play(todo, console)
        never_rules = tuple(rule for file in rules for rule in never.load(file))
        folder = RunFolder.begin(out, todo) if keep_results else RunFolder(out)
        began, started, walls = time.monotonic(), datetime.now(UTC), {}
        calls: list[CallResult] = []
        for skipped in todo.skipped:
            console.print(f"Skipped: {skipped.problem}", style="yellow", markup=False, soft_wrap=True)
        with stopped_by_signals(), _house(settings, server, folder.path, console) as (house, token, reader):
            first = time.monotonic()
            for job in todo.jobs:
                at = time.monotonic()
                name = folder.recording(job) if keep_results else ""
                play = partial(
                    replay_one, job.path, house.public_url, token, reader, speed, folder.path, console,
                    connect_to=house.connect_to, rules=never_rules, recording_name=name,
                )  # fmt: skip
                calls.append(_one(job, play, console, settings.vad_aggressiveness))
                walls[job.id] = round(time.monotonic() - at, 3)
    except (
        HouseError,
        StartError,
        WeightsError,
        PartError,
        ScenarioError,
        SQLAlchemyError,
        OSError,
    ) as error:
        console.print(f"The replay could not run: {error}", markup=False, soft_wrap=True)
        return UNUSABLE
    except Stopped as stopped:
        with suppress(OSError):  # the terminal may be what was closed
            console.print("Stopped.")
        return stopped.exit_code
    failed = not all(call.passed for call in calls)
    if failed and not server:
        console.print(f"\nThe house's logs: {_logs(folder.path)}", markup=False, soft_wrap=True)
    if run is None:
        tell(calls, console)
        return FAILED if failed else OK
    finished = datetime.now(UTC)
    wall = Wall(
        FORMAT, started.isoformat(timespec="seconds"), finished.isoformat(timespec="seconds"),
        round(time.monotonic() - first, 3), round(time.monotonic() - began, 3), 1, machine(), walls,
    )  # fmt: skip
    names = tuple(rule.name for rule in never_rules)
    run = replace(run, never=names, calls=tuple(calls), skipped=todo.skipped, source=source)
    return conclude(run, wall, folder, console, walls)


def _planned(
    settings: Settings,
    scenarios: Sequence[Path],
    speed: float,
    chosen: Chosen,
    rules: Sequence[Path],
    *,
    keep_results: bool,
) -> tuple[Plan, Run | None]:
    """What to play, and the run that will hold it when its results are kept."""
    todo = plan(scenarios, chosen, common=b"")
    if not (keep_results and todo.jobs):
        return todo, None
    with_what = models(settings, settings.whisper_threads)
    return plan(scenarios, chosen, common=common(with_what, f"real {speed}", rules)), Run(
        FORMAT, "real", speed, "", with_what, (), (), ()
    )


def _one(job: Job, play: Callable[[], ReplayResult], console: Console, aggressiveness: int) -> CallResult:
    try:
        played = play()
    except (ScenarioError, CarrierError, PartError, OSError) as error:
        console.print(f"{job.file}: {error}", style="red", markup=False, soft_wrap=True)
        return broken(job, str(error))
    return call_result(
        played.scenario,
        played.story,
        played.checks,
        key=job.key,
        nth=job.nth,
        file=job.file,
        sha256=job.sha256,
        sound=played.sound,
        recording=f"audio/{played.recording.name}" if played.recording else None,
        aggressiveness=aggressiveness,
    )


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

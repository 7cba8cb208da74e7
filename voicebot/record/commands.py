"""`voicebot record`: calls become scenarios, and an editor to look them over."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from voicebot.settings_errors import load_settings

if TYPE_CHECKING:
    from voicebot.record.scenario_file import Facts
    from voicebot.settings import Settings
    from voicebot.store.records import StoredEntry


@click.command()
@click.option("--call", "call_id", default="", help="A past call of a tester, by the carrier's id (CA…).")
@click.option(
    "--audio",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A stereo recording, caller left, as Twilio makes them with RecordingChannels=dual.",
)
@click.option("--consented", is_flag=True, help="Whoever speaks in --audio agreed to this use.")
@click.option("--live", is_flag=True, help="Wait for calls of testers; Ctrl-C ends it.")
@click.option(
    "--edit",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Look recorded scenarios over in the browser.",
)
@click.option("--name", default="", help="Of the scenario.  [default: made of the recording's]")
@click.option(
    "--out",
    default=Path("build/recorded"),
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where scenarios go.",
)
@click.option("--port", default=0, help="Of the editor's page.  [default: any that is free]")
def record(
    call_id: str,
    audio: Path | None,
    consented: bool,
    live: bool,
    folder: Path | None,
    name: str,
    out: Path,
    port: int,
) -> None:
    """Turn a call into a scenario: what the caller said, timed by the bot's words, names and numbers
    replaced.

    The house keeps sound only with VOICEBOT_RECORD=test-numbers, and only of the testers who agreed and are
    listed in VOICEBOT_RECORD_NUMBERS. Whisper writes a draft of every utterance; what is personal in it is
    silenced. A person looks it over with --edit.
    """  # fmt: skip
    if sum(map(bool, (call_id and not audio, audio, live, folder))) != 1:
        raise click.UsageError("name one of --call, --audio, --live and --edit")
    if name and not re.fullmatch(r"[\w.()+-]+", name):
        raise click.UsageError("--name is of letters, digits, '_', '-' and '.'")
    settings = load_settings()
    if folder:
        from voicebot.record.editor import serve

        sys.exit(serve(folder, port))
    if audio and not consented:
        _cannot(
            "a recording is somebody's voice: use it only when whoever speaks in it agreed to be recorded "
            "for tests, and say so with --consented"
        )
    if call_id and not call_id.isalnum():
        raise click.UsageError("--call is the carrier's id, such as CA0123…")
    made = 0
    try:
        sources: Iterator[Path] = _live(settings) if live else iter(())
        if not live:
            sources = iter([audio or settings.recordings_dir / f"{call_id}.wav"])
        for path in sources:
            of = call_id or (path.stem if live else "")
            made += _make(settings, path, of, name or _name(path, settings), out)
    except KeyboardInterrupt:
        click.echo(f"{made} scenarios made.")
        sys.exit(0 if made else 130)
    sys.exit(0 if made else 1)


def _make(settings: Settings, path: Path, call_id: str, name: str, out: Path) -> int:
    from voicebot.audio import files
    from voicebot.audio.wav import WavError
    from voicebot.call.ports import PartError
    from voicebot.record.scenario_file import write
    from voicebot.speech.weights import WeightsError
    from voicebot.speech.words import WordHearer

    if not path.exists():
        _cannot(
            f"there is no recording {path}. The house keeps sound only with VOICEBOT_RECORD=test-numbers, "
            f"of callers in VOICEBOT_RECORD_NUMBERS, for {settings.record_days} days"
        )
    if (out / f"{name}.yaml").exists():
        _cannot(f"{out / name}.yaml is there already, perhaps looked over by a person; use another --name")
    try:
        hears = WordHearer(settings.whisper_model, settings.cache_dir, threads=settings.whisper_threads)
        made = write(files.read(path), name, out, hears, _facts(settings, call_id), (settings.company,))
    except (WavError, WeightsError, PartError, OSError) as error:
        click.echo(f"voicebot record: {error}", err=True)
        return 0
    click.echo(
        f"{made.path}: {made.utterances} utterances, {made.silenced} with something silenced, "
        f"{made.whole} of them as a whole. Look it over: voicebot record --edit {out}"
    )
    return 1


def _facts(settings: Settings, call_id: str) -> Facts | None:
    """What the ledger knows of a call of this house; None of any other."""
    from voicebot.bootstrap import open_book, starting
    from voicebot.call.ledger import Kind
    from voicebot.call.outcome import Outcome
    from voicebot.record.scenario_file import Facts
    from voicebot.store.recordings import streams_of

    if not call_id:
        return None
    with starting():
        book = open_book(settings)
    call = book.call(call_id)
    if call is None:
        return None
    entries = book.ledger(call_id)
    streams = streams_of(entries)

    def place(entry: StoredEntry) -> float:
        """Where the entry's stream begins in the sound."""
        return streams.place(entry.seq) or 0.0

    keyed = [
        entry for entry in entries if entry.kind == Kind.CALLER_TURN and entry.data.get("source") == "keys"
    ]
    spoken = {
        (place(entry), entry.data.get("turn")): entry  # each stream counts its turns anew
        for entry in entries
        if entry.kind == Kind.CALLER_TURN and entry not in keyed
    }
    intents = [
        (place(entry) + float(str(spoken[turn].data.get("ended_at", 0.0))), str(entry.data["intent"]))
        for entry in entries
        if entry.kind == Kind.UNDERSTOOD
        and (turn := (place(entry), entry.data.get("turn"))) in spoken
        and entry.data.get("intent")
    ]
    return Facts(
        outcome=call.outcome,
        queue=call.queue,
        intents=intents,
        keys=[(place(entry) + entry.at, len(str(entry.data.get("text", "")))) for entry in keyed],
        left=call.outcome is Outcome.CALLER_LEFT,
    )


def _live(settings: Settings) -> Iterator[Path]:
    """Every recording that the house finishes from now on."""
    if settings.record == "off":
        _cannot(
            "VOICEBOT_RECORD is off, so no call is kept. Set VOICEBOT_RECORD=test-numbers and the numbers of "
            "testers who agreed in VOICEBOT_RECORD_NUMBERS, for the house as well, and start it again"
        )
    folder = settings.recordings_dir
    known = set(folder.glob("*.wav"))
    click.echo(f"Waiting for calls of {len(settings.record_numbers)} testers. Ctrl-C ends it.")
    while True:
        for path in sorted(set(folder.glob("*.wav")) - known, key=lambda path: path.stat().st_mtime):
            known.add(path)
            yield path
        time.sleep(0.5)


def _name(path: Path, settings: Settings) -> str:
    """Of a file, its own; of a call, one that does not tell its id."""
    if path.parent == settings.recordings_dir:
        return time.strftime(
            "call-%Y%m%d-%H%M%S", time.localtime(path.stat().st_mtime if path.exists() else None)
        )
    return re.sub(r"[^\w.()+-]+", "-", path.stem).strip("-") or "call"


def _cannot(problem: str) -> NoReturn:
    click.echo(f"voicebot record: {problem}.", err=True)
    sys.exit(2)

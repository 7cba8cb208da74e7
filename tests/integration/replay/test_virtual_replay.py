"""Replays in virtual time with the real Whisper, Rasa, pyttsx3 and database, from the command line.

One folder of scenarios, some of them of no use: interrupted, gone on with, and played again by one worker
alone, in another order.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from voicebot.audio import wav
from voicebot.dialogue.training import train
from voicebot.replay import never, result_file
from voicebot.replay.deciding import deciding
from voicebot.replay.plan import Chosen, plan
from voicebot.replay.pool import Setup, play_all
from voicebot.replay.run_folder import RunFolder
from voicebot.replay.world import Worlds
from voicebot.settings import ROOT, Settings

FIXTURES = ROOT / "audio_fixtures"
# An order that is found, a callback with its ticket, a barge-in, a caller who hangs up at once, keys.
CALLS = ("barge_in", "callback", "claim", "hang_up_early", "key_zero", "order_status_keys")
PATIENCE = 400.0  # seconds; the machine may be busy


@dataclass
class Command:
    """`voicebot replay` on the folder, as a person runs it."""

    folder: Path
    out: Path

    def start(self, *words: str) -> subprocess.Popen[str]:
        argv = [sys.executable, "-m", "voicebot", "replay", str(self.folder), "--out", str(self.out), *words]
        return subprocess.Popen(
            argv,
            cwd=ROOT,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def kept(self) -> list[Path]:
        return list(self.out.glob("*/calls/*.json"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The calls, a truncated recording, an empty one, a scenario with an unknown key."""
    train(Settings().cache_dir.resolve())
    folder = tmp_path_factory.mktemp("scenarios")
    for name in CALLS:
        shutil.copy(FIXTURES / f"{name}.yaml", folder)
    for sound in FIXTURES.iterdir():
        if sound.is_dir() and any(sound.glob("*.wav")):
            shutil.copytree(sound, folder / sound.name)
    for name in ("cut", "empty", "unknown"):
        text = (FIXTURES / "claim.yaml").read_text().replace("name: claim", f"name: {name}")
        text = text.replace("claim/schade.wav", f"{name}.wav") + (
            "colour: red\n" if name == "unknown" else ""
        )
        (folder / f"{name}.yaml").write_text(text)
    sound = (FIXTURES / "claim" / "schade.wav").read_bytes()
    for name, data in (("cut", sound[:-2000]), ("empty", b""), ("unknown", sound)):
        (folder / f"{name}.wav").write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def replayed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str, str]]:
    """A run that was interrupted by Ctrl-C and gone on with: its folder, and what was said both times."""
    command = Command(folder, tmp_path_factory.mktemp("out"))
    first = command.start("--workers", "2")
    deadline = time.monotonic() + PATIENCE
    while not command.kept():
        assert first.poll() is None and time.monotonic() < deadline, first.communicate()[0]
        time.sleep(0.05)
    os.killpg(first.pid, signal.SIGINT)  # as a terminal does: everybody gets it
    told = first.communicate(timeout=60)[0]
    assert first.returncode == 128 + signal.SIGINT, told
    assert _gone(first.pid, 15.0)
    assert 0 < len(command.kept()) < len(CALLS)
    second = command.start("--workers", "2")
    again = second.communicate(timeout=PATIENCE)[0]
    assert second.returncode == 3, again  # all went well, but some input was skipped
    (run,) = command.out.iterdir()
    yield run, told, again


def _gone(group: int, seconds: float) -> bool:
    """Whether nobody of a process group is left after so long."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.2)
    return False


@pytest.mark.timeout(2 * PATIENCE)
def test_an_interrupted_run_goes_on(replayed: tuple[Path, str, str]) -> None:
    run, told, again = replayed
    assert "Stopped. The same command goes on with the calls that are left." in told
    assert "Going on with" in again
    assert f"of {len(CALLS)} calls are there" in " ".join(again.split())
    assert {file.name for file in run.iterdir()} == {
        "audio", "junit.xml", "logs", "plan.json", "report.html", "result.json", "wall.json",
    }  # fmt: skip
    result = result_file.load(run)
    assert [call.id for call in result.calls] == sorted(CALLS)
    assert all(call.passed for call in result.calls)
    for call in result.calls:
        assert len(wav.read(run / str(call.recording)).channels) == 2
    wall = result_file.load_wall(run)
    assert wall is not None and set(wall.calls) == set(CALLS)


def test_input_that_is_of_no_use_is_named_and_the_rest_is_played(replayed: tuple[Path, str, str]) -> None:
    run, _, again = replayed
    problems = {skipped.file: skipped.problem for skipped in result_file.load(run).skipped}
    assert "cut.yaml:6: " in problems["cut.yaml"] and "the file is cut off" in problems["cut.yaml"]
    assert "the file is empty" in problems["empty.yaml"]
    assert "has no key 'colour'" in problems["unknown.yaml"]
    assert all(problem in again for problem in problems.values())
    suite = ElementTree.parse(run / "junit.xml").getroot()[0]
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("9", "0", "3")


@pytest.mark.timeout(2 * PATIENCE)
def test_the_same_input_gives_the_same_bytes(
    replayed: tuple[Path, str, str], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By one worker instead of two, which dies once, in the other order, with a fresh Rasa."""
    monkeypatch.chdir(ROOT)
    run, _, _ = replayed
    settings = Settings()
    first = result_file.load(run)
    todo = plan([folder], Chosen(), common=b"")
    keys = {call.id: call.key for call in first.calls}
    out = RunFolder.begin(tmp_path / "out", todo)
    worlds = Worlds(tmp_path / "worlds")
    worlds.folder.mkdir()
    worlds.prepare()
    with deciding(worlds, tmp_path / "logs") as where:
        setup = Setup(settings, worlds, where, never.load(), out, True, 1)
        playing = play_all(todo.jobs[::-1], setup, 1)
        finished = [next(playing)]
        for worker in multiprocessing.active_children():
            worker.kill()  # takes nothing with it but the call under way, which is played again
        finished += playing
    assert [one.problem for one in finished] == [""] * len(CALLS)
    calls = tuple(call for job in todo.jobs if (call := out.kept(job)))
    # The keys are over the code as well, which this plan was not told of.
    same = tuple(replace(call, key=keys[call.id]) for call in calls)
    again = replace(first, calls=same)
    result_file.save(again, tmp_path)
    assert (tmp_path / "result.json").read_bytes() == (run / "result.json").read_bytes()
    for call in first.calls:
        sound = (run / str(call.recording)).read_bytes()
        assert (out.path / str(call.recording)).read_bytes() == sound, call.id

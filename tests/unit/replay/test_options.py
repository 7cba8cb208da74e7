"""The command line: what is asked for reaches the replay; what cannot be is said in one line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from voicebot.replay import command as real
from voicebot.replay import example, result_file, schema, virtual_run
from voicebot.replay.options import replay_command


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Any]:
    """What reached the two ways to play; both leave a finished run."""
    given: dict[str, Any] = {}

    def play(name: str) -> Any:
        def run(*args: Any, **more: Any) -> int:
            given[name] = (args, more)
            result_file.save(example.example(), tmp_path / "out" / "20261125T000000Z")
            return 1

        return run

    monkeypatch.setattr(virtual_run, "run_virtual", play("virtual"))
    monkeypatch.setattr(real, "replay", play("real"))
    return given


def invoke(*words: str, after: Any = None) -> Any:
    return CliRunner().invoke(replay_command(after), words)


def test_virtual_time_is_the_default(asked: dict[str, Any], tmp_path: Path) -> None:
    options = "-k order --tag a --repeat 2 --workers 3 --no-never --now 2026-12-24T09:30 --no-audio --fresh"
    done = invoke(str(tmp_path), *options.split(), "--out", str(tmp_path / "out"))
    assert done.exit_code == 1, done.output
    (_, paths, chosen, how, out, _), _ = asked["virtual"]
    assert (paths, out) == ((tmp_path,), tmp_path / "out")
    assert (chosen.words, chosen.tags, chosen.names, chosen.repeat) == (("order",), ("a",), None, 2)
    assert (how.workers, how.rules, how.sound, how.fresh) == (3, (), False, True)
    assert how.now.isoformat() == "2026-12-24T09:30:00+01:00"


@pytest.mark.parametrize("way", [("--real",), ("--server", "http://127.0.0.1:5000")])
def test_real_time_is_asked_for(asked: dict[str, Any], tmp_path: Path, way: tuple[str, ...]) -> None:
    assert invoke(str(tmp_path), *way, "--speed", "2", "--out", str(tmp_path / "out")).exit_code == 1
    _, more = asked["real"]
    assert more["speed"] == 2.0
    assert (more["server"] is None) is (way == ("--real",))


def test_only_what_failed_last(asked: dict[str, Any], tmp_path: Path) -> None:
    out = ("--out", str(tmp_path / "out"))
    assert "all calls are played" in invoke(str(tmp_path), "--last-failed", *out).output
    invoke(str(tmp_path), "--last-failed", *out)
    assert asked["virtual"][0][2].names == {"order_status_noisy", "order_lost"}


def test_what_is_done_with_a_finished_run(asked: dict[str, Any], tmp_path: Path) -> None:
    told: list[Any] = []
    old = tmp_path / "old.json"
    old.touch()
    words = (str(tmp_path), "--out", str(tmp_path / "out"), "--against", str(old))
    invoke(*words, after=lambda run, against, console: told.append((run.name, against)))
    assert told == [("20261125T000000Z", old)]


def test_the_schema_is_printed() -> None:
    assert invoke("--schema").output == schema.text()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "name scenario files or folders"),
        (("/no/such/folder",), "does not exist"),
        ((".", "--server", "ftp://x"), "no base URL"),
        ((".", "--repeat", "0"), "not in the range"),
    ],
)
def test_wrong_options_are_said(words: tuple[str, ...], told: str) -> None:
    done = invoke(*words)
    assert done.exit_code == 2
    assert told in done.output

"""`voicebot degrade`: files and scenarios, what is written, what is skipped."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from voicebot.audio import wav
from voicebot.cli import cli
from voicebot.replay.scenario import load
from voicebot.settings import ROOT

FIXTURES = ROOT / "audio_fixtures"


def degrade(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["degrade", *map(str, arguments)])


def digest(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return hashlib.sha256(b"".join(path.name.encode() + path.read_bytes() for path in files)).hexdigest()


def test_a_scenario_becomes_scenarios_that_can_be_read(tmp_path: Path):
    made = degrade(
        FIXTURES / "order_status.yaml", "--out", tmp_path / "a", "--ladder", "snr=20,5", "--as", "gsm"
    )
    assert made.exit_code == 0, made.output
    scenarios = {path.stem: load(path) for path in sorted((tmp_path / "a").glob("*.yaml"))}
    assert list(scenarios) == [f"order_status--{name}" for name in ("babble-20", "babble-5", "gsm", "plain")]
    original = load(FIXTURES / "order_status.yaml")
    gsm = scenarios["order_status--gsm"]
    assert gsm.name == "order_status--gsm"
    assert gsm.tags == ("order", "from:order_status", "noise:none", "line:gsm", "degraded:gsm")
    assert replace(gsm.expect, lines={}) == replace(original.expect, lines={})
    assert [step.text for step in gsm.steps] == [step.text for step in original.steps]
    assert all(one.audio != two.audio for one, two in zip(gsm.steps, original.steps, strict=True))
    plain = scenarios["order_status--plain"]
    assert [step.audio for step in plain.steps] == [step.audio for step in original.steps]
    assert "# 'JE' for 'Johan Eduard' is understood as well" in gsm.path.read_text()
    degrade(FIXTURES / "order_status.yaml", "--out", tmp_path / "b", "--ladder", "snr=20,5", "--as", "gsm")
    assert digest(tmp_path / "a") == digest(tmp_path / "b")


def test_recordings_mono_and_stereo(tmp_path: Path):
    voice = wav.read(FIXTURES / "claim" / "schade.wav").mono
    wav.write(tmp_path / "in" / "call.wav", [voice, voice[::-1]])
    wav.write(tmp_path / "in" / "mono.wav", [voice])
    made = degrade(tmp_path / "in", "--out", tmp_path / "out", "--as", "echo=10")
    assert made.exit_code == 0, made.output
    call = wav.read(tmp_path / "out" / "call--echo-10.wav")
    assert len(call.channels) == 2
    assert call.channels[1] == voice[::-1]
    assert call.channels[0] not in (voice, wav.read(tmp_path / "out" / "mono--echo-10.wav").mono)


def test_what_cannot_be_read_is_named_and_the_rest_is_made(tmp_path: Path):
    good = (FIXTURES / "claim" / "schade.wav").read_bytes()
    (tmp_path / "bad.wav").write_bytes(good[:2000])
    (tmp_path / "good.wav").write_bytes(good)
    made = degrade(tmp_path, "--out", tmp_path / "out", "--as", "hum")
    assert made.exit_code == 1
    assert "bad.wav: the file is cut off" in made.output.replace("\n", "")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["good--hum-10.wav"]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [(("--as", "rain=1"), "no effect 'rain'"), (("--ladder", "snr"), "a ladder is an effect")],
)
def test_wrong_recipes(tmp_path: Path, arguments: tuple[str, ...], problem: str):
    made = degrade(FIXTURES, "--out", tmp_path, *arguments)
    assert made.exit_code == 2
    assert problem in made.output


def test_what_would_be_made(tmp_path: Path):
    made = degrade(FIXTURES, "--out", tmp_path / "none", "--list")
    assert made.exit_code == 0
    assert made.output.startswith("21 files, each as: plain, gsm, amr,")
    assert not (tmp_path / "none").exists()

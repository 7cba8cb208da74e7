"""The committed recordings and scenarios fit together; the line does what it says."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from audio_fixtures import line, make, noise, voice
from voicebot.audio import wav
from voicebot.audio.codec import mulaw_to_floats
from voicebot.call.handover import ROWS
from voicebot.replay.scenario import Scenario, load

HERE = Path(make.__file__).parent
SCENARIOS = [load(path) for path in sorted(HERE.glob("*.yaml")) if path.name != "recordings.yaml"]


def test_calls_that_must_be_there() -> None:
    names = {scenario.name for scenario in SCENARIOS}
    assert {"order_status", "claim", "noisy_line", "hesitant", "short_answer", "silence", "key_only"} <= names
    assert len(names) >= 12


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_a_scenario_says_what_its_recordings_say(scenario: Scenario) -> None:
    assert scenario.name == scenario.path.stem
    assert scenario.caller.startswith("+3160000")
    assert scenario.expect.queue in {None, *(row.queue for row in ROWS)}
    spoken = {recording.path: recording.say for recording in make.recordings()}
    for step in scenario.steps:
        if step.file:
            assert 0.3 < len(step.audio) / 8000 < 10
            read = re.sub(r"\b[Uu]h, ", "", spoken[HERE / step.file]).lower()
            assert step.text.lower().strip(".") in read.replace("ik wil, ik wil", "ik wil").replace(
                "weten, ", "weten "
            )


def test_every_recording_is_used_and_all_are_small() -> None:
    made = {recording.path for recording in make.recordings()}
    used = {HERE / step.file for scenario in SCENARIOS for step in scenario.steps if step.file}
    assert made == used == set(HERE.rglob("*.wav"))
    assert sum(path.stat().st_size for path in made) < 3_000_000


def test_callers_have_numbers_of_their_own() -> None:
    assert len({scenario.caller for scenario in SCENARIOS}) == len(SCENARIOS)


def test_the_readme_lists_every_call() -> None:
    text = (HERE / "README.md").read_text(encoding="utf-8")
    assert [scenario.name for scenario in SCENARIOS if f"`{scenario.name}`" not in text] == []


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("a: {say: x, tempo: 3}", "a: .*tempo"),
        ("a: {say: x, line: wet}", "line is one of"),
        ("a: {}", "a: .*say"),
    ],
)
def test_a_wrong_entry_is_named(tmp_path: Path, entry: str, words: str) -> None:
    table = tmp_path / "recordings.yaml"
    table.write_text(entry)
    with pytest.raises(make.MakeError, match=words):
        list(make.recordings(table))


def test_missing_tools_are_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(voice.shutil, "which", lambda name: None)
    monkeypatch.setattr(voice, "FOLDER", Path("/nowhere"))
    monkeypatch.setattr("sys.argv", ["make"])
    assert make.main() == 1
    assert "install espeak-ng, mbrola, mbrola-nl2" in capsys.readouterr().out


def tone(hertz: float, seconds: float = 1.0) -> line.Floats:
    return 0.5 * np.sin(2 * np.pi * hertz * np.arange(round(16000 * seconds)) / 16000)


def level(mulaw: bytes) -> float:
    return float(np.sqrt(np.mean(mulaw_to_floats(mulaw, 8000) ** 2)))


def test_only_the_telephones_band_passes() -> None:
    kept = [float(np.std(line.band_pass(tone(hertz), 16000)[2000:-2000])) for hertz in (60, 1000, 6000)]
    assert kept[0] < 0.02
    assert kept[1] == pytest.approx(0.3535, rel=0.02)
    assert kept[2] < 0.01


def test_the_same_seed_gives_the_same_line() -> None:
    noisy = line.LINES["noisy"]
    assert line.through(tone(800), 16000, noisy, 1) == line.through(tone(800), 16000, noisy, 1)
    assert line.through(tone(800), 16000, noisy, 1) != line.through(tone(800), 16000, noisy, 2)


def test_levels_noise_and_clipping_are_as_told() -> None:
    clean = line.Line(level_dbfs=-20.0, snr_db=None)
    assert 20 * np.log10(level(line.through(tone(800), 16000, clean, 1))) == pytest.approx(-20, abs=0.3)
    soft = line.Line(level_dbfs=-34.0, snr_db=None)
    assert 20 * np.log10(level(line.through(tone(800), 16000, soft, 1))) == pytest.approx(-34, abs=0.5)
    noisy = line.Line(level_dbfs=-20.0, snr_db=0.0)
    assert level(line.through(tone(800), 16000, noisy, 1)) == pytest.approx(0.1 * 2**0.5, rel=0.1)
    clipped = mulaw_to_floats(line.through(tone(800), 16000, line.Line(-3.0, None, 0.0, 12.0), 1), 8000)
    assert np.mean(np.abs(clipped) > 0.95) > 0.5


def test_packets_are_lost_whole() -> None:
    sent = bytes(range(1, 101)) * 160
    arrived = line.lose_packets(sent, 0.3, np.random.default_rng(1))
    frames = [(sent[at : at + 160], arrived[at : at + 160]) for at in range(0, len(sent), 160)]
    lost = sum(there == b"\xff" * 160 for _, there in frames)
    assert 15 <= lost <= 45
    assert all(there in (b"\xff" * 160, here) for here, there in frames)


def test_packets_are_lost_in_bursts() -> None:
    arrived = line.lose_packets(b"\x01" * 160 * 1000, 0.1, np.random.default_rng(1), burst=3)
    lost = [arrived[at : at + 160] == b"\xff" * 160 for at in range(0, len(arrived), 160)]
    assert 50 <= sum(lost) <= 150
    runs = [len(run) for run in "".join("x" if gone else " " for gone in lost).split()]
    assert min(runs[:-1]) >= 3


@pytest.mark.parametrize("kind", noise.KINDS)
def test_noise_has_sound_and_follows_its_seed(kind: str) -> None:
    made = [noise.KINDS[kind](8000, np.random.default_rng(seed)) for seed in (1, 1, 2)]
    assert len(made[0]) == 8000
    assert np.std(made[0]) > 0
    assert np.array_equal(made[0], made[1])
    assert not np.array_equal(made[0], made[2])


def test_hum_is_overtones_of_the_mains() -> None:
    power = np.abs(np.fft.rfft(noise.hum(8000, np.random.default_rng(1))))
    assert power[100] > 20 * power[125]


@pytest.mark.parametrize("samples", [np.zeros(0), np.zeros(800)])
def test_silence_is_no_recording(samples: line.Floats) -> None:
    with pytest.raises(ValueError, match="no sound"):
        line.through(samples, 16000, line.LINES["good"], 1)


def test_wavs_are_mulaw() -> None:
    path = next(HERE.rglob("*.wav"))
    assert path.read_bytes()[20] == wav.MULAW

"""A recorded call becomes a scenario, with the real Whisper; what was personal cannot be heard any more."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from voicebot.audio import wav
from voicebot.audio.frames import SILENCE_BYTE
from voicebot.audio.wav import Wav
from voicebot.cli import cli
from voicebot.record.hiding import clean
from voicebot.record.personal import holds_numbers
from voicebot.record.scenario_file import Facts, write
from voicebot.replay.scenario import Does, When, load
from voicebot.settings import ROOT, Settings
from voicebot.speech.words import WordHearer

FIXTURES = ROOT / "audio_fixtures"


@pytest.fixture(scope="module")
def hears() -> WordHearer:
    return WordHearer("base", Settings().cache_dir)


def voice(name: str) -> bytes:
    return wav.read(FIXTURES / f"{name}.wav").mono


def silence(seconds: float) -> bytes:
    return SILENCE_BYTE * round(seconds * 8000)


@pytest.fixture(scope="module")
def call() -> Wav:
    """A bot (a voice of the fixtures) that is answered with a wish, a number, and yes."""
    bot = voice("robot_question/dag")
    answers = [voice("order_status/vraag"), voice("order_status/nummer"), voice("order_status/ja")]
    left, right = b"", b""
    for answer in answers:
        left += silence(len(bot) / 8000 + 1.0) + answer + silence(1.0)
        right += bot + silence(2.0) + SILENCE_BYTE * len(answer)
    return Wav((left, right + bot))


def test_numbers_are_heard_before_and_not_after(hears: WordHearer):
    said = voice("policy_question/vraag") + silence(0.4) + voice("order_status/nummer")
    assert holds_numbers([word.text for word in hears.words(said)])
    made = clean(said, hears)
    again = [word.text for word in hears.words(made.audio)]
    assert "[nummer]" in made.text or made.whole
    assert not holds_numbers(again)
    assert not any(letter.isdigit() for word in again for letter in word), again
    assert "polis" in " ".join(again).lower()  # and the rest is still there


def test_a_call_becomes_a_scenario(tmp_path: Path, hears: WordHearer, call: Wav):
    made = write(call, "tester", tmp_path, hears, Facts(intents=[(9.0, "order_status")]))
    scenario = load(made.path)
    said = [step for step in scenario.steps if step.does is Does.SAY]
    assert made.utterances == len(said) == 3
    assert made.silenced >= 1
    assert all(step.draft for step in said)
    begins = [
        step.when for step in scenario.steps if step.when is not When.AT_ONCE
    ]  # a wait, or what is said
    assert begins == [When.BOT_DONE] * 3
    assert "bestelling" in said[0].text
    texts = re.findall(r"text: (.*)", made.path.read_text())
    assert len(texts) == 3
    assert not re.search(r"\d", " ".join(texts)), texts
    for step in said:
        heard = [word.text for word in hears.words(step.audio)] if step.audio.strip(b"\xff") else []
        assert not holds_numbers(heard)
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "tester" / "01.wav").stat().st_mode) == 0o600


def record(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["record", *map(str, arguments)])


def test_nothing_is_made_without_consent(tmp_path: Path, call: Wav):
    wav.write(tmp_path / "call.wav", call.channels)
    refused = record("--audio", tmp_path / "call.wav", "--out", tmp_path / "out")
    assert refused.exit_code == 2
    assert "--consented" in refused.output
    assert not (tmp_path / "out").exists()


def test_what_cannot_be_used_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    wav.write(tmp_path / "mono.wav", [voice("order_status/ja")])
    mono = record("--audio", tmp_path / "mono.wav", "--consented", "--out", tmp_path / "out")
    assert (mono.exit_code, "has one channel" in mono.output) == (1, True)
    monkeypatch.setenv("VOICEBOT_RECORDINGS_DIR", str(tmp_path / "none"))
    gone = record("--call", "CA123", "--out", tmp_path / "out")
    assert gone.exit_code == 2 and "there is no recording" in gone.output
    assert record("--call", "../x").exit_code == 2
    off = record("--live")
    assert off.exit_code == 2 and "VOICEBOT_RECORD is off" in off.output
    assert record().exit_code == 2

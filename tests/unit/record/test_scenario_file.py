"""A recorded call as a scenario: what was keyed is not in it, neither as keys nor as tones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.replay.test_stereo import BOT, CALLER, pressed, put
from voicebot.audio import dtmf, wav
from voicebot.audio.wav import Wav
from voicebot.record.scenario_file import Facts, write
from voicebot.replay.scenario import Does, When, load
from voicebot.replay.stereo import bot_turns
from voicebot.speech.words import Word

BOT_SIDE = put(30, (0, BOT), (8, BOT), (18, BOT))
CALL = Wav(
    (put(30, (4.0, CALLER), (12.0, pressed("42073#")), (22.0, CALLER), (23.6, pressed("9"))), BOT_SIDE)
)


class Hears:
    """Hears the same in everything."""

    def words(self, mulaw: bytes) -> list[Word]:
        return [Word(0.3, 0.6, "dat"), Word(0.7, 0.9, "is"), Word(1.0, 1.2, "goed")]


def keyed(path: Path) -> list[tuple[str, When]]:
    return [(step.text, step.when) for step in load(path).steps if step.does is Does.KEYS]


def test_only_how_many_keys_is_kept(tmp_path: Path):
    made = write(CALL, "call", tmp_path, Hears())
    does = [str(step.does) for step in load(made.path).steps if step.does is not Does.WAIT]
    assert does == ["say", "keys", "say", "keys"]
    assert [keys for keys, _ in keyed(made.path)] == ["11111#", "1"]
    text = made.path.read_text()
    assert "42073" not in text
    assert text.count("what was keyed is not kept") == 2


def test_no_tone_is_left_in_the_sound(tmp_path: Path):
    write(CALL, "call", tmp_path, Hears())
    kept = sorted((tmp_path / "call").iterdir())
    assert len(kept) == 2
    assert all(dtmf.keys(wav.read(path).mono) == () for path in kept)


def test_keys_come_when_they_came(tmp_path: Path):
    slow = Wav((put(30, (4.0, CALLER), (14.0, pressed("42073#"))), BOT_SIDE))
    wait, keys = load(write(slow, "slow", tmp_path, Hears()).path).steps[-2:]
    assert (wait.does, wait.when) == (Does.WAIT, When.BOT_DONE)
    assert (keys.does, keys.when, keys.text) == (Does.KEYS, When.AT_ONCE, "11111#")
    quiet = bot_turns(BOT_SIDE)[1].end
    assert wait.seconds == pytest.approx(14.1 - quiet - 0.8, abs=0.05)  # the player waits for 0.8 s itself


def test_of_the_houses_own_calls_the_ledger_says_what_was_keyed(tmp_path: Path):
    """The tones are silent all the same."""
    made = write(CALL, "call", tmp_path, Hears(), Facts(keys=[(14.5, 5)]))
    assert keyed(made.path) == [("11111", When.BOT_DONE)]
    none = write(CALL, "none", tmp_path, Hears(), Facts(keys=[]))
    assert keyed(none.path) == []
    assert all(dtmf.keys(wav.read(path).mono) == () for path in (tmp_path / "none").iterdir())


def test_a_caller_who_only_presses_keys(tmp_path: Path):
    made = write(Wav((put(12, (5.0, pressed("1"))), put(12, (0, BOT)))), "keys", tmp_path, Hears())
    assert (made.utterances, [keys for keys, _ in keyed(made.path)]) == (0, ["1"])

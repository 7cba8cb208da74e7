"""The scenario's caller against a leg whose bot speaks on command: stream time only, no clock."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from voicebot.call.outcome import Outcome
from voicebot.replay.leg import Leg
from voicebot.replay.player import Limits, ScenarioCaller
from voicebot.replay.scenario import Does, Expect, Scenario, Step, When
from voicebot.replay.timeline import Timeline, What

TONE = b"\x10" * 160
VOICE = b"\x20" * 160


def say(seconds: float = 0.5, when: When = When.BOT_DONE, at: float = 0.0) -> Step:
    return Step(Does.SAY, when, 7, text="Ja.", file="ja.wav", audio=VOICE * round(seconds / 0.02), at=at)


def keys(text: str, when: When = When.BOT_DONE) -> Step:
    return Step(Does.KEYS, when, 8, text=text)


HANG_UP = Step(Does.HANG_UP, When.BOT_DONE, 9)


class Stage:
    """A leg, the caller on it, and a bot that says ``bot[second]`` seconds of tone at that second."""

    def __init__(self, *steps: Step, limits: Limits | None = None, bot: dict[float, float]) -> None:
        self.leg = Leg("AC", "CA", "MZ", {}, Timeline())
        scenario = Scenario(Path("x.yaml"), "x", "", "+31600000001", (), steps, Expect((Outcome.SOLVED,)))
        self.caller = ScenarioCaller(scenario, limits)
        self.hung_up_at: float | None = None
        self._bot = {round(at / 0.02): length for at, length in bot.items()}

    def play(self, seconds: float) -> None:
        for _ in range(round(seconds / 0.02)):
            if length := self._bot.get(self.leg.frames):
                payload = base64.b64encode(TONE * round(length / 0.02)).decode()
                self.leg.receive(
                    json.dumps({"event": "media", "streamSid": "MZ", "media": {"payload": payload}})
                )
            doing = self.caller.step(self.leg)
            for key in doing.keys:
                self.leg.key(key)
            if doing.hang_up:
                self.hung_up_at = round(self.leg.now, 2)
                return
            self.leg.tick(doing.audio)

    def at(self, what: What) -> list[float]:
        return [moment.at for moment in self.leg.timeline.of(what)]


def test_speaks_when_the_bot_was_quiet_for_a_while() -> None:
    stage = Stage(say(), bot={1: 2})
    stage.play(6)
    assert stage.at(What.CALLER) == [3.8]
    start = round(3.8 * 8000)
    assert stage.leg.caller_audio[start : start + 4000] == VOICE * 25
    assert not stage.leg.caller_audio[:start].strip(b"\xff")
    assert stage.caller.said[0].moment.until == 4.3


def test_waits_through_the_bots_own_short_pauses() -> None:
    stage = Stage(say(), bot={1: 1, 2.5: 1})
    stage.play(6)
    assert stage.at(What.CALLER) == [4.32]  # a frame later: 0.8 s lie between two frames


def test_waits_for_something_new_before_the_next_step() -> None:
    stage = Stage(say(), say(), bot={0: 1, 8: 1})
    stage.play(12)
    assert stage.at(What.CALLER) == [1.8, 9.8]


def test_an_answer_joined_to_the_disclosure_counts_after_a_longer_quiet() -> None:
    stage = Stage(say(when=When.DURING_DISCLOSURE), keys("1"), bot={0: 4})
    stage.play(12)
    assert stage.at(What.CALLER) == [1.0]
    assert stage.at(What.KEY) == [7.0]


def test_interrupts_the_next_thing_that_the_bot_says() -> None:
    stage = Stage(say(), say(when=When.DURING_BOT), bot={0: 1, 5: 3})
    stage.play(9)
    assert stage.at(What.CALLER) == [1.8, 5.5]


def test_speaks_at_a_second_of_the_stream() -> None:
    stage = Stage(say(when=When.AT, at=2.5), bot={})
    stage.play(4)
    assert stage.at(What.CALLER) == [2.5]


def test_presses_keys_one_after_the_other() -> None:
    stage = Stage(keys("12#"), bot={0: 1})
    stage.play(4)
    assert stage.at(What.KEY) == [1.8, 2.06, 2.32]
    assert [moment.text for moment in stage.leg.timeline.of(What.KEY)] == ["1", "2", "#"]


def test_an_answer_that_begins_before_the_last_key_is_new() -> None:
    stage = Stage(keys("12#"), say(), bot={0: 1, 2.2: 1})
    stage.play(6)
    assert stage.at(What.CALLER) == [4.02]


def test_waits_as_long_as_told() -> None:
    stage = Stage(Step(Does.WAIT, When.AT_ONCE, 7, seconds=2.0), keys("1", When.AT_ONCE), bot={})
    stage.play(4)
    assert stage.at(What.KEY) == [2.0]


def test_hangs_up() -> None:
    stage = Stage(HANG_UP, bot={0: 1})
    stage.play(4)
    assert stage.hung_up_at == 1.8
    assert stage.caller.problem is None


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ((say(),), "line 7 waits for bot_done"),
        ((say(when=When.DURING_BOT),), "line 7 waits for during_bot"),
        ((), "neither speaks nor ends the call"),
    ],
)
def test_gives_up_on_a_bot_that_stays_silent(steps: tuple[Step, ...], words: str) -> None:
    stage = Stage(*steps, limits=Limits(patience=3.0), bot={})
    stage.play(5)
    assert stage.hung_up_at == pytest.approx(3.02)
    assert stage.caller.problem is not None
    assert words in stage.caller.problem


def test_gives_up_on_a_call_without_end() -> None:
    stage = Stage(limits=Limits(call=3.0), bot={0: 60})
    stage.play(5)
    assert stage.hung_up_at == 3.0
    assert stage.caller.problem == "x.yaml: the call took longer than 3 s; the caller hangs up"


@pytest.mark.parametrize("make", [lambda: say(when=When.AT_ONCE), lambda: keys("0", When.AT_ONCE)])
def test_a_bot_that_speaks_on_gives_time(make: Callable[[], Step]) -> None:
    stage = Stage(make(), limits=Limits(patience=2.0), bot={1: 1, 3: 1, 5: 1})
    stage.play(6.5)
    assert stage.hung_up_at is None

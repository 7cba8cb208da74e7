"""A stereo recording is taken apart into what the caller did, and plays again as it went."""

from __future__ import annotations

import base64
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicebot.audio import files
from voicebot.audio.codec import floats_to_mulaw, mulaw_to_floats
from voicebot.audio.frames import SILENCE_BYTE
from voicebot.audio.vad import VoiceActivity
from voicebot.audio.wav import Wav, WavError
from voicebot.call.outcome import Outcome
from voicebot.degrade.effects import Source, degrade
from voicebot.degrade.recipe import parse
from voicebot.replay.leg import Leg
from voicebot.replay.player import ScenarioCaller
from voicebot.replay.scenario import Does, Expect, Scenario, Step, When
from voicebot.replay.stereo import bot_turns, sides, steps, utterances
from voicebot.replay.timeline import Timeline
from voicebot.settings import ROOT

FIXTURES = ROOT / "audio_fixtures"
CALLER = files.read(FIXTURES / "policy_question/vraag.wav").mono  # voice from 0.14 s on, to 1.6 s
BOT = files.read(FIXTURES / "claim/schade.wav").mono[: 8000 * 3]


def silence(seconds: float) -> bytes:
    return SILENCE_BYTE * round(seconds * 8000)


def put(length: float, *pieces: tuple[float, bytes]) -> bytes:
    """Sounds at their seconds in a silence of ``length``."""
    track = bytearray(silence(length))
    for at, sound in pieces:
        start = round(at * 8000)
        track[start : start + len(sound)] = sound
    return bytes(track[: round(length * 8000)])


def softer(mulaw: bytes, db: float) -> bytes:
    return floats_to_mulaw(mulaw_to_floats(mulaw, 8000) * 10 ** (-db / 20), 8000)


def found(caller: bytes, bot: bytes) -> list[tuple[When, float]]:
    return [(one.when, one.after) for one in utterances(Wav((caller, bot)))]


def test_an_answer_an_interruption_and_a_second_thought():
    bot = put(30, (0, BOT), (10, BOT[: 8000 * 2]), (20, BOT))
    caller = put(30, (4.0, CALLER), (11.5, CALLER), (17.0, CALLER))
    (answer, answered), (interruption, into), (thought, later) = found(caller, bot)
    assert (answer, interruption, thought) == (When.BOT_DONE, When.DURING_BOT, When.AT_ONCE)
    begin = utterances(Wav((put(4, (1, CALLER)), silence(4))))[0].start - 1  # where its voice begins
    assert answered == pytest.approx(4.0 + begin - bot_turns(bot)[0].end, abs=0.05)
    assert into == pytest.approx(1.5 + begin, abs=0.1)
    assert later == pytest.approx(17.0 - 11.5 - 1.5, abs=0.3)


def test_over_the_first_words_and_before_them():
    bot = put(12, (3, BOT))
    assert found(put(12, (4.5, CALLER)), bot)[0][0] is When.DURING_DISCLOSURE
    when, after = found(put(12, (0.5, CALLER)), bot)[0]
    assert when is When.AT_ONCE
    assert after == pytest.approx(0.6, abs=0.15)


def test_a_short_overlap_is_taking_turns():
    end = bot_turns(put(10, (1, BOT), (5, BOT)))[1].end
    caller = put(12, (end - 0.12, CALLER))
    when, after = found(caller, put(12, (1, BOT), (5, BOT)))[0]
    assert when is When.BOT_DONE
    assert -0.15 <= after <= 0.1


def test_pauses_stay_in_an_utterance_and_long_ones_part_it():
    bot = put(20, (0, BOT))
    one = put(20, (5, CALLER), (7.5, CALLER))
    (whole,) = utterances(Wav((one, bot)))
    assert whole.end - whole.start == pytest.approx(2.5 + 1.5, abs=0.3)
    assert [when for when, _ in found(put(20, (5, CALLER), (10, CALLER)), bot)] == [
        When.BOT_DONE,
        When.AT_ONCE,
    ]


def test_a_bot_that_cuts_in_does_not_part_what_was_said():
    caller = put(20, (5.0, CALLER), (7.0, CALLER))
    start = utterances(Wav((put(20, (7.0, CALLER)), silence(20))))[0].start
    assert len(found(caller, put(20, (0, BOT), (start - 0.1, BOT)))) == 1
    assert len(found(caller, put(20, (0, BOT), (start - 1.0, BOT)))) == 2  # heard, and answered


def test_the_bots_echo_is_nobody():
    bot = put(20, (0, BOT), (8, BOT))
    caller = put(20, (0.2, softer(BOT, 26)), (8.2, softer(BOT, 26)), (4.0, CALLER))
    assert [when for when, _ in found(caller, bot)] == [When.BOT_DONE]


def test_clicks_and_silence_are_nobody():
    click = floats_to_mulaw(np.concatenate([np.ones(16), np.zeros(80)]).astype(np.float32), 8000)
    assert found(put(10, (4, click)), put(10, (0, BOT))) == []
    assert found(silence(3), silence(3)) == []
    assert found(b"", b"") == []


@pytest.mark.parametrize("recipe", ["hiss=15", "hum=15", "codec=gsm", "loss=5", "level=35"])
def test_a_bad_line_shifts_little(recipe: str):
    bot = put(20, (0, BOT), (10, BOT))
    caller = put(20, (4.0, CALLER), (14.0, CALLER))
    clean = utterances(Wav((caller, bot)))
    noisy = utterances(Wav((degrade(Source(caller), parse(recipe)), bot)))
    assert [one.when for one in noisy if one.end - one.start > 1.0][:2] == [one.when for one in clean]


def test_a_mono_recording_is_refused():
    with pytest.raises(WavError, match="has one channel"):
        sides(Wav((CALLER,)))


# ── played again ────────────────────────────────────────────────────────────────────────────────────────────


class Caller(ScenarioCaller):
    @property
    def over(self) -> bool:
        return not self._left and not self._frames


class Script:
    """A bot that begins when the caller has been quiet for a while, and stops when it is talked over."""

    def __init__(self, leg: Leg, turns: int) -> None:
        self.leg, self.left, self.quiet, self.over = leg, turns, 9.0, 0.0
        self.first = True  # the disclosure cannot be interrupted

    def hear(self, voiced: bool) -> None:
        self.quiet = 0.0 if voiced else self.quiet + 0.02
        self.over = self.over + 0.02 if voiced and self.leg.buffered else 0.0
        if self.over > 0.6 and not self.first:
            self.leg.receive(json.dumps({"event": "clear", "streamSid": "MZ"}))
        elif self.left and not self.leg.buffered and self.quiet >= 0.9:
            self.left -= 1
            self.first = self.quiet > 5
            self.quiet = -30.0  # waits for the caller now
            media = {"payload": base64.b64encode(BOT).decode()}
            self.leg.receive(json.dumps({"event": "media", "streamSid": "MZ", "media": media}))


def play(scenario: Scenario, turns: int, seconds: float) -> Wav:
    leg = Leg("AC", "CA", "MZ", {}, Timeline())
    bot, caller, voice = Script(leg, turns), Caller(scenario), VoiceActivity()
    while leg.now < seconds and not (caller.over and leg.now - (leg.bot_last_heard or 0) > 3):
        doing = caller.step(leg)
        if doing.hang_up:
            break
        leg.tick(doing.audio)
        bot.hear(voice.voiced(doing.audio))
    return Wav((bytes(leg.caller_audio), bytes(leg.bot_audio)))


def scenario(*made) -> Scenario:
    return Scenario(
        FIXTURES / "made.yaml", "made", "", "+31600000001", (), tuple(made), Expect((Outcome.SOLVED,))
    )


WAITS = st.sampled_from([0.0, 0.7, 1.6])
FIRST = st.tuples(st.just(When.BOT_DONE), WAITS)
LATER = st.lists(st.tuples(st.sampled_from([When.BOT_DONE, When.DURING_BOT]), WAITS), max_size=3)
PLANS = st.builds(lambda first, later: [first, *later], FIRST, LATER)


@settings(max_examples=10, deadline=None)
@given(PLANS)
def test_what_was_taken_apart_plays_as_it_went(plan: list[tuple[When, float]]):
    written = []
    for when, wait in plan:
        if wait:
            written.append(Step(Does.WAIT, when, 1, seconds=wait))
        written.append(Step(Does.SAY, When.AT_ONCE if wait else when, 1, text="x", audio=CALLER))
    first = play(scenario(*written), len(plan) + 1, 90.0)
    again = play(scenario(*steps(first)), len(plan) + 1, 90.0)
    one, two = utterances(first), utterances(again)
    assert len(one) == len(plan)
    assert [each.when for each in one] == [each.when for each in two]
    for before, after in zip(one, two, strict=True):
        # the player waits for the bot to be quiet: it cannot overlap
        least = 0.9 if before.when is When.BOT_DONE else 0.0
        assert after.after == pytest.approx(max(least, before.after), abs=0.35)
        assert after.end - after.start == pytest.approx(before.end - before.start, abs=0.1)

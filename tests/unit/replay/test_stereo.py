"""A stereo recording is taken apart into what the caller did, and plays again as it went."""

from __future__ import annotations

import base64
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.audio.test_dtmf import line, tone
from voicebot.audio import dtmf, files
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
from voicebot.replay.stereo import Keyed, bot_turns, done, sides, steps, utterances
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


# ── keys ────────────────────────────────────────────────────────────────────────────────────────────────────


def pressed(keys: str, every: float = 0.4, seconds: float = 0.12) -> bytes:
    """Keys as tones in silence, the first one at 0.1 s."""
    return line(
        *[piece for key in keys for piece in (tone(key, seconds), np.zeros(round((every - seconds) * 8000)))]
    )


def kinds(caller: bytes, bot: bytes) -> list[tuple[str, When]]:
    """What was done, in order: the keys or 'voice', and what it waited for."""
    return [(one.keys if isinstance(one, Keyed) else "voice", one.when) for one in done(Wav((caller, bot)))]


def test_speech_keys_and_speech():
    bot = put(30, (0, BOT), (8, BOT), (18, BOT))
    caller = put(30, (4.0, CALLER), (12.0, pressed("42073#")), (22.0, CALLER))
    said, keyed, thanks = done(Wav((caller, bot)))
    assert isinstance(keyed, Keyed)
    assert (keyed.keys, keyed.when) == ("42073#", When.BOT_DONE)
    assert keyed.start == pytest.approx(12.1, abs=0.02)
    assert keyed.end == pytest.approx(12.1 + 5 * 0.4 + 0.12, abs=0.02)
    assert keyed.after == pytest.approx(12.1 - bot_turns(bot)[1].end, abs=0.02)
    # what is said is the same as without the keys
    assert (said, thanks) == done(Wav((put(30, (4.0, CALLER), (22.0, CALLER)), bot)))
    does = [(step.does, step.text) for step in steps(Wav((caller, bot))) if step.does is not Does.WAIT]
    assert does == [(Does.SAY, ""), (Does.KEYS, "42073#"), (Does.SAY, "")]


def test_keys_between_words_part_them_and_leave_no_tone():
    """'Even kijken', the number, 'zo': the bot is silent meanwhile."""
    bot = put(20, (0, BOT))
    caller = put(20, (5.0, CALLER), (6.75, pressed("51", 0.25)), (7.45, CALLER))
    before, keyed, after = done(Wav((caller, bot)))
    assert isinstance(keyed, Keyed) and keyed.keys == "51" and keyed.when is When.AT_ONCE
    alone = utterances(Wav((put(20, (5.0, CALLER)), bot)))[0]
    for one, begin in ((before, 5.0), (after, 7.45)):
        assert not isinstance(one, Keyed)
        assert one.start == pytest.approx(begin + alone.start - 5.0, abs=0.05)
        assert one.end == pytest.approx(begin + alone.end - 5.0, abs=0.05)
        assert dtmf.keys(one.audio) == ()


def test_keys_close_to_a_voice_are_no_voice():
    """The words end 20 ms before the tones, and begin again 40 ms after them."""
    word = CALLER[: 8000 * 1]
    caller = put(9, (4.0, word + pressed("7")[640 : -800 - 8000 * 28 // 100] + b"\xff" * 320 + word))
    assert kinds(caller, put(9, (0, BOT))) == [
        ("voice", When.BOT_DONE), ("7", When.AT_ONCE), ("voice", When.AT_ONCE),
    ]  # fmt: skip


def test_keys_over_the_bots_words():
    bot = put(20, (0, BOT), (8, BOT))
    assert kinds(put(20, (1.5, pressed("0"))), bot) == [("0", When.DURING_DISCLOSURE)]
    assert kinds(put(20, (9.5, pressed("0"))), bot) == [("0", When.DURING_BOT)]


def test_a_long_pause_parts_keys_and_an_answer_of_the_bot_does():
    bot = put(20, (0, BOT))
    caller = put(20, (5.0, pressed("12")), (7.5, pressed("34")))
    assert kinds(caller, bot) == [("12", When.BOT_DONE), ("34", When.AT_ONCE)]
    (wait,) = [step for step in steps(Wav((caller, bot)))[1:] if step.does is Does.WAIT]
    # the first key of '34' 2.1 s after the '2', which the player is busy with for 0.25 s
    assert wait.seconds == pytest.approx(2.1 - 0.25, abs=0.03)
    answered = put(20, (0, BOT), (5.9, BOT))
    assert kinds(put(20, (5.0, pressed("1")), (6.15, pressed("2"))), answered) == [
        ("1", When.BOT_DONE), ("2", When.DURING_BOT),
    ]  # fmt: skip


def test_the_hash_belongs_to_its_number_though_the_bot_began():
    bot = put(20, (0, BOT), (5.9, BOT))
    assert kinds(put(20, (5.0, pressed("51#", 0.7))), bot) == [("51#", When.BOT_DONE)]


@pytest.mark.parametrize("recipe", ["hiss=15", "level=35", "clip=6"])
def test_keys_on_a_bad_line(recipe: str):
    caller = put(20, (4.0, CALLER), (7.0, pressed("42073#")), (14.0, CALLER))
    bad = degrade(Source(caller), parse(recipe))
    assert "".join(key.name for key in dtmf.keys(bad)) == "42073#"
    assert ("42073#", When.AT_ONCE) in kinds(bad, put(20, (0, BOT)))


def test_a_mono_recording_is_refused():
    with pytest.raises(WavError, match="has one channel"):
        sides(Wav((CALLER,)))


# ── played again ────────────────────────────────────────────────────────────────────────────────────────────


class Caller(ScenarioCaller):
    @property
    def over(self) -> bool:
        return not self._left and not self._frames and not self._keys


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
    """Both sides as a line has them: keys are tones in the caller's."""
    leg = Leg("AC", "CA", "MZ", {}, Timeline())
    tones: list[tuple[float, bytes]] = []
    bot, caller, voice = Script(leg, turns), Caller(scenario), VoiceActivity()
    while leg.now < seconds and not (caller.over and leg.now - (leg.bot_last_heard or 0) > 3):
        doing = caller.step(leg)
        if doing.hang_up:
            break
        if doing.keys:
            tones.append((leg.now, line(tone(doing.keys, 0.1))[800:-800]))
        leg.tick(doing.audio)
        bot.hear(voice.voiced(doing.audio) or bool(doing.keys))
    caller_audio = bytearray(leg.caller_audio)
    for at, sound in tones:
        start = round(at * 8000)
        caller_audio[start : start + len(sound)] = sound
    return Wav((bytes(caller_audio), bytes(leg.bot_audio)))


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


DOES = st.one_of(st.none(), st.text("0123456789#*ABCD", min_size=1, max_size=8))  # None: speaks


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(DOES, WAITS), min_size=1, max_size=4))
def test_keys_play_as_they_were_pressed(plan: list[tuple[str | None, float]]):
    written = []
    for keys, wait in plan:
        if wait:
            written.append(Step(Does.WAIT, When.BOT_DONE, 1, seconds=wait))
        when = When.AT_ONCE if wait else When.BOT_DONE
        say = Step(Does.SAY, when, 1, text="x", audio=CALLER)
        written.append(Step(Does.KEYS, when, 1, text=keys) if keys else say)
    first = play(scenario(*written), len(plan) + 1, 120.0)
    again = play(scenario(*steps(first)), len(plan) + 1, 120.0)
    one, two = done(first), done(again)
    assert [each.keys if isinstance(each, Keyed) else None for each in one] == [keys for keys, _ in plan]
    assert [(each.when, getattr(each, "keys", "")) for each in one] == [
        (each.when, getattr(each, "keys", "")) for each in two
    ]
    for before, after in zip(one, two, strict=True):
        assert after.after == pytest.approx(before.after, abs=0.35)

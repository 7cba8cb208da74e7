"""One caller on a real socket: what was sent and played, frame by frame, becomes a latency."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.integration.replay.test_carrier import BASE, TOKEN, TONE, House, Receive, media, until
from voicebot.bench.callers import play
from voicebot.bench.edges import edges
from voicebot.bench.turns import turn_times
from voicebot.call.outcome import Outcome
from voicebot.replay.carrier import Carrier
from voicebot.replay.scenario import Does, Expect, Scenario, Step, When, load
from voicebot.replay.story import Story
from voicebot.settings import ROOT

VOICE = next(step.audio for step in load(ROOT / "audio_fixtures" / "order_status.yaml").steps[3:])


@pytest.fixture
def house() -> Iterator[House]:
    server = House()
    yield server
    server.close()


def test_a_call_becomes_a_latency(house: House) -> None:
    def talk(send: Callable[..., None], receive: Receive) -> None:
        send("media", media=media(TONE * 10))
        for _ in range(
            55 + len(VOICE) // 160 + 20
        ):  # the tone, the caller's 0.8 s of patience, the utterance
            until(receive, "media")
        send("media", media=media(TONE * 10))
        send("mark", mark={"name": "answer"})
        until(receive, "mark")

    house.talk = talk
    step = Step(Does.SAY, When.BOT_DONE, 1, text="Ja, dat is goed.", file="ja.wav", audio=VOICE)
    scenario = Scenario(Path("x.yaml"), "x", "", "+31600000001", (), (step,), Expect((Outcome.SOLVED,)))
    played = play(Carrier(BASE, TOKEN, connect_to=house.address), scenario, threading.Event())

    assert played.problem is None and not played.refused
    assert (
        abs(len(played.sent) - len(played.bot) // 160) <= 6
    )  # the bot's includes the <Play> after the stream
    (turn,) = turn_times("x", Story(played.timeline, played.said, (), (), None), played.sent, played.bot)
    assert not turn.early and not turn.talked_over
    assert turn.latency is not None and turn.latency > 0
    assert turn.at >= edges(VOICE).last * 0.02

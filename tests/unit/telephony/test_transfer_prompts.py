"""What an agent hears stands behind an address that tells nothing, and survives a restart."""

from __future__ import annotations

import pytest
from itsdangerous import URLSafeTimedSerializer

from tests.unit.telephony.house import CALL, PUBLIC
from voicebot.audio import wav
from voicebot.call.fakes import FakeSynthesizer
from voicebot.telephony.config import TelephonyConfig
from voicebot.telephony.fakes import FakeDesk
from voicebot.telephony.transfer_prompts import TransferPrompts
from voicebot.telephony.transfer_twiml import Spoken
from voicebot.transfer.ports import LegTurn, Standing

SUMMARY = "Mevrouw de Vries belt over polis 123."


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def prompts(desk=None, clock=None, **config):
    config = TelephonyConfig(PUBLIC, **{"auth_token": "secret"} | config)
    return TransferPrompts(config, FakeSynthesizer(), desk or FakeDesk(), clock or Clock())


def token(spoken):
    return spoken.url.removeprefix(f"{PUBLIC}/twilio/prompt/").removesuffix(".wav")


def text(sound):
    """The fake voice's tone is as long as its text."""
    return len(wav.parse(sound).mono) // 160


def test_the_address_holds_nothing_of_the_text():
    spoken = prompts().for_leg("o7", CALL, SUMMARY)
    _, readable = URLSafeTimedSerializer("other").loads_unsafe(token(spoken))
    assert readable[:3] == ["leg", "o7", CALL]
    assert SUMMARY not in str(readable)
    assert spoken.url != prompts().for_leg("o7", CALL, SUMMARY).url


def test_a_second_text_of_the_same_offer_does_not_change_the_first():
    ours = prompts()
    first, second = ours.for_leg("o7", CALL, "Eén."), ours.for_leg("o7", CALL, "Nog een andere.")
    assert text(ours.sound(token(first))) == 4
    assert text(ours.sound(token(second))) == 15


def test_after_a_restart_the_desk_is_asked_again():
    spoken = prompts().for_leg("o7", CALL, SUMMARY)
    desk = FakeDesk(turns=[LegTurn("Opnieuw.", "choose")])
    assert text(prompts(desk).sound(token(spoken))) == 8
    assert desk.told == [("leg_answered", "o7", CALL)]
    assert prompts(FakeDesk(turns=[LegTurn("", "bye")])).sound(token(spoken)) is None


def test_a_text_is_forgotten_after_its_time():
    clock, desk = Clock(), FakeDesk(turns=[LegTurn("", "bye")])
    ours = prompts(desk, clock, prompt_seconds=60)
    spoken = ours.for_leg("o7", CALL, SUMMARY)
    clock.now += 61
    assert ours.sound(token(spoken)) is None
    ours.for_leg("o8", CALL, "Nieuw.")
    assert SUMMARY not in str(ours._texts)


def test_only_so_many_texts_are_kept():
    ours = prompts()
    for number in range(1100):
        ours.for_leg(f"o{number}", CALL, "Hallo.")
    assert len(ours._texts) == 1000


@pytest.mark.parametrize("wrong", ["", "x", "WyJsZWciXQ.a.b"])
def test_an_address_that_is_not_ours_has_no_sound(wrong):
    assert prompts().sound(wrong) is None


def test_nor_has_an_expired_or_a_foreign_one():
    spoken = prompts().for_waiting(Standing(open=True))
    assert prompts().sound(token(spoken))
    assert prompts(prompt_seconds=-1).sound(token(spoken)) is None
    assert prompts(auth_token="other").sound(token(spoken)) is None
    signer = URLSafeTimedSerializer("secret", salt="voicebot.telephony.transfer-prompts")
    assert prompts().sound(signer.dumps(["other"])) is None


def test_nothing_to_say_is_silence():
    assert prompts().for_leg("o7", CALL, "") == Spoken()

"""How a confirmation is written, and when a caller hears where it goes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.call.driver import World
from voicebot.call import commands as do
from voicebot.call import events as ev
from voicebot.call.outcome import Outcome
from voicebot.call.replies import Agreement
from voicebot.call.written import UNCHOSEN, Channel, Channels, Written, way

MOBILE, MAIL = "+31600000012", "s.dewit@example.nl"
AGREED = (Agreement("order", "Morgen."),)
NOTICE = "U krijgt dit per sms."
OFFER = "Kan ik nog iets voor u doen?"


def said(commands: list[do.Command]) -> list[str]:
    return [command.text for command in commands if isinstance(command, do.Synthesize)]


@pytest.mark.parametrize(
    ("written", "mobile", "email", "channels", "channel"),
    [
        (UNCHOSEN, MOBILE, MAIL, Channels(), Channel.SMS),
        (UNCHOSEN, MOBILE, None, Channels(), Channel.SMS),
        (UNCHOSEN, None, MAIL, Channels(), Channel.EMAIL),
        (UNCHOSEN, None, None, Channels(), Channel.NONE),
        (UNCHOSEN, MOBILE, MAIL, Channels(sms=False), Channel.EMAIL),
        (UNCHOSEN, MOBILE, None, Channels(sms=False), Channel.SMS),  # for the outbox
        (UNCHOSEN, MOBILE, MAIL, Channels(sms=False, email=False), Channel.SMS),
        (Written(Channel.EMAIL), MOBILE, MAIL, Channels(), Channel.EMAIL),
        (Written(Channel.EMAIL), MOBILE, None, Channels(), Channel.SMS),
        (Written(Channel.SMS), None, MAIL, Channels(), Channel.EMAIL),
        (Written(Channel.SMS, MOBILE), None, MAIL, Channels(), Channel.SMS),
        (Written(Channel.SMS, MOBILE), None, None, Channels(), Channel.SMS),
        (Written(Channel.NONE), MOBILE, MAIL, Channels(), Channel.NONE),
    ],
)
def test_the_way(
    written: Written, mobile: str | None, email: str | None, channels: Channels, channel: Channel
) -> None:
    assert way(written, mobile, email, channels) is channel


@given(
    st.builds(Written, st.sampled_from(Channel), st.sampled_from(["", MOBILE])),
    st.sampled_from([None, MOBILE]),
    st.sampled_from([None, MAIL]),
    st.builds(Channels),
)
def test_it_never_leads_where_there_is_no_address(
    written: Written, mobile: str | None, email: str | None, channels: Channels
) -> None:
    channel = way(written, mobile, email, channels)
    assert channel is not Channel.DEFAULT
    assert channel is not Channel.SMS or mobile or written.address
    assert channel is not Channel.EMAIL or email or written.address
    if channel is Channel.NONE:
        assert written.channel == Channel.NONE or not (mobile or email)


def test_after_the_answer_and_before_more_help_is_offered() -> None:
    world = World().start()
    world.say("Waar is mijn bestelling?")
    new = world.reply("Morgen.", solved=True, agreements=AGREED, notice=NOTICE, offer=OFFER)
    assert said(new) == ["Morgen.", NOTICE, OFFER]
    assert [entry.rule_id for entry in world.ledger()].count("T-07") == 1


def test_the_answer_counts_as_heard_though_the_caller_hangs_up_during_the_notice() -> None:
    world = World().start()
    world.say("Waar is mijn bestelling?")
    world.reply("Morgen.", solved=True, agreements=AGREED, notice=NOTICE, offer=OFFER)
    world.synthesize_all()
    answer = world.of(do.Play)[1]
    world.give(ev.PlaybackMark, answer.mark, after=0.2)
    world.give(ev.StreamStopped, ev.StopReason.HUNG_UP)
    assert world.of(do.EndCall)[0].outcome is Outcome.SOLVED


def test_a_second_wish_comes_first() -> None:
    world = World().start()
    world.say("Waar is mijn bestelling en is hij betaald?")
    new = world.reply("Morgen.", solved=True, agreements=AGREED, notice=NOTICE, offer=OFFER, also="betaald")
    assert NOTICE not in said(new)
    world.hear_all()
    new = world.reply("Hij is betaald.", solved=True, offer=OFFER)
    assert said(new) == ["Hij is betaald.", NOTICE, OFFER]


def test_at_the_latest_before_goodbye() -> None:
    world = World().start()
    world.say("Waar is mijn bestelling en is hij betaald?")
    world.reply("Morgen.", solved=True, agreements=AGREED, notice=NOTICE, also="betaald")
    world.hear_all()
    new = world.reply("Bedankt voor het bellen.", ends_call=True)
    assert said(new) == [NOTICE, "Bedankt voor het bellen."]


def test_a_choice_goes_with_the_confirmation_and_makes_the_notice_untrue() -> None:
    world = World().start()
    world.say("Waar is mijn bestelling en stuur maar een mail")
    world.reply("Morgen.", solved=True, agreements=AGREED, notice=NOTICE, also="stuur maar een mail")
    world.hear_all()
    new = world.reply("Goed, per e-mail.", written=Written(Channel.EMAIL), offer=OFFER)
    assert said(new) == ["Goed, per e-mail.", OFFER]
    world.hear_all()
    world.say("nee")
    world.reply("Tot ziens.", ends_call=True)
    world.hear_all()
    (sent,) = world.of(do.SendConfirmation)
    assert sent == do.SendConfirmation(AGREED, None, Written(Channel.EMAIL))


def test_a_refusal_is_told_with_what_was_agreed() -> None:
    world = World().start()
    world.say("Waar is mijn bestelling?")
    world.reply("Morgen.", solved=True, agreements=AGREED, notice=NOTICE)
    world.hear_all()
    world.say("ik hoef geen sms")
    world.reply("Goed.", written=Written(Channel.NONE))
    world.hear_all()
    world.say("dag")
    world.reply("Tot ziens.", ends_call=True)
    world.hear_all()
    assert world.of(do.SendConfirmation) == [do.SendConfirmation(AGREED, None, Written(Channel.NONE))]

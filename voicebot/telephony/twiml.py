"""The TwiML documents we answer with, made by Twilio's SDK. Pure functions of what they need."""

from __future__ import annotations

from twilio.twiml.voice_response import Connect, Dial, VoiceResponse

from voicebot.telephony.config import TelephonyConfig


def connect_stream(config: TelephonyConfig, token: str, *, resume: str = "") -> str:
    """Connect the caller to the assistant; when that stream ends in any way, ask `after-stream` what next.

    ``resume``: why a caller comes back to it, '' for one who has just called.
    """
    response = VoiceResponse()
    connect = Connect()
    stream = connect.stream(url=config.stream_url)
    stream.parameter(name="token", value=token)
    if resume:
        stream.parameter(name="resume", value=resume)
    response.append(connect)
    response.redirect(config.url("after-stream"), method="POST")
    return str(response)


def dial_person(config: TelephonyConfig) -> str:
    """Ring the person's telephone; `after-dial` hears whether anybody answered."""
    response = VoiceResponse()
    # answerOnBridge works only where Dial is the call's first verb: then the caller hears real ringing.
    dial = Dial(
        timeout=config.ring_seconds, action=config.url("after-dial"), method="POST", answer_on_bridge=True
    )
    dial.number(config.person_number)
    response.append(dial)
    return str(response)


def hang_up() -> str:
    """The call is over."""
    response = VoiceResponse()
    response.hangup()
    return str(response)


def play_and_hang_up(url: str) -> str:
    """Play a prompt of ours, then end the call."""
    response = VoiceResponse()
    response.play(url)
    response.hangup()
    return str(response)


def say_and_hang_up(text: str) -> str:
    """Say it with the carrier's voice, then end the call. Used only where our own speech failed."""
    response = VoiceResponse()
    response.say(text, language="nl-NL")
    response.hangup()
    return str(response)

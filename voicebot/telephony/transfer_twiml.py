"""The TwiML of a warm transfer, made by Twilio's SDK. Pure functions of what they need.

https://www.twilio.com/docs/voice/twiml/conference. The caller waits in a conference that begins only when an
agent comes in; whoever leaves it ends it for both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from voicebot.sip_addresses import can_be_rung
from voicebot.telephony.config import TelephonyConfig

_CONFERENCE = re.compile(r"xfer-[A-Za-z0-9-]{1,64}", re.ASCII)
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
_HEADER = re.compile(r"[A-Za-z0-9-]{1,32}", re.ASCII)
_HEADERS_LENGTH = 1023  # Twilio's warning 21227: all headers of a SIP address together
_EVENTS = "start end join leave"


@dataclass(frozen=True, slots=True)
class Spoken:
    """Something to be heard: our own speech at ``url``, or where that failed ``text`` by the carrier's voice.

    Neither: nothing.
    """

    url: str = ""
    text: str = ""

    def put(self, into: VoiceResponse | Gather) -> None:
        """Add it to a document."""
        if self.url:
            into.play(self.url)
        elif self.text:
            into.say(self.text, language="nl-NL")


SILENT = Spoken()


def checked_conference(name: str) -> str:
    """The name of a conference. Raises ValueError for one that could tell something of a person."""
    if not _CONFERENCE.fullmatch(name):
        raise ValueError("a conference's name must be 'xfer-' and letters, digits or hyphens")
    return name


def caller_into(config: TelephonyConfig, conference: str, call_id: str) -> str:
    """The caller waits there with music; when it is over in any way, `caller-done` is asked what next."""
    response = VoiceResponse()
    dial = Dial(action=config.url("caller-done"), method="POST")
    _conference(dial, config, conference, starts=False, wait=f"wait/{call_id}/0")
    response.append(dial)
    return str(response)


def leg_into(config: TelephonyConfig, conference: str, say: Spoken = SILENT) -> str:
    """An agent, or a customer who is called back, comes in: whoever waits is heard from now on."""
    response = VoiceResponse()
    say.put(response)
    dial = Dial()
    _conference(dial, config, conference, starts=True, wait="leg-wait/0")
    response.append(dial)
    return str(response)


def choose(config: TelephonyConfig, offer_id: str, say: Spoken) -> str:
    """The agent hears it and presses a key, or none: `agent-key` is told either.

    No key ends the digits: '#' would come as none, and count as an agent who is not there.
    """
    response = VoiceResponse()
    gather = Gather(
        input="dtmf",
        num_digits=1,
        timeout=config.key_seconds,
        finish_on_key="",
        action=config.url(f"agent-key/{offer_id}"),
        method="POST",
        action_on_empty_result=True,
    )
    say.put(gather)
    response.append(gather)
    response.hangup()
    return str(response)


def bye(say: Spoken = SILENT) -> str:
    """Hear it, then the call is over."""
    response = VoiceResponse()
    say.put(response)
    response.hangup()
    return str(response)


def waiting(sounds: Iterable[str], again: str) -> str:
    """What somebody who waits hears, by address, one after the other; then ``again`` is asked.

    A waiting room takes no other verbs than Play, Say, Pause and Redirect.
    """
    response = VoiceResponse()
    for sound in sounds:
        response.play(sound)
    response.redirect(again, method="POST")
    return str(response)


def blind(config: TelephonyConfig, address: str, context: Iterable[tuple[str, str]] = ()) -> str:
    """Ring a number (E.164) or a SIP address outside of the house; `after-dial` hears who answered, if
    anybody.

    ``context`` goes to a SIP address as headers 'X-…', behind its parameters. Raises ValueError for
    an address that is neither.
    """
    response = VoiceResponse()
    dial = Dial(
        timeout=config.ring_seconds, action=config.url("after-dial"), method="POST", answer_on_bridge=True
    )
    if _NUMBER.fullmatch(address):
        dial.number(address)
    elif can_be_rung(address):
        dial.sip(address + _headers(context))
    else:
        raise ValueError("a blind transfer goes to a number like +31850001122, or to sip:name@host")
    response.append(dial)
    return str(response)


def _conference(dial: Dial, config: TelephonyConfig, name: str, *, starts: bool, wait: str) -> None:
    # Events are told to the address that the first one in gave, so everybody gives the same.
    dial.conference(
        checked_conference(name),
        start_conference_on_enter=starts,
        end_conference_on_exit=True,
        beep="false",
        wait_url=config.url(wait),
        wait_method="POST",
        status_callback=config.url(f"conference/{name}"),
        status_callback_method="POST",
        status_callback_event=_EVENTS,
    )


def _headers(context: Iterable[tuple[str, str]]) -> str:
    """'?X-Queue=polis&X-…'; what does not fit into the length that the carrier takes is left out."""
    text = ""
    for name, value in context:
        if not _HEADER.fullmatch(name):
            raise ValueError("a SIP header's name must be 1 to 32 letters, digits or hyphens")
        one = f"{'&' if text else '?'}X-{name.title()}={quote(value, safe='')}"
        if len(text) + len(one) <= _HEADERS_LENGTH:
            text += one
    return text

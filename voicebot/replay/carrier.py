"""A simulated carrier: it knows the server only through Twilio's documented protocol.

It calls the voice webhook, follows the TwiML verb by verb, keeps a media stream's pace of one frame each
20 ms, and plays a person who answers, or does not, when the server dials one.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

import requests

from voicebot.audio import wav
from voicebot.audio.frames import FRAME_SECONDS, SILENCE_FRAME
from voicebot.replay.exchange import Exchange
from voicebot.replay.handset import Doing
from voicebot.replay.leg import Leg
from voicebot.replay.line import CarrierError, Line, Socket
from voicebot.replay.timeline import Timeline, What
from voicebot.replay.twiml import TwimlError, Verb, parse

__all__ = ["Caller", "Carrier", "CarrierError", "Doing", "PhoneCall"]

_MOST_DOCUMENTS = 12  # a server that redirects in a circle must not hold the replay


class Caller(Protocol):
    """Whoever holds the telephone; see `voicebot.replay.handset.Caller`."""

    def step(self, leg: Leg, /) -> Doing:
        """What is done in the next 20 ms; ``leg`` tells the time and what was heard."""
        ...


@dataclass(slots=True)
class PhoneCall:
    """One finished call: its SID, what happened, both sides' sound (8 kHz μ-law from the stream's start)."""

    call_sid: str
    timeline: Timeline
    caller_audio: bytes = b""
    bot_audio: bytes = b""


class Carrier:
    """Makes calls to one server."""

    def __init__(
        self,
        base_url: str,
        auth_token: str,
        *,
        connect_to: str = "",
        called: str = "+31850000000",
        person_answers: bool = True,
        speed: float = 1.0,
        status_path: str = "/twilio/status",
        account_sid: str = "AC" + "0" * 32,
        exchange: Exchange | None = None,
        waits: float = 120.0,
    ) -> None:
        """``base_url``, ``connect_to``: see `Line`. ``speed``: 1 is real time, 2 twice as fast.

        ``person_answers``: how a `<Dial>` ends. ``status_path``: webhook told of the call's end, '' for none.
        ``exchange``: has the conferences. ``waits``: seconds after which a caller hangs up who waits in one.
        Raises ValueError for a speed outside 1 to 100.
        """
        if not 1.0 <= speed <= 100.0:
            raise ValueError(f"the speed is a factor from 1 to 100, not {speed}")
        self.speed = speed
        self._line = Line(base_url, auth_token, connect_to)
        self._called = called
        self._person_answers = person_answers
        self._status_path = status_path
        self._account_sid = account_sid
        self.exchange = exchange
        self.waits = waits

    def call(self, number: str, caller: Caller) -> PhoneCall:
        """Call from ``number`` and follow the server to the end of the call.

        Raises CarrierError when the voice webhook gives no TwiML; what goes wrong later is in the timeline.
        """
        try:
            return _Attempt(self, self._line, number, caller).run()
        finally:
            self._line.close()

    def form(self, call_sid: str, number: str, **more: str) -> dict[str, str]:
        """The parameters of a voice webhook."""
        form = {
            "CallSid": call_sid,
            "AccountSid": self._account_sid,
            "From": number,
            "To": self._called,
            "Direction": "inbound",
            "ApiVersion": "2010-04-01",
            "CallStatus": "in-progress",
        }
        return form | more

    @property
    def dial_status(self) -> str:
        """How a dialled person's leg ends."""
        return "completed" if self._person_answers else "no-answer"

    @property
    def status_url(self) -> str:
        """Where the end of a call is told; '' for nowhere."""
        return self._line.base_url + self._status_path if self._status_path else ""

    @property
    def account_sid(self) -> str:
        """The account of all calls."""
        return self._account_sid


class _Attempt:
    """One call on its way."""

    def __init__(self, carrier: Carrier, line: Line, number: str, caller: Caller) -> None:
        self._carrier = carrier
        self._line = line
        self._number = number
        self._caller = caller
        self._timeline = Timeline()
        self._call = PhoneCall("CA" + uuid.uuid4().hex, self._timeline)
        self._now = 0.0
        self._over = False

    def run(self) -> PhoneCall:
        url = self._line.base_url + "/twilio/voice"
        verbs = self._webhook(url, CallStatus="ringing")
        documents = 1
        while verbs and not self._over:
            following = self._follow(verbs[0])
            verbs = verbs[1:] if following is None else following
            documents += following is not None
            if documents > _MOST_DOCUMENTS:
                self._problem(f"the server sent more than {_MOST_DOCUMENTS} documents; it goes in a circle")
                break
        if not self._timeline.of(What.CALLER_HANGS_UP, What.HANG_UP):
            self._timeline.add(self._now, What.HANG_UP, "end of the TwiML")
        if self._carrier.status_url:
            self._tell_status()
        return self._call

    # ── webhooks ──────────────────────────────────────────────────────────────────────────────────────────

    def _webhook(self, url: str, **more: str) -> tuple[Verb, ...]:
        self._timeline.add(self._now, What.WEBHOOK, urlsplit(url).path)
        answer = self._line.post(url, self._carrier.form(self._call.call_sid, self._number, **more))
        _must_be_ok("POST", url, answer)
        try:
            return parse(answer.text)
        except TwimlError as error:
            raise CarrierError(f"POST {urlsplit(url).path}: {error}") from error

    def _later_webhook(self, url: str, **more: str) -> tuple[Verb, ...]:
        """As `_webhook`, with the caller on the line already: a failure is written down and ends the call."""
        try:
            return self._webhook(url, **more)
        except CarrierError as error:
            self._problem(str(error))
            self._over = True
            return ()

    def _tell_status(self) -> None:
        url = self._carrier.status_url
        form = self._carrier.form(self._call.call_sid, self._number, CallDuration=str(round(self._now)))
        try:
            _must_be_ok("POST", url, self._line.post(url, form | {"CallStatus": "completed"}))
        except CarrierError as error:
            self._problem(str(error))

    # ── verbs ─────────────────────────────────────────────────────────────────────────────────────────────

    def _follow(self, verb: Verb) -> tuple[Verb, ...] | None:
        """Carry out one verb; the verbs of a new document if it leads to one."""
        verbs: Mapping[str, Callable[[Verb], tuple[Verb, ...] | None]] = {
            "Connect": self._connect,
            "Redirect": lambda verb: self._later_webhook(self._line.absolute(verb.text)),
            "Dial": self._dial,
            "Play": self._play,
            "Say": self._say,
            "Pause": self._pause,
            "Hangup": self._hang_up,
        }
        if verb.name not in verbs:
            self._problem(f"12200: the TwiML has <{verb.name}>, which this carrier does not know")
            return None
        return verbs[verb.name](verb)

    def _connect(self, verb: Verb) -> None:
        stream = verb.first("Stream")
        url = stream.attributes.get("url", "") if stream else ""
        secure = "wss://" if self._line.base_url.startswith("https://") else "ws://"
        if stream is None or not url.startswith(secure) or "?" in url or "#" in url:
            self._problem(
                f"31922: <Connect> needs a <Stream> whose url begins with {secure} and has no query"
            )
            return
        parameters = {
            inner.attributes.get("name", ""): inner.attributes.get("value", "")
            for inner in stream.inside
            if inner.name == "Parameter"
        }
        leg = Leg(
            self._carrier.account_sid,
            self._call.call_sid,
            "MZ" + uuid.uuid4().hex,
            parameters,
            self._timeline,
        )
        try:
            socket = self._line.stream(url)
        except CarrierError as error:
            self._problem(str(error))
            return
        try:
            self._stream(leg, socket)
        finally:
            socket.close()
            self._now = leg.now
            self._call.caller_audio += bytes(leg.caller_audio)
            self._call.bot_audio += bytes(leg.bot_audio)

    def _stream(self, leg: Leg, socket: Socket) -> None:
        for hello in leg.opening():
            socket.send(hello)
        began = time.monotonic()
        first = leg.frames
        while True:
            for message in socket.received():
                for back in leg.receive(message):
                    socket.send(back)
            if socket.closed:
                self._timeline.add(leg.now, What.STREAM_CLOSED, data=f"{leg.buffered:.2f}")
                return
            doing = self._caller.step(leg)
            for digit in doing.keys:
                socket.send(leg.key(digit))
            if doing.hang_up:
                self._timeline.add(leg.now, What.CALLER_HANGS_UP)
                socket.send(leg.stop())
                self._over = True
                return
            for out in leg.tick(doing.audio):
                socket.send(out)
            # Counted from the beginning, so that late frames are made up for and nothing drifts.
            due = began + (leg.frames - first) * FRAME_SECONDS / self._carrier.speed
            time.sleep(max(0.0, due - time.monotonic()))

    def _dial(self, verb: Verb) -> tuple[Verb, ...] | None:
        conference = verb.first("Conference")
        if conference:
            return self._conference(verb, conference)
        number = verb.first("Number")
        self._timeline.add(
            self._now, What.DIAL, number.text if number else verb.text, data=self._carrier.dial_status
        )
        action = verb.attributes.get("action")
        if action is None:
            return None
        return self._later_webhook(self._line.absolute(action), DialCallStatus=self._carrier.dial_status)

    def _conference(self, verb: Verb, conference: Verb) -> tuple[Verb, ...] | None:
        """Wait for a person, with the server's music; then what was ordered, or the verb's action."""
        exchange = self._carrier.exchange
        if exchange is None:
            self._problem("13000: the server wants a conference, and this carrier was given no exchange")
            return None
        self._timeline.add(self._now, What.DIAL, conference.text, data="conference")
        began = time.monotonic()
        waiting = conference.attributes.get("waitUrl")
        for sound in self._later_webhook(self._line.absolute(waiting)) if waiting else ():
            if sound.name == "Play":
                self._play(sound)

        def gone() -> bool:
            return time.monotonic() - began > self._carrier.waits

        left = exchange.stay(self._call.call_sid, conference, gone)
        self._now += time.monotonic() - began
        if gone():
            self._timeline.add(self._now, What.CALLER_HANGS_UP)
            self._over = True
            return None
        if left.url:
            return self._later_webhook(self._line.absolute(left.url))
        self._timeline.add(self._now, What.TALKED if left.talked else What.HANG_UP, conference.text)
        action = verb.attributes.get("action")
        if action is None:
            return None
        return self._later_webhook(self._line.absolute(action), DialCallStatus="completed")

    def _play(self, verb: Verb) -> None:
        url = self._line.absolute(verb.text)
        self._timeline.add(self._now, What.PLAY, urlsplit(url).path)
        try:
            answer = self._line.get(url)
            _must_be_ok("GET", url, answer)
            sound = wav.parse(answer.content).mono
        except (CarrierError, wav.WavError) as error:
            self._problem(f"12300: <Play> cannot be played: {error}")
            return
        self._call.bot_audio += sound
        self._call.caller_audio += SILENCE_FRAME[:1] * len(sound)
        self._now += len(sound) / 8000

    def _say(self, verb: Verb) -> None:
        self._timeline.add(self._now, What.SAY, verb.text)

    def _pause(self, verb: Verb) -> None:
        self._now += float(verb.attributes.get("length", "1"))

    def _hang_up(self, _: Verb) -> None:
        self._timeline.add(self._now, What.HANG_UP)
        self._over = True

    def _problem(self, text: str) -> None:
        self._timeline.add(self._now, What.PROBLEM, text)


def _must_be_ok(method: str, url: str, answer: requests.Response) -> None:
    if answer.status_code == 403:
        raise CarrierError(
            f"{method} {urlsplit(url).path}: the server refuses the signature (403); both sides need "
            "the same VOICEBOT_TWILIO_AUTH_TOKEN and VOICEBOT_PUBLIC_URL"
        )
    if answer.status_code not in (200, 204):
        raise CarrierError(
            f"{method} {urlsplit(url).path}: the server answers {answer.status_code}; see its log"
        )

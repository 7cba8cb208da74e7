"""Tells the drain what the carrier asks and is told, and who must still come back."""

from __future__ import annotations

import re
from typing import cast
from urllib.parse import urlsplit

from flask import Flask, Response, request

from voicebot.runtime.drain import Drain
from voicebot.telephony.ports import LiveCall
from voicebot.telephony.registry import LiveCalls
from voicebot.telephony.webhooks import FINAL

_WAITING = ("twilio.wait", "twilio.leg_wait")  # nobody is lost there when a sound is not fetched
_PLAY = re.compile(r"<Play>([^<]+)</Play>")


class TrackedCalls(LiveCalls):
    """Running calls; when a stream is over, the carrier is expected to ask what comes next."""

    def __init__(self, drain: Drain) -> None:
        super().__init__()
        self._drain = drain

    def add(self, call_id: str, call: LiveCall) -> None:
        """The call's stream is open."""
        super().add(call_id, call)
        self._drain.came(call_id)

    def remove(self, call_id: str, call: LiveCall) -> None:
        """The call's stream is closed."""
        self._drain.expect(call_id)  # first: the call is never in neither
        super().remove(call_id, call)


def answer_while_draining(app: Flask, drain: Drain) -> None:
    """Count the carrier's requests; while the drain runs, a new caller goes to a person at once."""
    voice = app.view_functions["twilio.voice"]
    after_stream = app.view_functions["twilio.after_stream"]

    def voice_or_person() -> Response:
        # A call that never had a stream ends as one whose stream broke: with a person, or a callback.
        return cast(Response, after_stream() if drain.begun else voice())

    app.view_functions["twilio.voice"] = voice_or_person

    @app.before_request
    def enter() -> None:
        if _of_carrier():
            drain.enter()

    @app.teardown_request
    def leave(_: BaseException | None) -> None:
        if _of_carrier():
            drain.leave()

    @app.after_request
    def note(answer: Response) -> Response:
        if _of_carrier() and answer.status_code < 400:
            _note(drain, answer)
        return answer


def _note(drain: Drain, answer: Response) -> None:
    call_id = request.form.get("CallSid", "")
    if request.endpoint == "twilio.prompt":
        drain.came(_name(request.path))
    elif request.endpoint != "twilio.status" or request.form.get("CallStatus") in FINAL:
        drain.came(call_id)
    if answer.mimetype == "text/xml" and request.endpoint not in _WAITING:
        document = answer.get_data(as_text=True)
        if "<Stream" in document:
            drain.expect(call_id)
        for address in _PLAY.findall(document):
            drain.expect(_name(urlsplit(address).path))


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _of_carrier() -> bool:
    return (request.endpoint or "").startswith("twilio.")

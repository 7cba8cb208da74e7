"""The other half of the simulated carrier: Twilio's REST API on a loopback address, agents' legs,
conferences.

Written from Twilio's documentation, and stateful where a mock of its description is not: a call that is made
rings a `Phone`, a conference starts when somebody enters whose presence starts it, and the server is told of
everything by signed webhooks. A server is pointed at it by `VOICEBOT_TWILIO_API_URL`.
"""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flask import Flask, Response, request
from werkzeug.serving import BaseWSGIServer, make_server

from voicebot.replay.line import CarrierError, Line
from voicebot.replay.phones import DETECTION_SECONDS, AgentLeg, Does, Phone
from voicebot.replay.twiml import Verb

API = "/2010-04-01/Accounts/<account>"
_LOOK_SECONDS = 0.05


@dataclass
class Room:
    """One conference. ``inside``: call ids; ``events``: what the server was told, in order."""

    name: str
    sid: str
    callback: str
    inside: list[str] = field(default_factory=list)
    started: bool = False
    over: bool = False
    events: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Left:
    """How a caller's stay in a conference ended. ``url``: where the server ordered the call to go on."""

    url: str = ""
    talked: bool = False


class Exchange:
    """Runs until `close`. Thread-safe."""

    def __init__(
        self, line: Callable[[], Line], phones: Mapping[str, Phone], account_sid: str = "AC" + "0" * 32
    ) -> None:
        """``line``: a fresh way to the server. ``phones``: by number; others cannot be called."""
        self.rooms: dict[str, Room] = {}
        self.legs: dict[str, AgentLeg] = {}
        self.problems: list[str] = []
        self._line = line
        self._phones = phones
        self._account = account_sid
        self.messages: list[dict[str, str]] = []
        self._orders: dict[str, str] = {}  # where callers go on, by call
        self._lock = threading.RLock()
        self._server: BaseWSGIServer = make_server("127.0.0.1", 0, self._app(), threaded=True)
        threading.Thread(target=self._server.serve_forever, name="exchange", daemon=True).start()

    @property
    def url(self) -> str:
        """Base address of the REST API."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        """End all legs and the server."""
        for leg in list(self.legs.values()):
            leg.end()
        self._server.shutdown()
        self._server.server_close()

    # ── callers ───────────────────────────────────────────────────────────────────────────────────────────

    def stay(self, call_sid: str, verb: Verb, gone: Callable[[], bool] = lambda: False) -> Left:
        """A caller's `<Conference>`, until it is over for the caller. ``gone``: the caller hangs up."""
        room = self._room(verb)
        self._enter(room, call_sid, starts=_yes(verb, "startConferenceOnEnter"))
        while True:
            with self._lock:
                order = self._orders.pop(call_sid, None)
                over = room.over
            if order is not None or over or gone():
                self._leave(room, call_sid, ends=_yes(verb, "endConferenceOnExit", "false"))
                return Left(order or "", room.started)
            threading.Event().wait(_LOOK_SECONDS)

    # ── conferences ───────────────────────────────────────────────────────────────────────────────────────

    def _room(self, verb: Verb) -> Room:
        with self._lock:
            callback = verb.attributes.get("statusCallback", "")
            made = Room(verb.text, "CF" + uuid.uuid4().hex, callback)
            room = self.rooms.setdefault(verb.text, made)
            room.callback = room.callback or callback
            return room

    def _enter(self, room: Room, call_sid: str, *, starts: bool) -> None:
        with self._lock:
            room.inside.append(call_sid)
            begins = starts and not room.started
            room.started = room.started or starts
        self._tell_room(room, "participant-join", call_sid)
        if begins:
            self._tell_room(room, "conference-start", call_sid)

    def _leave(self, room: Room, call_sid: str, *, ends: bool) -> None:
        with self._lock:
            if call_sid not in room.inside:
                return
            room.inside.remove(call_sid)
            last = (ends or not room.inside) and not room.over
            room.over = room.over or last
        self._tell_room(room, "participant-leave", call_sid)
        if last:
            self._tell_room(room, "conference-end", call_sid)

    def _tell_room(self, room: Room, event: str, call_sid: str) -> None:
        room.events.append((event, call_sid))
        form = {
            "AccountSid": self._account,
            "ConferenceSid": room.sid,
            "FriendlyName": room.name,
            "StatusCallbackEvent": event,
            "CallSid": call_sid,
            "SequenceNumber": str(len(room.events)),
        }
        if room.callback:
            self._post(room.callback, form)

    # ── legs ──────────────────────────────────────────────────────────────────────────────────────────────

    def _ring(self, form: Mapping[str, str]) -> AgentLeg:
        sid, callback = "CA" + uuid.uuid4().hex, form.get("StatusCallback", "")
        base = {
            "CallSid": sid, "AccountSid": self._account, "From": form["From"], "To": form["To"],
            "Direction": "outbound-api", "ApiVersion": "2010-04-01",
        }  # fmt: skip
        told = 0

        def status(value: str) -> None:
            nonlocal told
            if callback:
                self._post(callback, base | {"CallStatus": value, "SequenceNumber": str(told)})
            told += 1

        def join(call_sid: str, verb: Verb) -> None:
            room = self._room(verb)
            self._enter(room, call_sid, starts=_yes(verb, "startConferenceOnEnter"))
            talked = 0.0
            while not (leg.over.wait(_LOOK_SECONDS) or room.over or talked > leg.phone.talks):
                talked += _LOOK_SECONDS if len(room.inside) > 1 else 0.0
            self._leave(room, call_sid, ends=_yes(verb, "endConferenceOnExit", "false"))

        def listened() -> None:
            """The carrier's detection in the background: it gives no status of the call."""
            if who := form.get("AsyncAmdStatusCallback"):
                answered = "machine_start" if leg.phone.does is Does.MACHINE else "human"
                heard = {"CallSid": sid, "AccountSid": self._account, "AnsweredBy": answered}
                self._post(who, heard | {"MachineDetectionDuration": str(int(DETECTION_SECONDS * 1000))})

        leg = AgentLeg(sid, self._phones[form["To"]], self._line(), base, status, join, listened)
        self.legs[sid] = leg
        status("initiated")
        leg.start(form["Url"])
        return leg

    def _post(self, url: str, form: Mapping[str, str]) -> None:
        line = self._line()
        try:
            answer = line.post(line.absolute(url), form)
            if answer.status_code >= 300:
                self.problems.append(f"{url}: {answer.status_code}")
        except CarrierError as error:
            self.problems.append(str(error))
        finally:
            line.close()

    # ── the REST API ──────────────────────────────────────────────────────────────────────────────────────

    def _app(self) -> Flask:
        app = Flask("exchange")

        @app.post(f"{API}/Calls.json")
        def create(account: str) -> Response:
            form = request.form.to_dict()
            if form.get("To") not in self._phones:
                return _problem(400, 21211, "Invalid 'To' Phone Number")
            return _json(201, {"sid": self._ring(form).sid, "status": "queued", "account_sid": account})

        @app.post(f"{API}/Calls/<sid>.json")
        def update(account: str, sid: str) -> Response:
            form = request.form
            leg = self.legs.get(sid)
            if leg is None and not any(sid in room.inside for room in self.rooms.values()):
                return _problem(404, 20404, "not found")
            if leg is not None and leg.over.is_set():
                return _problem(400, 21220, "Call is not in-progress. Cannot redirect.")
            if "Status" in form and leg is not None:
                if form["Status"] == "canceled" and leg.answered:
                    return _problem(400, 21220, "Call is in-progress. Cannot cancel.")
                leg.end()
            elif "Twiml" in form and leg is not None:
                leg.order(form["Twiml"])
            elif "Url" in form:
                with self._lock:
                    self._orders[sid] = form["Url"]
            return _json(200, {"sid": sid, "status": "in-progress", "account_sid": account})

        @app.get(f"{API}/Calls/<sid>.json")
        def look(account: str, sid: str) -> Response:
            leg = self.legs.get(sid)
            inside = any(sid in room.inside for room in self.rooms.values())
            if leg is None and not inside:
                return _problem(404, 20404, "not found")
            over = leg is not None and leg.over.is_set()
            status = "completed" if over else "in-progress"
            return _json(200, {"sid": sid, "status": status, "account_sid": account})

        @app.post(f"{API}/Messages.json")
        def message(account: str) -> Response:
            self.messages.append(request.form.to_dict())
            sid = f"SM{len(self.messages):032d}"
            return _json(201, {"sid": sid, "status": "queued", "account_sid": account})

        @app.get(f"{API}/Conferences.json")
        def conferences(account: str) -> Response:
            name, status = request.args.get("FriendlyName"), request.args.get("Status", "in-progress")
            states = {False: "init", True: "in-progress"}
            alive = [room for room in self.rooms.values() if room.name == name and not room.over]
            rooms = [room for room in alive if states[room.started] == status]
            found = [{"sid": room.sid, "friendly_name": room.name, "account_sid": account} for room in rooms]
            return _json(200, {"conferences": found, "page": 0, "page_size": 50, "next_page_uri": None})

        @app.post(f"{API}/Conferences/<sid>.json")
        def end_conference(account: str, sid: str) -> Response:
            room = next((room for room in self.rooms.values() if sid in (room.sid, room.name)), None)
            if room is None:
                return _problem(404, 20404, "not found")
            with self._lock:
                room.over = True
            self._tell_room(room, "conference-end", "")
            return _json(200, {"sid": room.sid, "status": "completed", "account_sid": account})

        return app


def _yes(verb: Verb, name: str, default: str = "true") -> bool:
    return verb.attributes.get(name, default) == "true"


def _json(status: int, body: object) -> Response:
    return Response(json.dumps(body), status, mimetype="application/json")


def _problem(status: int, code: int, message: str) -> Response:
    return _json(status, {"code": code, "message": message, "status": status, "more_info": ""})

"""A mail server and a carrier of text messages that misbehave as told, and count what they took.

The mail server is aiosmtpd's, the carrier answers as Twilio does; both over real sockets.
"""

from __future__ import annotations

import asyncio
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session, syntax

Report = Callable[[str, dict[str, str]], None]  # path of the callback, its form


@dataclass(frozen=True, slots=True)
class Fate:
    """What happens to one receiver's message. sms, mail: see `SMS_FAULTS` and `MAIL_FAULTS`; once each.

    ends: the carrier's last word, with its error code. reports: 'each once', 'doubled', 'mixed' or 'none'.
    """

    sms: str = "ok"
    mail: str = "ok"
    ends: tuple[str, int | None] = ("delivered", None)
    reports: str = "each once"


# kept: the carrier has the message, whatever it answers. kill: all workers die before they hear of it.
SMS_FAULTS = (
    "ok", "ok", "ok", "ok", "kept, no answer", "kept, hangs up", "kept, 500", "kept, kill", "500", "429",
    "hangs up", "21614", "21610",
)  # fmt: skip
MAIL_FAULTS = (
    "ok", "ok", "ok", "ok", "ok", "450 at the address", "550 at the address", "451", "554", "drops at DATA",
    "kept, no answer", "kept, hangs up", "kept, kill",
)  # fmt: skip
ENDS: tuple[tuple[str, int | None], ...] = (
    ("delivered", None), ("delivered", None), ("delivered", None), ("delivered", None), ("sent", None),
    ("undelivered", 30003), ("undelivered", 30006), ("failed", 30007),
)  # fmt: skip
REPORTS = ("each once", "doubled", "doubled", "mixed", "none")


@dataclass
class Kept:
    """A message that the carrier took."""

    sid: str
    to: str
    sender: str
    body: str
    callback: str
    created: datetime
    listed_at: float  # monotonic: the list of messages lags behind
    status: str = "queued"
    code: int | None = None


@dataclass
class World:
    """What both servers share. kill: ends all workers at once. Thread-safe where it is used by both."""

    fates: dict[str, Fate] = field(default_factory=dict)  # by number and by address
    kill: Callable[[], None] = lambda: None
    report: Report = lambda _path, _form: None
    rng: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311
    sms: list[Kept] = field(default_factory=list)
    mails: list[tuple[str, str]] = field(default_factory=list)  # address, Message-ID
    counted: Counter[str] = field(default_factory=Counter)
    telling: int = 0  # messages of which not everything is told yet
    lock: threading.RLock = field(default_factory=threading.RLock)
    _used: set[str] = field(default_factory=set)

    def fault(self, receiver: str, kind: str) -> str:
        """The receiver's fault, the first time; 'ok' from then on, except for what never works."""
        with self.lock:
            fate = self.fates.get(receiver, Fate())
            fault = fate.sms if kind == "sms" else fate.mail
            lasting = fault in ("21614", "21610", "550 at the address", "554")
            if fault != "ok" and (lasting or receiver not in self._used):
                self._used.add(receiver)
                self.counted[f"{kind}: {fault}"] += 1
                return fault
            return "ok"


class TextCarrier(ThreadingHTTPServer):
    """Twilio's messages, at http://127.0.0.1:`server_port`. hang: seconds of no answer. lag: of its list."""

    daemon_threads = True

    def __init__(self, world: World, *, hang: float = 0.8, lag: float = 0.15) -> None:
        super().__init__(("127.0.0.1", 0), _Twilio)
        self.world, self.hang, self.lag = world, hang, lag
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def handle_error(self, request: object, client_address: object) -> None:
        """A worker died while it was answered, as is meant."""

    def keep(self, form: dict[str, list[str]]) -> Kept:
        """Take a message; its reports come by themselves."""
        world = self.world
        with world.lock:
            made = Kept(
                sid=f"SM{world.rng.getrandbits(128):032x}",
                to=form["To"][0],
                sender=form["From"][0],
                body=form["Body"][0],
                callback=form.get("StatusCallback", [""])[0],
                created=datetime.now(UTC),
                listed_at=time.monotonic() + world.rng.uniform(0, self.lag),
            )
            world.sms.append(made)
            world.counted["sms kept"] += 1
            world.telling += 1
        threading.Thread(target=self._reports, args=(made,), daemon=True).start()
        return made

    def _reports(self, made: Kept) -> None:
        try:
            self._tell(made)
        finally:
            with self.world.lock:
                self.world.telling -= 1

    def _tell(self, made: Kept) -> None:
        """The carrier's words, in the order and number that the receiver's fate wants."""
        fate = self.world.fates.get(made.to, Fate())
        with self.world.lock:
            # A telephone that is off once is on the next time.
            again = sum(one.to == made.to for one in self.world.sms) > 1
            last, code = ("delivered", None) if again else fate.ends
            pause = self.world.rng.uniform(0, 0.3)
        words = ["queued", "sent"] + ([last] if last != "sent" else [])
        if fate.reports == "doubled":
            words = [word for word in words for _ in range(2)]
        elif fate.reports == "mixed":
            words *= 2
            with self.world.lock:
                self.world.rng.shuffle(words)
        time.sleep(pause)
        made.status, made.code = last, code
        if fate.reports == "none":
            return
        for word in words:
            form = {"MessageSid": made.sid, "MessageStatus": word, "To": made.to}
            if word == last and code:
                form["ErrorCode"] = str(code)
            self.world.report(urlsplit(made.callback).path, form)


class _Twilio(BaseHTTPRequestHandler):
    server: TextCarrier
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """A message is to be sent."""
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        fault = self.server.world.fault(form["To"][0], "sms")
        made = self.server.keep(form) if fault == "ok" or fault.startswith("kept") else None
        match fault:
            case "kept, kill":
                self.server.world.kill()
                self.close_connection = True
            case "kept, hangs up" | "hangs up":
                self.close_connection = True
            case "kept, no answer":
                time.sleep(self.server.hang)
                self.close_connection = True
            case "kept, 500" | "500":
                self._answer(500, {"message": "failed", "status": 500})
            case "429":
                self._answer(429, {"code": 20429, "message": "Too Many Requests", "status": 429})
            case "21614" | "21610":
                self._answer(400, {"code": int(fault), "message": "no", "status": 400})
            case _:
                assert made is not None  # noqa: S101
                self._answer(201, _shown(made))

    def do_GET(self) -> None:
        """One message, or those to a number."""
        path, now = urlsplit(self.path), time.monotonic()
        with self.server.world.lock:
            sms = list(self.server.world.sms)
        if path.path.endswith("/Messages.json"):
            to = parse_qs(path.query).get("To", [""])[0]
            found = [_shown(one) for one in reversed(sms) if one.to == to and one.listed_at <= now]
            self._answer(200, {"messages": found, "page": 0, "page_size": 100, "next_page_uri": None})
            return
        sid = path.path.rpartition("/")[2].removesuffix(".json")
        one = next((one for one in sms if one.sid == sid), None)
        self._answer(200, _shown(one)) if one else self._answer(404, {"code": 20404, "status": 404})

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        payload = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)


def _shown(one: Kept) -> dict[str, Any]:
    return {
        "sid": one.sid, "to": one.to, "from": one.sender, "body": one.body, "status": one.status,
        "direction": "outbound-api", "date_created": format_datetime(one.created), "error_code": one.code,
    }  # fmt: skip


class _Handler:
    """aiosmtpd's hooks."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.faults: dict[int, str] = {}

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        fault = self.world.fault(address, "mail")
        if fault.endswith("at the address"):
            return f"{fault[:3]} no"
        self.faults[id(session)] = fault
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        fault = self.faults.pop(id(session), "ok")
        if fault in ("451", "554"):
            return f"{fault} no"
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        found = [line for line in content.splitlines() if line.lower().startswith(b"message-id:")]
        with self.world.lock:
            self.world.mails.append((envelope.rcpt_tos[0], found[0].decode() if found else ""))
            self.world.counted["mails kept"] += 1
        if fault == "kept, kill":
            self.world.kill()
        if fault in ("kept, no answer", "kept, hangs up", "kept, kill"):
            if fault == "kept, no answer":
                await asyncio.sleep(1.2)
            assert server.transport is not None  # noqa: S101
            server.transport.close()
        return "250 OK"


class _Smtp(SMTP):
    """Hangs up in the middle of a message when it is told to."""

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:
        handler = self.event_handler
        if isinstance(handler, _Handler) and handler.faults.get(id(self.session)) == "drops at DATA":
            handler.faults.pop(id(self.session))
            await self.push("354 go on")
            assert self.transport is not None  # noqa: S101
            self.transport.close()
            return
        await super().smtp_DATA(arg)


class MailServer(Controller):
    """A mail server on 127.0.0.1; see `World.mails`."""

    def __init__(self, world: World, port: int) -> None:
        super().__init__(_Handler(world), hostname="127.0.0.1", port=port)

    def factory(self) -> SMTP:  # noqa: D102
        return _Smtp(self.handler, **self.SMTP_kwargs)

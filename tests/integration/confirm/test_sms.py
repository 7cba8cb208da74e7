"""SMS through Twilio's SDK to an HTTP server on this machine that answers as Twilio does."""

import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from tests.integration.confirm.outgoing import outgoing
from voicebot.call.ports import Message, PartError
from voicebot.confirm.channel import NotSent, Unclear
from voicebot.confirm.sms import TwilioSms, twilio_client
from voicebot.delivery.states import Attempt

ACCOUNT = "AC" + "0" * 32
SID = "SM" + "1" * 32
MESSAGE = Message("+31612345678", "Beste klant, dit is besproken.")
NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)


class TwilioDouble(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests: list[tuple[str, dict[str, list[str]]]] = []
        self.status = 201
        self.answer: dict[str, object] = {"sid": SID, "status": "queued"}
        self.release = threading.Event()
        self.release.set()


class Handler(BaseHTTPRequestHandler):
    server: TwilioDouble

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.server.requests.append((self.path, parse_qs(body)))
        self.server.release.wait(10)
        if self.server.status == 0:  # hangs up
            return
        payload = json.dumps(self.server.answer).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    do_GET = do_POST

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def twilio() -> Iterator[TwilioDouble]:
    server = TwilioDouble()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.release.set()
    server.shutdown()
    server.server_close()
    thread.join()


def channel(port: int, timeout: float = 5.0) -> TwilioSms:
    client = twilio_client(ACCOUNT, "token", timeout)
    client.api.base_url = f"http://127.0.0.1:{port}"
    return TwilioSms(client, "DeWinkel", lambda number: f"https://bot.example.nl/m/{number}")


def send(sms: TwilioSms) -> tuple[str, Attempt]:
    return sms.send(outgoing(MESSAGE), lambda: None)


def test_the_sms_goes_out_once_and_right_after_it_was_marked(twilio: TwilioDouble) -> None:
    marked: list[int] = []
    sms = channel(twilio.server_port)
    assert sms.send(outgoing(MESSAGE), lambda: marked.append(len(twilio.requests))) == (SID, Attempt.QUEUED)
    assert marked == [0]
    assert twilio.requests == [
        (
            f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json",
            {
                "To": ["+31612345678"],
                "From": ["DeWinkel"],
                "Body": ["Beste klant, dit is besproken."],
                "StatusCallback": ["https://bot.example.nl/m/7"],
            },
        )
    ]


@pytest.mark.parametrize(("status", "code"), [(400, 21211), (400, 21610), (401, 20003), (429, 20429)])
def test_a_refusal_carries_the_code_and_no_number(twilio: TwilioDouble, status: int, code: int) -> None:
    twilio.status = status
    twilio.answer = {"code": code, "message": "The number +31612345678 is bad", "status": status}
    with pytest.raises(NotSent, match=f"HTTP {status}, code {code}") as caught:
        send(channel(twilio.server_port))
    assert caught.value.code == code
    assert "31612345678" not in str(caught.value)
    assert len(twilio.requests) == 1


def test_a_refusal_without_a_code_counts_by_its_status(twilio: TwilioDouble) -> None:
    twilio.status, twilio.answer = 429, {}
    with pytest.raises(NotSent) as caught:
        send(channel(twilio.server_port))
    assert caught.value.code == 429


@pytest.mark.parametrize("status", [0, 500, 503])
def test_what_may_have_been_taken_is_unclear(twilio: TwilioDouble, status: int) -> None:
    twilio.status, twilio.answer = status, {"code": 20500, "message": "no", "status": status}
    with pytest.raises(Unclear) as caught:
        send(channel(twilio.server_port))
    assert "31612345678" not in str(caught.value)
    assert len(twilio.requests) == 1  # not tried again by any library


@pytest.mark.parametrize("answer", [{}, [], "x"])
def test_an_answer_that_is_none(twilio: TwilioDouble, answer: object) -> None:
    twilio.answer = answer  # type: ignore[assignment]
    with pytest.raises(Unclear):
        send(channel(twilio.server_port))


def test_a_carrier_that_hangs(twilio: TwilioDouble) -> None:
    twilio.release.clear()
    with pytest.raises(Unclear, match="did not answer: ReadTimeout"):
        send(channel(twilio.server_port, timeout=0.1))


def test_no_carrier_surely_took_nothing() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
    with pytest.raises(NotSent, match="could not be reached") as caught:
        send(channel(port))
    assert caught.value.code == 0


def test_a_host_that_has_no_address() -> None:
    client = twilio_client(ACCOUNT, "token", 2)
    client.api.base_url = "http://nowhere.invalid"
    with pytest.raises(NotSent, match="could not be reached"):
        send(TwilioSms(client, "DeWinkel"))


def listed(sid: str, **fields: object) -> dict[str, object]:
    usual = {"body": MESSAGE.text, "direction": "outbound-api", "date_created": format_datetime(NOW)}
    return {"sid": sid, "status": "sent"} | usual | fields


def test_what_went_out_is_found_by_its_text_and_time(twilio: TwilioDouble) -> None:
    before = format_datetime(NOW - timedelta(minutes=5))
    twilio.status = 200
    twilio.answer = {
        "messages": [
            listed("SM6"),
            listed("SM5"),
            listed("SM4", body="Iets anders."),
            listed("SM3", direction="inbound"),
            listed("SM2", date_created=before),
            listed("SM1"),
        ],
        "page": 0,
        "page_size": 100,
        "next_page_uri": None,
    }
    sms = channel(twilio.server_port)
    out = outgoing(MESSAGE, since=NOW)
    asked: list[tuple[str, ...]] = []

    def taken(ids: tuple[str, ...]) -> frozenset[str]:
        asked.append(ids)
        return frozenset({"SM1"})

    assert sms.find(out, taken) == "SM5"  # the oldest that is nobody's
    assert asked == [("SM6", "SM5", "SM1")]
    assert sms.find(out, frozenset) is None
    assert "To=%2B31612345678" in twilio.requests[0][0]


def test_a_carrier_that_cannot_be_asked(twilio: TwilioDouble) -> None:
    twilio.status, twilio.answer = 503, {}
    sms = channel(twilio.server_port)
    with pytest.raises(Unclear):
        sms.find(outgoing(MESSAGE), frozenset)
    with pytest.raises(PartError):
        sms.status(SID)


def test_what_became_of_a_message(twilio: TwilioDouble) -> None:
    twilio.status = 200
    twilio.answer = {"sid": SID, "status": "undelivered", "error_code": 30003}
    assert channel(twilio.server_port).status(SID) == ("undelivered", 30003)
    twilio.answer = {"sid": SID, "status": "sent", "error_code": None}
    assert channel(twilio.server_port).status(SID) == ("sent", None)

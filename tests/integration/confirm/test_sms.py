"""SMS through Twilio's SDK to an HTTP server on this machine that answers as Twilio does."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from voicebot.call.ports import Message, PartError
from voicebot.confirm.sms import TwilioSms, twilio_client

ACCOUNT = "AC" + "0" * 32
MESSAGE = Message("+31612345678", "Beste klant, dit is besproken.")


class TwilioDouble(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests: list[tuple[str, dict[str, list[str]]]] = []
        self.status = 201
        self.answer: dict[str, object] = {"sid": "SM" + "1" * 32, "status": "queued"}
        self.release = threading.Event()
        self.release.set()


class Handler(BaseHTTPRequestHandler):
    server: TwilioDouble

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.requests.append((self.path, parse_qs(body)))
        self.server.release.wait(10)
        payload = json.dumps(self.server.answer).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

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
    return TwilioSms(client, "DeWinkel")


def test_the_sms_goes_out_once(twilio: TwilioDouble) -> None:
    assert channel(twilio.server_port).send(MESSAGE) == "SM" + "1" * 32
    assert twilio.requests == [
        (
            f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json",
            {"To": ["+31612345678"], "From": ["DeWinkel"], "Body": ["Beste klant, dit is besproken."]},
        )
    ]


@pytest.mark.parametrize(
    ("status", "code"), [(400, 21211), (400, 21610), (401, 20003), (429, 20429), (503, 20503)]
)
def test_a_refusal_carries_the_code_and_no_number(twilio: TwilioDouble, status: int, code: int) -> None:
    twilio.status = status
    twilio.answer = {"code": code, "message": "The number +31612345678 is bad", "status": status}
    with pytest.raises(PartError, match=f"HTTP {status}, code {code}") as caught:
        channel(twilio.server_port).send(MESSAGE)
    assert "31612345678" not in str(caught.value)
    assert len(twilio.requests) == 1


def test_an_answer_without_an_id(twilio: TwilioDouble) -> None:
    twilio.answer = {}
    with pytest.raises(PartError, match="without a message id"):
        channel(twilio.server_port).send(MESSAGE)


def test_a_carrier_that_hangs(twilio: TwilioDouble) -> None:
    twilio.release.clear()
    with pytest.raises(PartError, match="could not be reached: ReadTimeout"):
        channel(twilio.server_port, timeout=0.1).send(MESSAGE)


def test_no_carrier(twilio: TwilioDouble) -> None:
    port = twilio.server_port
    twilio.server_close()
    with pytest.raises(PartError, match="could not be reached"):
        channel(port).send(MESSAGE)

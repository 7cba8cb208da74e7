"""A real gunicorn with threads, and a carrier that signs and speaks the stream's protocol."""

from __future__ import annotations

import base64
import json
import os
import re
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
from websockets.sync.client import connect

from tests.unit.telephony.house import sign

ROOT = Path(__file__).parents[3]
SECRET = "secret"


def eventually(check, timeout=15.0):
    """The first true value of ``check``; fails when none comes in time."""
    deadline = time.monotonic() + timeout
    while not (value := check()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
    return value


class Server:
    """The running server, as the carrier and a curious test see it."""

    def __init__(self, port):
        self.url = f"http://127.0.0.1:{port}"
        self.stream_url = f"ws://127.0.0.1:{port}/twilio/stream"
        self.address = ("127.0.0.1", port)

    def signature(self):
        """Twilio's signature of the stream's upgrade."""
        return sign(self.stream_url, None, SECRET)

    def get(self, path):
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            return answer.read().decode()

    def post(self, path, form):
        """A signed webhook; returns status and text."""
        signature = sign(self.url + path, form, SECRET)
        request = urllib.request.Request(
            self.url + path, urllib.parse.urlencode(form).encode(), {"X-Twilio-Signature": signature}
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, ""

    def call(self, call_id):
        """What the server knows of a call, or None."""
        return json.loads(self.get(f"/calls/{call_id}"))

    def ended(self, call_id):
        """Why a call's stream stopped, once it is closed and tidied up."""
        eventually(lambda: (seen := self.call(call_id)) and not seen["open"])
        return self.call(call_id)["reasons"]

    def errors(self, kind):
        """How many stream errors of a kind were counted."""
        found = re.search(rf'voicebot_stream_errors_total{{kind="{kind}"}} ([0-9.]+)', self.get("/metrics"))
        return float(found[1]) if found else 0.0

    def dial(self):
        """Call the number: returns the call's id and the stream's parameters, as the TwiML says."""
        call_id = "CA" + secrets.token_hex(16)
        status, document = self.post("/twilio/voice", {"CallSid": call_id, "From": "+31600000000"})
        assert status == 200
        assert f'url="{self.stream_url}"' in document
        return call_id, {"token": re.search(r'name="token" value="([^"]+)"', document)[1]}


class Caller:
    """A call at the carrier: dials, opens the stream as the TwiML says, sends and receives."""

    def __init__(self, server, *, start=True):
        self.server = server
        self.call_id, self.parameters = server.dial()
        self.sid = "MZ" + secrets.token_hex(16)
        self.sequence = 0
        self.chunk = 0
        self.socket = connect(
            server.stream_url,
            additional_headers={"X-Twilio-Signature": server.signature()},
            close_timeout=2,
            max_size=None,
        )
        self.send({"event": "connected", "protocol": "Call", "version": "1.0.0"})
        if start:
            self.start()

    def send(self, message):
        self.socket.send(message if isinstance(message, str | bytes) else json.dumps(message))

    def numbered(self, event, **fields):
        self.sequence += 1
        self.send({"event": event, "sequenceNumber": str(self.sequence), "streamSid": self.sid, **fields})

    def start(self):
        form = {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}
        self.numbered(
            "start",
            start={
                "accountSid": "AC0",
                "streamSid": self.sid,
                "callSid": self.call_id,
                "tracks": ["inbound"],
                "mediaFormat": form,
                "customParameters": self.parameters,
            },
        )

    def media(self, audio):
        self.chunk += 1
        body = {"track": "inbound", "chunk": str(self.chunk), "timestamp": str(self.chunk * 20)}
        self.numbered("media", media=body | {"payload": base64.b64encode(audio).decode()})

    def key(self, digit):
        self.numbered("dtmf", dtmf={"track": "inbound_track", "digit": digit})

    def mark(self, name):
        self.numbered("mark", mark={"name": name})

    def stop(self):
        self.numbered("stop", stop={"accountSid": "AC0", "callSid": self.call_id})

    def hear(self, timeout=10):
        """The next message from the server. Raises ConnectionClosed at the end."""
        message = json.loads(self.socket.recv(timeout=timeout))
        assert message["streamSid"] == self.sid
        return message

    def echo(self, audio):
        """Say something and hear the same back."""
        self.media(audio)
        while (message := self.hear())["event"] == "mark":
            pass
        return base64.b64decode(message["media"]["payload"]) == audio

    def hang_up(self):
        self.stop()
        self.socket.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    served = Server(port)
    folder = tmp_path_factory.mktemp("gunicorn")
    log, settings = folder / "log", folder / "conf.py"
    settings.touch()  # not the house's, which would be found in ROOT and expects the whole web process
    command = [
        sys.executable, "-m", "gunicorn", "-c", str(settings), "-k", "gthread", "--threads", "48", "-w", "1",
        "-b", f"127.0.0.1:{port}", "--graceful-timeout", "2", "tests.integration.telephony.app:app",
    ]  # fmt: skip
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=out, stderr=out, env=os.environ | {"TEST_PUBLIC_URL": served.url}
        )
    try:
        eventually(lambda: answers(served) or process.poll() is not None, 30)
        assert process.poll() is None, log.read_text()
        yield served
    finally:
        process.terminate()
        process.wait(timeout=15)
    assert "Traceback" not in log.read_text(), log.read_text()


def answers(served):
    try:
        return served.get("/metrics")
    except OSError:
        return False


@pytest.fixture
def caller(server):
    made = []

    def make(**options):
        made.append(Caller(server, **options))
        return made[-1]

    yield make
    for each in made:
        each.socket.close()

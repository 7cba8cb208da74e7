"""The app that gunicorn serves in these tests: the blueprint, a book in memory, and calls that echo."""

from __future__ import annotations

import os

from flask import Flask, jsonify
from prometheus_client import generate_latest

from voicebot.call.fakes import FakeBook, FakeSynthesizer
from voicebot.telephony.blueprint import make_blueprint
from voicebot.telephony.config import TelephonyConfig
from voicebot.telephony.fakes import FakeLiveCall
from voicebot.telephony.registry import LiveCalls

config = TelephonyConfig(
    os.environ["TEST_PUBLIC_URL"],
    auth_token="secret",
    max_stream_errors=20,
    stall_seconds=1.5,
    start_seconds=1.5,
    outcome_seconds=0.5,
    close_seconds=0.5,
)
book = FakeBook()
calls: dict[str, FakeLiveCall] = {}
live = LiveCalls()


def factory(call_id, outlet):
    calls[call_id] = FakeLiveCall(call_id, outlet, book)
    return calls[call_id]


app = Flask(__name__)
app.register_blueprint(make_blueprint(config, book, factory, FakeSynthesizer(), live))


@app.get("/calls/<call_id>")
def call(call_id):
    """What the server knows of a call, for the tests' eyes."""
    found = calls.get(call_id)
    if found is None:
        return jsonify(None)
    return jsonify(
        keys=found.keys, marks=found.marks, heard=len(found.heard), reasons=found.reasons,
        open=live.get(call_id) is not None,
    )  # fmt: skip


@app.get("/metrics")
def metrics():
    return generate_latest()

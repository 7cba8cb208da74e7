"""A Flask app with the blueprint, and a client that signs as Twilio does."""

from __future__ import annotations

import base64
import hashlib
import hmac

from flask import Flask

from voicebot.call.fakes import FakeBook, FakeSynthesizer
from voicebot.call.ports import PartError
from voicebot.telephony.blueprint import make_blueprint
from voicebot.telephony.config import TelephonyConfig
from voicebot.telephony.fakes import FakeLiveCall
from voicebot.telephony.registry import LiveCalls

TOKEN = "12345"
PUBLIC = "https://bot.example.nl"
CALL = "CA" + "1" * 32


def sign(url, params=None, token=TOKEN):
    """Twilio's documented recipe, written down independently of its SDK."""
    text = url + "".join(name + value for name, value in sorted((params or {}).items()))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


class House:
    """The blueprint with fakes behind it, or with the book that is given."""

    def __init__(self, book=None, desk=None, reports=None, **config):
        self.config = TelephonyConfig(
            **{"public_url": PUBLIC, "auth_token": TOKEN, "outcome_seconds": 0.1} | config
        )
        self.book = book or FakeBook()
        self.voice = FakeSynthesizer()
        self.live = LiveCalls()
        self.app = Flask(__name__)
        factory = lambda call_id, outlet: FakeLiveCall(call_id, outlet, self.book)  # noqa: E731
        self.desk = desk
        self.app.register_blueprint(
            make_blueprint(self.config, self.book, factory, self.voice, self.live, desk, reports)
        )
        self.client = self.app.test_client()

    def break_voice(self):
        """From now on our own speech fails."""

        def broken(text, *, fixed=False):
            raise PartError("the voice's process does not answer")

        self.voice.synthesize = broken

    def post(self, path, headers=None, **form):
        form = {"CallSid": CALL, "From": "+31611111111", "To": "+31850000000"} | form
        form = {name: value for name, value in form.items() if value is not None}
        signature = sign(f"{self.config.public_url}/twilio/{path}", form)
        return self.client.post(
            f"/twilio/{path}", data=form, headers={"X-Twilio-Signature": signature} | (headers or {})
        )

    def get(self, url):
        path = url.removeprefix(self.config.public_url)
        return self.client.get(path, headers={"X-Twilio-Signature": sign(url)})

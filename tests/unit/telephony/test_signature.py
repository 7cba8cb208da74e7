"""Nothing happens without Twilio's signature over our public URL."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

import pytest
from flask import Flask, Request
from werkzeug.routing import Rule
from werkzeug.test import EnvironBuilder

from tests.unit.telephony.house import PUBLIC, TOKEN, House, sign
from voicebot.telephony.config import TelephonyConfig
from voicebot.telephony.signature import refusal


def judge(path, signature, *, public_url=PUBLIC, token=TOKEN, websocket=False, **request):
    """The verdict on one request, which reaches us under an internal name as behind a proxy."""
    builder = EnvironBuilder(path, base_url="http://10.0.0.7:5000", **request)
    environ = builder.get_environ()
    asked = Request(environ)
    asked.url_rule = Rule("/", websocket=websocket)
    if signature is not None:
        environ["HTTP_X_TWILIO_SIGNATURE"] = signature
    with Flask(__name__).request_context(environ):
        return refusal(asked, TelephonyConfig(public_url, token))


FORM = {"CallSid": "CA1", "From": "+31611111111"}
VOICE = "/twilio/voice"


def test_a_signed_form_passes_behind_a_proxy():
    assert judge(VOICE, sign(PUBLIC + VOICE, FORM), method="POST", data=FORM) is None


def test_the_published_example_passes():
    # Twilio's PHP SDK, docs/usage/validation: its token, URL, parameters and signature.
    form = {
        "CallSid": "CA1234567890ABCDE", "Caller": "+14158675309", "Digits": "1234", "From": "+14158675309",
        "To": "+18005551212",
    }  # fmt: skip
    example = {"public_url": "https://mycompany.com", "token": "12345", "query_string": "foo=1&bar=2"}
    verdict = judge("/myapp.php", "RSOYDt4T1cUTdK1PDd93/VVr8B8=", method="POST", data=form, **example)
    assert verdict is None


@pytest.mark.parametrize(
    "public", ["https://bot.example.nl", "https://bot.example.nl/een/pad", "http://127.0.0.1:5000"]
)
def test_the_public_url_counts_with_its_path_and_port(public):
    signature = sign(public + VOICE, FORM)
    assert judge(VOICE, signature, public_url=public, method="POST", data=FORM) is None
    assert judge(VOICE, signature, public_url="https://other.example", method="POST", data=FORM) == "wrong"


def test_what_the_signature_does_not_cover_is_refused():
    signature = sign(PUBLIC + VOICE, FORM)
    assert judge(VOICE, signature, method="POST", data=FORM | {"From": "+31699999999"}) == "wrong"
    assert judge(VOICE, signature, method="POST", data=FORM, query_string="a=1") == "wrong"
    assert judge("/twilio/status", signature, method="POST", data=FORM) == "wrong"
    assert judge(VOICE, sign(PUBLIC + VOICE, FORM, "other"), method="POST", data=FORM) == "wrong"
    assert judge(VOICE, "é", method="POST", data=FORM) == "wrong"
    assert judge(VOICE, None, method="POST", data=FORM) == "missing"


def test_without_a_token_everything_is_refused():
    assert judge(VOICE, sign(PUBLIC + VOICE, FORM, ""), token="", method="POST", data=FORM) == "no_token"


def test_a_repeated_parameter_is_signed_value_by_value():
    text = PUBLIC + VOICE + "Aa" + "Ab"
    signature = base64.b64encode(hmac.new(TOKEN.encode(), text.encode(), hashlib.sha1).digest()).decode()
    assert judge(VOICE, signature, method="POST", data={"A": ["b", "a"]}) is None
    assert judge(VOICE, signature, method="POST", data={"A": ["b"]}) == "wrong"


def test_a_json_body_is_vouched_for_by_its_hash():
    body = json.dumps({"CallSid": "CA1"})
    query = "bodySHA256=" + hashlib.sha256(body.encode()).hexdigest()
    signature = sign(f"{PUBLIC}{VOICE}?{query}")
    request = {"method": "POST", "content_type": "application/json"}
    assert judge(VOICE, signature, data=body, query_string=query, **request) is None
    assert judge(VOICE, signature, data=body + " ", query_string=query, **request) == "wrong"
    assert judge(VOICE, sign(PUBLIC + VOICE), data=body, **request) == "wrong"


@pytest.mark.parametrize(
    "signed", ["", "/"], ids=["plain", "slash"]
)  # fmt: skip
@pytest.mark.parametrize("port", ["", ":443", ":80"])
def test_an_upgrade_is_signed_over_the_wss_url(signed, port):
    signature = sign(f"wss://bot.example.nl{port}/twilio/stream{signed}")
    assert judge("/twilio/stream", signature, websocket=True) is None


def test_an_upgrade_over_another_url_is_refused():
    for url in (
        "https://bot.example.nl/twilio/stream",
        "wss://other.example/twilio/stream",
        "wss://bot.example.nl/",
    ):
        assert judge("/twilio/stream", sign(url), websocket=True) == "wrong"


PATHS = ["voice", "after-stream", "after-dial", "status"]


@pytest.mark.parametrize("path", PATHS)
def test_every_webhook_refuses_and_nothing_happens(path):
    house = House()
    house.book.open_call("CA1", "", "")
    answer = house.client.post(f"/twilio/{path}", data={"CallSid": "CA1", "CallStatus": "completed"})
    assert answer.status_code == 403
    assert house.book.status("CA1").outcome is None
    assert house.book.status("CA1").ticket is None


@pytest.mark.parametrize(
    ("token", "headers", "told"),
    [
        ("", {"X-Twilio-Signature": "x"}, "VOICEBOT_TWILIO_AUTH_TOKEN is not set"),
        (TOKEN, {}, "has no X-Twilio-Signature"),
        (TOKEN, {"X-Twilio-Signature": "x"}, "Does VOICEBOT_PUBLIC_URL match?"),
    ],
)
def test_whoever_is_refused_is_told_what_to_look_at(token, headers, told):
    answer = House(auth_token=token).client.post("/twilio/voice", data={"CallSid": "CA1"}, headers=headers)
    assert answer.status_code == 403
    assert told.replace("'", "&#39;") in answer.text


def test_prompts_are_fetched_with_a_signature_only():
    assert House().client.get("/twilio/prompt/x.wav").status_code == 403


def test_a_huge_body_is_not_read():
    house = House()
    answer = house.client.post(
        "/twilio/voice", data={"CallSid": "x" * 300_000}, headers={"X-Twilio-Signature": "x"}
    )
    assert answer.status_code == 413

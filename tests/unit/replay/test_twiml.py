import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator
from twilio.twiml.voice_response import Connect, VoiceResponse

from voicebot.replay.signing import signature
from voicebot.replay.twiml import TwimlError, parse


def test_reads_what_twilios_own_sdk_writes() -> None:
    response = VoiceResponse()
    connect = Connect()
    connect.stream(url="wss://bot.example.nl/s").parameter(name="token", value="a&b")
    response.append(connect)
    response.redirect("https://bot.example.nl/after?a=1&b=2", method="POST")
    connect_, redirect = parse(str(response))
    stream = connect_.first("Stream")
    assert stream is not None
    assert stream.attributes["url"] == "wss://bot.example.nl/s"
    assert [dict(inner.attributes) for inner in stream.inside] == [{"name": "token", "value": "a&b"}]
    assert connect_.first("Conference") is None
    assert redirect.text == "https://bot.example.nl/after?a=1&b=2"


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("", "no XML"),
        ("<html/>", "begins with <Response>"),
        ("<Response>", "no XML"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><Response>&a;</Response>', "entity"),
    ],
)
def test_refuses_what_is_no_twiml(document: str, words: str) -> None:
    with pytest.raises(TwimlError, match=words):
        parse(document)


@given(st.text())
def test_any_text_gives_one_clear_error(document: str) -> None:
    with pytest.raises(TwimlError):
        parse(document)


@given(st.dictionaries(st.text("AaBb19", min_size=1), st.text(max_size=9), max_size=4), st.text(min_size=1))
def test_twilios_own_sdk_accepts_the_signature(form: dict[str, str], token: str) -> None:
    url = "https://bot.example.nl/twilio/voice"
    assert RequestValidator(token).validate(url, form, signature(token, url, form))

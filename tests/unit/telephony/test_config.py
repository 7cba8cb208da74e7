"""The public address is one against which a signature can match."""

from __future__ import annotations

import pytest

from voicebot.telephony.config import TelephonyConfig


@pytest.mark.parametrize(
    "url", ["", "bot.example.nl", "wss://x", "https://x/", "https://x?a=1", "https://x#a"]
)
def test_another_address_is_refused_with_what_to_do(url):
    with pytest.raises(ValueError, match=r"https://bot\.example\.nl"):
        TelephonyConfig(url)


@pytest.mark.parametrize(
    ("public", "stream"),
    [
        ("https://x.example", "wss://x.example/twilio/stream"),
        ("http://127.0.0.1:5000", "ws://127.0.0.1:5000/twilio/stream"),
        ("https://x.example/http", "wss://x.example/http/twilio/stream"),
    ],
)
def test_the_streams_address_follows(public, stream):
    assert TelephonyConfig(public).stream_url == stream

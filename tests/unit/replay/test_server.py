from __future__ import annotations

import pytest

from voicebot.replay.server import Server
from voicebot.settings import Settings

HERE = "http://127.0.0.1:5000"
PUBLIC = "https://bot.example.nl"


def test_the_owner_s_public_url_is_signed_and_the_server_reached():
    assert Server.of(HERE + "/", "", Settings(public_url=PUBLIC)) == Server(PUBLIC, "127.0.0.1:5000")


def test_the_option_wins():
    other = "https://other.example.nl/bot"
    assert Server.of(HERE, other, Settings(public_url=PUBLIC)) == Server(other, "127.0.0.1:5000")


def test_without_a_public_url_the_server_is_what_is_signed():
    assert Server.of("http://127.0.0.1:6000", "", Settings()) == Server("http://127.0.0.1:6000")


def test_the_public_url_itself():
    assert Server.of(PUBLIC, "", Settings(public_url=PUBLIC)) == Server(PUBLIC)


@pytest.mark.parametrize("address", ["127.0.0.1:5000", "http://", "http://x:abc", "http://x/?a=1", "ftp://x"])
def test_what_is_no_base_url_is_named(address: str):
    with pytest.raises(ValueError, match=r"--server .* no base URL"):
        Server.of(address, "", Settings())
    with pytest.raises(ValueError, match=r"--public-url .* no base URL"):
        Server.of(HERE, address, Settings())


@pytest.mark.parametrize("address", ["https://127.0.0.1:5000", "http://127.0.0.1:5000/bot"])
def test_a_server_that_cannot_be_reached_in_plain_text_is_refused(address: str):
    with pytest.raises(ValueError, match="plain address"):
        Server.of(address, "", Settings(public_url=PUBLIC))

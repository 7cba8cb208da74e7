"""Only one's own house is loaded without a word."""

from __future__ import annotations

import socket

import pytest

from voicebot.load.whose import NotOwn, check, is_this_machine, reached
from voicebot.replay.server import Server


@pytest.mark.parametrize(
    "server",
    [
        Server("http://127.0.0.1:5000"), Server("http://localhost:5000"), Server("http://[::1]:5000"),
        Server("https://bot.example.nl", "127.0.0.1:5000"), Server("https://bot.example.nl"),
    ],
)  # fmt: skip
def test_ones_own(server: Server):
    check(server, "https://bot.example.nl")


@pytest.mark.parametrize(
    "server",
    [
        Server("http://192.0.2.1"), Server("https://elsewhere.invalid"), Server("http://0.0.0.0:5000"),
        Server("https://bot.example.nl", "192.0.2.1:5000"),  # what is reached counts, not what is signed
    ],
)  # fmt: skip
def test_a_strangers(server: Server):
    with pytest.raises(NotOwn, match="--yes-i-own-this"):
        check(server, "https://bot.example.nl")


def test_an_address_of_this_machine_is_ours(monkeypatch: pytest.MonkeyPatch):
    def both(*_: object, **__: object) -> list:
        return [(0, 0, 0, "", ("127.0.0.1", 0)), (0, 0, 0, "", ("192.0.2.1", 0))]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    assert not is_this_machine("half.example.nl")  # one of its addresses is elsewhere


def test_where_calls_go():
    assert reached(Server("https://bot.example.nl")) == ("bot.example.nl", 443)
    assert reached(Server("http://bot.example.nl")) == ("bot.example.nl", 80)
    assert reached(Server("https://bot.example.nl", "[::1]:81")) == ("::1", 81)

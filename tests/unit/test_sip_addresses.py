"""Which SIP addresses are rung: nothing behind them may become a header or another address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.sip_addresses import can_be_rung


@pytest.mark.parametrize(
    "address",
    [
        "sip:balie@pbx.example.nl",
        "sips:balie@pbx.example.nl:5061",
        "sip:+31201234567@10.0.0.1",
        "sip:balie@pbx.example.nl;transport=tls",
        "sip:balie@pbx.example.nl:5061;transport=tcp",
        "sip:balie@pbx.example.nl;transport=udp",
    ],
)
def test_an_address(address: str) -> None:
    assert can_be_rung(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "sip:",
        "sip:balie",
        "balie@pbx.example.nl",
        "tel:+31201234567",
        "sip:a b@pbx.example.nl",
        "sip:a?X-Queue=b@pbx.example.nl",
        "sip:a@b@pbx.example.nl",
        "sip:a\x00@pbx.example.nl",
        "sip:á@pbx.example.nl",
        "sip:balie@pbx.example.nl?X-Queue=b",
        "sip:balie@pbx.example.nl;transport=",
        "sip:balie@pbx.example.nl;transport=ws",
        "sip:balie@pbx.example.nl;transport=tlsx",
        "sip:balie@pbx.example.nl;transport=tls;transport=udp",
        "sip:balie@pbx.example.nl;transport=tls;maddr=10.0.0.1",
        "sip:balie@pbx.example.nl;maddr=10.0.0.1",
        "sip:balie@pbx.example.nl;transport=tls?X-Queue=b",
        "sip:balie@pbx.example.nl;transport=tls&X-Queue=b",
        "sip:balie@pbx.example.nl;transport=tls\r\nX-Queue: b",
        "sip:balie@pbx.example.nl;transport=tls\n",
        "sip:balie@pbx.example.nl%0d%0aX-Queue:b",
        "<sip:balie@pbx.example.nl>",
        'sip:"balie"@pbx.example.nl',
    ],
)
def test_what_is_none(address: str) -> None:
    assert not can_be_rung(address)


@given(st.text(max_size=30), st.sampled_from(["", ";transport=tls"]))
def test_nothing_behind_it_is_let_through(more: str, transport: str) -> None:
    if can_be_rung(f"sip:balie@pbx.example.nl{transport}{more}"):
        assert not set(more) & set(' <>"?&%@\r\n')

from __future__ import annotations

import socket

import pytest

from voicebot.runtime.house import on_own_ports
from voicebot.runtime.ports import Listener, free_ports, must_be_free
from voicebot.runtime.processes import HouseError
from voicebot.settings import ROOT, Settings


def test_a_taken_port_is_named_with_what_to_do():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        listener = Listener("The house", "127.0.0.1", port, "Choose another port: PORT=1 make run")
        with pytest.raises(HouseError, match=rf"127\.0\.0\.1:{port}.* is taken.*PORT=1"):
            must_be_free((listener,))
    must_be_free((listener,))


def test_a_host_that_is_not_ours_is_named():
    with pytest.raises(HouseError, match=r"192\.0\.2\.1:5000"):
        must_be_free((Listener("The house", "192.0.2.1", 5000, ""),))


def test_free_ports_differ():
    assert len(set(free_ports(5))) == 5


def test_the_owner_s_house_listens_where_the_settings_say(tmp_path):
    settings = Settings(port=5100, rasa_url="http://127.0.0.1:5101", actions_port=5102)
    plan = on_own_ports(ROOT, settings, tmp_path)
    assert [one.port for one in plan.listeners] == [5100, 5101, 5102]
    assert "PORT=5101" in plan.listeners[0].remedy

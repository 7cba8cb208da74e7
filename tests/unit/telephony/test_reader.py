"""A reading thread that dies says that its connection is gone."""

from __future__ import annotations

import threading

from voicebot.telephony.reader import ReaderThread


class Connection:
    """As much of a simple-websocket server as its reading thread touches."""

    def __init__(self, error=None):
        self.error = error
        self.connected = True
        self.event = threading.Event()
        self.sock = self
        self.closed = False

    def read(self):
        if self.error:
            raise self.error

    def close(self):
        self.closed = True


def run(connection):
    thread = ReaderThread(target=connection.read)
    thread.start()
    thread.join(5)
    return connection


def test_a_dead_reader_closes_its_connection_and_wakes_the_waiting(caplog):
    connection = run(Connection(ValueError("Jan de Vries")))
    assert not connection.connected
    assert connection.event.is_set()
    assert connection.closed
    assert "ValueError" in caplog.text
    assert "Vries" not in caplog.text


def test_a_reader_that_ends_by_itself_is_left_alone():
    connection = run(Connection())
    assert connection.connected
    assert not connection.closed


def test_no_open_stream_holds_up_the_end_of_the_process():
    assert ReaderThread(target=Connection().read).daemon

"""The thread that reads a WebSocket, made to tell its end.

simple-websocket 1.1 lets its reading thread die on an exception it did not expect (wsproto's
RemoteProtocolError among them) and goes on saying `connected`. Its `thread_class` option is the door to
mend that.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from voicebot.telephony.trouble import place

log = logging.getLogger(__name__)


class ReaderThread(threading.Thread):
    """Runs simple-websocket's reading loop; if that dies, the connection counts as closed at once.

    A daemon: an open stream does not hold up the end of the process.
    """

    def __init__(self, target: Callable[[], None]) -> None:
        super().__init__(target=target, name="media-stream-reader", daemon=True)
        self._loop = target

    def run(self) -> None:
        """Read until the socket is closed."""
        try:
            self._loop()
        except Exception as error:  # noqa: BLE001 (whatever it is, the connection is gone)
            log.warning("a stream's reading thread failed (%s); the stream counts as lost", place(error))
            socket = self._loop.__self__  # type: ignore[attr-defined]
            socket.connected = False
            socket.event.set()
            socket.sock.close()

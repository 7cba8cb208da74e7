"""How the simulated carrier reaches the server: signed webhooks and the media stream's socket.

The server's public address may be mapped to a loopback one: requests and handshakes then go there in plain
text, while host, path and signature stay those of the public address, as behind a proxy.
"""

from __future__ import annotations

import queue
import socket
import threading
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

import requests
from websockets.exceptions import InvalidHandshake, InvalidURI, WebSocketException
from websockets.sync.client import ClientConnection, connect

from voicebot.replay.signing import signature

_WEBHOOK_SECONDS = 15.0  # Twilio's own limit for voice webhooks
_CONNECT_SECONDS = 10.0


class CarrierError(Exception):
    """The call cannot be made; the message says what was tried and what to do."""


class Line:
    """Requests to one server."""

    def __init__(self, base_url: str, auth_token: str, connect_to: str = "") -> None:
        """``base_url``: public, as the server knows itself. ``connect_to``: 'host:port' to reach instead."""
        self.base_url = base_url.rstrip("/")
        self._token = auth_token
        self._connect_to = connect_to
        self._session = requests.Session()
        self._session.trust_env = False  # a proxy of the environment must not get the call

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def absolute(self, url: str) -> str:
        """A URL of the TwiML, which may be relative."""
        return urljoin(self.base_url + "/", url)

    def post(self, url: str, form: Mapping[str, str]) -> requests.Response:
        """A signed webhook. Raises CarrierError when there is no answer."""
        return self._request("POST", url, form)

    def get(self, url: str) -> requests.Response:
        """Fetch something the TwiML names, signed. Raises CarrierError when there is no answer."""
        return self._request("GET", url, None)

    def _request(self, method: str, url: str, form: Mapping[str, str] | None) -> requests.Response:
        headers = {"X-Twilio-Signature": signature(self._token, url, form), "User-Agent": "TwilioProxy/1.1"}
        parts = urlsplit(url)
        target = url
        if self._connect_to:
            headers["Host"] = parts.netloc
            target = parts._replace(scheme="http", netloc=self._connect_to).geturl()
        try:
            return self._session.request(
                method, target, data=form, headers=headers, timeout=_WEBHOOK_SECONDS, allow_redirects=False
            )
        except requests.RequestException as error:
            raise CarrierError(
                f"{method} {parts.path}: the server at {urlsplit(target).netloc} does not answer "
                f"({type(error).__name__}); start it with `make run`"
            ) from error

    def stream(self, url: str) -> Socket:
        """Open a media stream, signed over its wss:// address. Raises CarrierError when it is refused."""
        headers = {"X-Twilio-Signature": signature(self._token, url)}
        host, port = self._address(url)
        try:
            sock = socket.create_connection((host, port), timeout=_CONNECT_SECONDS)
            sock.settimeout(None)  # else a server that is silent for so long (a busy one) is cut off
            plain = "ws" + url[url.index(":") :] if self._connect_to else url
            return Socket(
                connect(
                    plain, sock=sock, additional_headers=headers, proxy=None, compression=None,
                    open_timeout=10.0, close_timeout=0.5, ping_interval=None, max_size=1 << 24,
                    user_agent_header="Twilio.TmeWs/1.0",
                )
            )  # fmt: skip
        except (OSError, InvalidHandshake, InvalidURI, ValueError) as error:
            raise CarrierError(f"31920: the stream's handshake failed ({error})") from error

    def _address(self, url: str) -> tuple[str, int]:
        parts = urlsplit("//" + self._connect_to if self._connect_to else url)
        return parts.hostname or "", parts.port or (443 if parts.scheme == "wss" else 80)


class Socket:
    """A media stream's socket, read in the background so that the frames keep their pace."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._inbox: queue.SimpleQueue[str | bytes | None] = queue.SimpleQueue()
        self.closed = False
        self._reader = threading.Thread(target=self._read, name="carrier-reader", daemon=True)
        self._reader.start()

    def send(self, message: str) -> None:
        """Send one message; what the server no longer takes is lost, as on the real line."""
        try:
            self._connection.send(message)
        except (WebSocketException, OSError):
            self._inbox.put(None)

    def received(self) -> list[str | bytes]:
        """What came since the last time; sets ``closed`` when nothing more can come."""
        out: list[str | bytes] = []
        while not self._inbox.empty():
            message = self._inbox.get()
            if message is None:
                self.closed = True
            else:
                out.append(message)
        return out

    def close(self) -> None:
        """Close our side and stop reading."""
        self._connection.close()
        self._reader.join(timeout=5.0)

    def _read(self) -> None:
        try:
            for message in self._connection:
                self._inbox.put(message)
        except (WebSocketException, OSError):
            pass  # a broken socket is an end like any other
        finally:
            self._inbox.put(None)

"""What telephony must be told; made from the settings by bootstrap."""

from __future__ import annotations

from dataclasses import dataclass, field

PREFIX = "/twilio"


@dataclass(frozen=True, slots=True)
class TelephonyConfig:
    """Addresses, secrets and limits of the carrier's side. All times in seconds.

    public_url: base URL as the carrier knows it, without '/' at its end; signatures are checked against it.
    auth_token: Twilio's; empty refuses every request.  person_number: E.164 number that hand-overs ring,
    empty offers a callback.  max_message_bytes: larger WebSocket messages end the stream.
    max_stream_errors: a stream with more errors than this is ended.  stall_seconds: silence of the socket
    that counts as a dead line (frames come every 20 ms).  start_seconds: how long a socket may wait with its
    `start`.  ping_seconds: RFC 6455 pings; a peer that misses two is closed.  outcome_seconds: how long a
    webhook waits for a call that is just ending (Twilio gives a voice webhook 15 s).  close_seconds: wait for
    the answer to our close frame.  prompt_seconds: how long the address of a prompt is valid.
    answer_seconds: after that long a voice webhook gets its simplest answer.  desk_seconds: the same for
    where a caller goes.  standing_seconds: the same for what is said between the music.  key_seconds: how
    long an agent has to press a key.
    """

    public_url: str
    auth_token: str = field(default="", repr=False)
    person_number: str = ""
    ring_seconds: int = 25
    company: str = "De Voorbeeldwinkel"
    max_message_bytes: int = 65536
    max_stream_errors: int = 100
    stall_seconds: float = 10.0
    start_seconds: float = 10.0
    ping_seconds: float = 25.0
    outcome_seconds: float = 2.0
    close_seconds: float = 2.0
    prompt_seconds: int = 600
    answer_seconds: float = 11.0
    desk_seconds: float = 6.0
    standing_seconds: float = 2.0
    key_seconds: int = 8

    def __post_init__(self) -> None:
        """Refuse an address on which no signature could ever match. Raises ValueError."""
        url = self.public_url
        if not url.startswith(("http://", "https://")) or url.endswith("/") or "?" in url or "#" in url:
            raise ValueError(
                f"public_url is {url!r}: it must start with http:// or https:// and have no '/' at its end, "
                "no query and no fragment, as in https://bot.example.nl"
            )

    def url(self, path: str) -> str:
        """Public URL of one of our webhooks: ``path`` like 'after-dial'."""
        return f"{self.public_url}{PREFIX}/{path}"

    def message_status_url(self, attempt_id: int) -> str:
        """Where the carrier tells what became of an attempt's message."""
        return self.url(f"message-status/{attempt_id}")

    @property
    def stream_url(self) -> str:
        """wss:// URL of the media stream (ws:// for a plain http base, as on a loopback)."""
        return "ws" + self.url("stream").removeprefix("http")

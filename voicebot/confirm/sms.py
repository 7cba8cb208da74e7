"""SMS through Twilio's SDK."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import requests
from requests.exceptions import ConnectTimeout, RequestException
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from urllib3.exceptions import NameResolutionError, NewConnectionError

from voicebot.call.ports import PartError
from voicebot.confirm.channel import NotSent, Unclear
from voicebot.delivery.states import Attempt
from voicebot.store.attempts import Outgoing

# Between the carrier's clock and ours; also: messages are dated by the second.
_SKEW = timedelta(seconds=120)
_NEWEST = 100  # of a number's messages that are looked through
_SERVER_ERROR = 500


def twilio_client(account_sid: str, auth_token: str, timeout: float = 10.0, api_url: str = "") -> Client:
    """The SDK's client; ``timeout`` in seconds for each request. ``api_url``: '' for Twilio's own."""
    client = Client(account_sid, auth_token, http_client=TwilioHttpClient(timeout=timeout, max_retries=0))
    if api_url:
        client.api.base_url = api_url
    return client


class TwilioSms:
    """Implements `voicebot.confirm.channel.Channel` and `Reporting`.

    sender: own number in E.164, or a sender name. report_to: the address of the carrier's reports for an
    attempt's number, '' for none. Twilio has no key that makes a repeated POST harmless, so a message whose
    answer was lost is looked for among those that were sent to the number
    (https://www.twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources). The list is
    not asked for by DateSent: a message that waits at the carrier has none yet.
    """

    name = "sms"
    lease = 60.0
    can_look = True

    def __init__(
        self,
        client: Client,
        sender: str,
        report_to: Callable[[int], str] = lambda _: "",
        *,
        lease: float = 60.0,
    ) -> None:
        self._client = client
        self._sender = sender
        self._report_to = report_to
        self.lease = lease

    def send(self, out: Outgoing, going: Callable[[], None]) -> tuple[str, Attempt]:
        """See `Channel.send`; the id is Twilio's. Errors carry Twilio's code, never the text."""
        callback = self._report_to(out.attempt_id)
        extra = {"status_callback": callback} if callback else {}
        going()
        try:
            made = self._client.messages.create(
                to=out.message.to, from_=self._sender, body=out.message.text, **extra
            )
        except TwilioRestException as error:
            if error.status >= _SERVER_ERROR:
                raise Unclear(f"Twilio failed: HTTP {error.status}") from error
            # An answer without a code of Twilio's counts by its HTTP status.
            code = error.code or error.status
            raise NotSent(f"Twilio refused the SMS: HTTP {error.status}, code {code}", code) from error
        except RequestException as error:
            if _never_connected(error):
                raise NotSent(f"Twilio could not be reached: {type(error).__name__}") from error
            raise Unclear(f"Twilio did not answer: {type(error).__name__}") from error
        # The SDK takes an answer to be Twilio's.
        except (TwilioException, ValueError, TypeError, AttributeError, LookupError) as error:
            raise Unclear(f"Twilio answered something unexpected: {type(error).__name__}") from error
        if not made.sid:
            raise Unclear("Twilio answered without a message id")
        return str(made.sid), Attempt.QUEUED

    def find(self, out: Outgoing, taken: Callable[[tuple[str, ...]], frozenset[str]]) -> str | None:
        """See `Channel.find`: by receiver, sender and text, since the attempt went."""
        try:
            sent = self._client.messages.list(to=out.message.to, limit=_NEWEST, page_size=_NEWEST)
        except (TwilioException, requests.RequestException, ValueError) as error:
            raise Unclear(f"Twilio cannot be asked: {type(error).__name__}") from error
        since = (out.since or out.written_at) - _SKEW
        ours = [
            one
            for one in sent
            if one.body == out.message.text
            and str(one.direction).startswith("outbound")
            and (one.date_created is None or one.date_created >= since)
        ]
        known = taken(tuple(str(one.sid) for one in ours))
        new = [str(one.sid) for one in reversed(ours) if str(one.sid) not in known]
        return new[0] if new else None

    def status(self, message_id: str) -> tuple[str, int | None]:
        """See `Reporting.status`."""
        try:
            found = self._client.messages(message_id).fetch()
        except (TwilioException, requests.RequestException, ValueError) as error:
            raise PartError(f"Twilio cannot be asked: {type(error).__name__}") from error
        return str(found.status), int(found.error_code) if found.error_code else None


def _never_connected(error: RequestException) -> bool:
    """Whether not a byte of the request went out: the address is unknown, or nobody took the connection."""
    if isinstance(error, ConnectTimeout):
        return True
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(reason, NewConnectionError | NameResolutionError)

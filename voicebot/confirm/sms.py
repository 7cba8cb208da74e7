"""SMS through Twilio's SDK."""

from __future__ import annotations

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from voicebot.call.ports import Message, PartError


def twilio_client(account_sid: str, auth_token: str, timeout: float = 10.0) -> Client:
    """The SDK's client; ``timeout`` in seconds for each request."""
    return Client(account_sid, auth_token, http_client=TwilioHttpClient(timeout=timeout))


class TwilioSms:
    """Implements `voicebot.call.ports.Notifier`. ``sender``: own number in E.164, or a sender name."""

    channel = "sms"

    def __init__(self, client: Client, sender: str) -> None:
        self._client = client
        self._sender = sender

    def send(self, message: Message) -> str:
        """Send; returns Twilio's message id. Raises PartError with Twilio's error code, without the text."""
        try:
            created = self._client.messages.create(to=message.to, from_=self._sender, body=message.text)
        except TwilioRestException as error:
            raise PartError(f"Twilio refused the SMS: HTTP {error.status}, code {error.code}") from error
        except (TwilioException, requests.RequestException) as error:
            raise PartError(f"Twilio could not be reached: {type(error).__name__}") from error
        if not created.sid:
            raise PartError("Twilio answered without a message id")
        return str(created.sid)

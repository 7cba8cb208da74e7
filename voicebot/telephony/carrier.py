"""The carrier's call control over REST, by Twilio's SDK. Calls are told what to do by address, so the secrets
of a call (the token of its stream) are made where they are asked for, in the web process.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from voicebot.phone_numbers import can_be_called
from voicebot.telephony import transfer_twiml
from voicebot.telephony.config import TelephonyConfig
from voicebot.transfer.ports import CarrierError

TIMEOUT_SECONDS = 5.0  # of one request; an agent's telephone should ring before that
_REFUSALS = (TwilioRestException, TwilioServiceException)
GONE = frozenset({20404, 21220})  # no such call; the call is in no state to be changed: it is over
_UNKNOWN = 20404
_OVER = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})  # CallStatus
_AGAIN = frozenset({408, 429})  # of the 4xx, those that pass
_RINGING = [
    "initiated",
    "ringing",
    "answered",
    "completed",
]  # all that there are; busy and others come as the last
_STATUSES = ("init", "in-progress")  # of conferences that are not over; the default leaves out those who wait
_MOST = 20  # conferences of one name: usually one, two when a caller came late


def carrier_client(
    account_sid: str, auth_token: str, timeout: float = TIMEOUT_SECONDS, api_url: str = ""
) -> Client:
    """The SDK's client; ``timeout`` in seconds for each request. ``api_url``: '' for Twilio's own."""
    client = Client(account_sid, auth_token, http_client=TwilioHttpClient(timeout=timeout))
    if api_url:
        client.api.base_url = api_url
    return client


class TwilioCarrier:
    """Implements `voicebot.transfer.ports.Carrier`. Thread-safe, as the SDK's session is."""

    def __init__(self, client: Client, config: TelephonyConfig, number: str) -> None:
        """``number``: our own (E.164), which agents and customers see. Raises ValueError for none."""
        if not can_be_called(number):
            raise ValueError(
                "VOICEBOT_TWILIO_NUMBER is no telephone number, and agents are rung from it: "
                "set it to a number of the Twilio account, like +31850000000."
            )
        self._client = client
        self._config = config
        self._number = number

    def ring_agent(self, offer_id: str, to: str, *, seconds: int) -> str:
        """See `Carrier.ring_agent`."""
        return self._ring("agent", offer_id, to, seconds, {})

    def ring_customer(self, callback_id: str, to: str, *, seconds: int) -> str:
        """See `Carrier.ring_customer`. The customer need not wait until the carrier knows what answered."""
        detection = {
            "machine_detection": "Enable",
            "async_amd": "true",
            "async_amd_status_callback": self._config.url(f"leg-machine/{callback_id}"),
            "async_amd_status_callback_method": "POST",
        }
        return self._ring("customer", callback_id, to, seconds, detection)

    def join(self, leg: str, conference: str) -> None:
        """See `Carrier.join`."""
        document = transfer_twiml.leg_into(self._config, conference)
        with _asking("join a call to a conference"):
            self._client.calls(leg).update(twiml=document)

    def end_leg(self, leg: str) -> None:
        """See `Carrier.end_leg`. CarrierError with ``gone`` when it was over already.

        'canceled' ends a call that is queued or rings, 'completed' one that is answered; which of them it is
        may change meanwhile.
        """
        with _asking("end a call"):
            try:
                self._client.calls(leg).update(status="canceled")
                canceled = True
            except _REFUSALS as error:
                if error.code != 21220:
                    raise
                canceled = False
            try:
                self._client.calls(leg).update(status="completed")
            except _REFUSALS as error:
                if not canceled or error.code not in GONE:
                    raise

    def return_caller(self, call_id: str) -> None:
        """See `Carrier.return_caller`: the carrier asks `resume` what the caller hears now."""
        with _asking("fetch a caller"):
            self._client.calls(call_id).update(url=self._config.url("resume"), method="POST")

    def end_conference(self, conference: str) -> None:
        """See `Carrier.end_conference`. CarrierError with ``gone`` when there is none of that name."""
        name, ended = transfer_twiml.checked_conference(conference), 0
        with _asking("end a conference"):
            for status in _STATUSES:
                for one in self._client.conferences.list(friendly_name=name, status=status, limit=_MOST):
                    ended += self._end(one.sid)
        if not ended:
            raise CarrierError("there is no such conference any more", gone=True, final=True)

    def is_over(self, call_id: str) -> bool:
        """See `Carrier.is_over`."""
        with _asking("look at a call"):
            try:
                return self._client.calls(call_id).fetch().status in _OVER
            except _REFUSALS as error:
                if error.code == _UNKNOWN:
                    return True
                raise

    def _end(self, sid: str) -> bool:
        try:
            self._client.conferences(sid).update(status="completed")
        except _REFUSALS as error:
            if error.code in GONE:
                return False
            raise
        return True

    def _ring(self, path: str, name: str, to: str, seconds: int, more: dict[str, str]) -> str:
        with _asking("ring somebody", about_call=False):
            created = self._client.calls.create(
                to=to,
                from_=self._number,
                url=self._config.url(f"{path}/{name}"),
                method="POST",
                timeout=seconds,
                status_callback=self._config.url(f"leg-status/{name}"),
                status_callback_method="POST",
                status_callback_event=_RINGING,
                **more,
            )
        if not created.sid:
            raise CarrierError("Twilio answered without a call's id")
        return str(created.sid)


@contextmanager
def _asking(what: str, *, about_call: bool = True) -> Iterator[None]:
    """Turns the SDK's errors into CarrierError, without their texts: these name numbers."""
    try:
        yield
    except (TwilioException, requests.RequestException, ValueError) as error:  # no JSON is a ValueError
        refusal = _refusal(error)
        if refusal is None:
            raise CarrierError(f"Twilio could not be asked to {what}: {type(error).__name__}") from None
        status, code = refusal
        gone = about_call and code in GONE
        final = gone or (400 <= status < 500 and status not in _AGAIN)
        raise CarrierError(
            f"Twilio refused to {what}: HTTP {status}, code {code}", gone=gone, final=final
        ) from None


def _refusal(error: Exception) -> tuple[int, int | None] | None:
    """HTTP status and Twilio's code of an error; None for one that is no answer of Twilio's."""
    if isinstance(error, _REFUSALS):
        return error.status, error.code
    answer = error.args[1] if len(error.args) > 1 else None
    # Where the SDK cannot read a list it only hands on the answer.
    return (answer.status_code, None) if isinstance(answer, Response) else None

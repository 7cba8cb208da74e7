"""Call control of a house that has no telephone number of its own."""

from __future__ import annotations

from voicebot.transfer.ports import CarrierError

_WHY = "nobody can be rung: set VOICEBOT_TWILIO_ACCOUNT_SID, _AUTH_TOKEN and _NUMBER"


class NoCarrier:
    """Implements `voicebot.transfer.ports.Carrier`: every request fails for good."""

    def ring_agent(self, offer_id: str, to: str, *, seconds: int) -> str:
        """See `Carrier.ring_agent`."""
        raise CarrierError(_WHY, final=True)

    def ring_customer(self, callback_id: str, to: str, *, seconds: int) -> str:
        """See `Carrier.ring_customer`."""
        raise CarrierError(_WHY, final=True)

    def join(self, leg: str, conference: str) -> None:
        """See `Carrier.join`."""
        raise CarrierError(_WHY, final=True)

    def end_leg(self, leg: str) -> None:
        """See `Carrier.end_leg`."""
        raise CarrierError(_WHY, final=True)

    def return_caller(self, call_id: str) -> None:
        """See `Carrier.return_caller`."""
        raise CarrierError(_WHY, final=True)

    def end_conference(self, conference: str) -> None:
        """See `Carrier.end_conference`."""
        raise CarrierError(_WHY, final=True)

    def is_over(self, call_id: str) -> bool:
        """See `Carrier.is_over`."""
        raise CarrierError(_WHY, final=True)

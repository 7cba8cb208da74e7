"""The one custom payload that goes from Rasa's responses and actions to the client, and its strict reading.

In a domain file it stands as `custom: {rule_id: D-01, asks: wish}`; actions send it as `json_message`.
Unknown keys, wrong types and unknown hand-over conditions are refused: a typo must not lose a caller.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from voicebot.call.delivery import Manner
from voicebot.call.handover import TABLE
from voicebot.call.replies import Agreement, Expects
from voicebot.call.written import Channel, Written


class PayloadError(ValueError):
    """A payload breaks the schema; the message names the key, never its value."""


_PLAIN = (
    "handover", "solved", "ends_call", "asks", "digits", "contact_email", "offer", "wait", "rejected",
    "notice",
)  # fmt: skip
MAX_WAIT = 600


@dataclass(frozen=True, slots=True)
class Payload:
    """What an answer means besides its text; the fields are those of `voicebot.call.replies.Reply`.

    wait is in whole seconds.
    """

    rule_id: str
    handover: str | None = None
    agreements: tuple[Agreement, ...] = ()
    solved: bool = False
    ends_call: bool = False
    asks: str | None = None
    expects: Expects | None = None
    digits: int | None = None
    contact_email: str | None = None
    offer: str = ""
    manner: Manner | None = None
    wait: int = 0
    rejected: bool = False
    notice: str = ""
    written: Written | None = None

    def to_json(self) -> dict[str, Any]:
        """The payload as JSON-able dict, without what is empty."""
        raw: dict[str, Any] = {"rule_id": self.rule_id}
        for key in _PLAIN:
            if value := getattr(self, key):
                raw[key] = value
        for key in ("expects", "manner"):
            if value := getattr(self, key):
                raw[key] = value.value
        if self.agreements:
            raw["agreements"] = [_agreement_json(agreement) for agreement in self.agreements]
        if self.written:
            raw["written"] = {"channel": str(self.written.channel)}
            if self.written.address:
                raw["written"]["address"] = self.written.address
        return raw


def _agreement_json(agreement: Agreement) -> dict[str, str]:
    raw = {"kind": agreement.kind, "text": agreement.text}
    return raw | ({"reference": agreement.reference} if agreement.reference else {})


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise PayloadError("must be a text that is not empty")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise PayloadError("must be true or false")
    return value


def _condition(value: object) -> str:
    if _text(value) not in TABLE:
        raise PayloadError("must be a condition of voicebot/call/handover.py")
    return str(value)


def _expects(value: object) -> Expects:
    try:
        return Expects(_text(value))
    except ValueError as error:
        raise PayloadError(f"must be one of {', '.join(Expects)}") from error


def _manner(value: object) -> Manner:
    try:
        return Manner(_text(value))
    except ValueError as error:
        raise PayloadError(f"must be one of {', '.join(Manner)}") from error


def _seconds(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MAX_WAIT:
        raise PayloadError(f"must be a whole number of seconds from 1 to {MAX_WAIT}")
    return value


def _digits(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 20:
        raise PayloadError("must be a whole number from 1 to 20")
    return value


def _agreements(value: object) -> tuple[Agreement, ...]:
    if not isinstance(value, list):
        raise PayloadError("must be a list")
    found = []
    for item in value:
        if not isinstance(item, dict) or not {"kind", "text"} <= item.keys() <= {"kind", "text", "reference"}:
            raise PayloadError("must hold objects with kind, text and perhaps reference")
        reference = item.get("reference")
        found.append(
            Agreement(
                _text(item["kind"]), _text(item["text"]), None if reference is None else _text(reference)
            )
        )
    return tuple(found)


def _written(value: object) -> Written:
    if not isinstance(value, dict) or not {"channel"} <= value.keys() <= {"channel", "address"}:
        raise PayloadError("must be an object with channel and perhaps address")
    chosen = [channel for channel in Channel if channel]
    if _text(value["channel"]) not in chosen:
        raise PayloadError(f"must have a channel of {', '.join(chosen)}")
    return Written(value["channel"], _text(value["address"]) if "address" in value else "")


_READERS: Mapping[str, Callable[[object], Any]] = {
    "rule_id": _text,
    "handover": _condition,
    "agreements": _agreements,
    "solved": _flag,
    "ends_call": _flag,
    "asks": _text,
    "expects": _expects,
    "digits": _digits,
    "contact_email": _text,
    "offer": _text,
    "manner": _manner,
    "wait": _seconds,
    "rejected": _flag,
    "notice": _text,
    "written": _written,
}


def parse(raw: object) -> Payload:
    """Read a custom payload. Raises PayloadError, naming the key and what it must be."""
    if not isinstance(raw, dict):
        raise PayloadError("a custom payload must be an object")
    if "rule_id" not in raw:
        raise PayloadError("rule_id is missing")
    values = {}
    for key, value in raw.items():
        reader = _READERS.get(key)
        if reader is None:
            raise PayloadError(f"a key is unknown; known are {', '.join(_READERS)}")
        try:
            values[key] = reader(value)
        except PayloadError as error:
            raise PayloadError(f"{key} {error}") from None
    return Payload(**values)


def _rule_ids(first: Payload, then: Payload) -> str:
    """Every rule that spoke ('D-12+D-10'); only the one that hands over, if one does."""
    for payload in (first, then):
        if payload.handover:
            return payload.rule_id
    return "+".join(dict.fromkeys([*first.rule_id.split("+"), then.rule_id]))


def merge(payloads: Iterable[Payload]) -> Payload | None:
    """One meaning of an answer in several parts: the first hand-over, every agreement, the last question.

    More help is offered only when nothing is asked.
    """
    merged: Payload | None = None
    for payload in payloads:
        if merged is None:
            merged = payload
            continue
        asks_more = payload.asks or payload.expects
        merged = replace(
            merged,
            rule_id=_rule_ids(merged, payload),
            handover=merged.handover or payload.handover,
            agreements=merged.agreements + payload.agreements,
            solved=merged.solved or payload.solved,
            ends_call=merged.ends_call or payload.ends_call,
            asks=payload.asks or merged.asks,
            expects=payload.expects or merged.expects,
            digits=payload.digits if asks_more else merged.digits,
            contact_email=payload.contact_email or merged.contact_email,
            offer=payload.offer if asks_more else payload.offer or merged.offer,
            manner=payload.manner or merged.manner,
            wait=payload.wait or merged.wait,
            rejected=merged.rejected or payload.rejected,
            notice=merged.notice or payload.notice,
            written=payload.written or merged.written,
        )
    return merged

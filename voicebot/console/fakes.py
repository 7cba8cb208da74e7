"""Stand-ins for tests and for trying the pages out."""

from __future__ import annotations

from dataclasses import dataclass, field

from voicebot.call.ports import PartError
from voicebot.call.written import Written
from voicebot.store.records import StoredCall


@dataclass
class FakePromises:
    """Remembers what was promised; ``broken``: cannot keep anything."""

    made: list[tuple[str, str]] = field(default_factory=list)
    broken: bool = False

    def promise(self, call_id: str, text: str) -> None:
        """See `voicebot.console.ports.Promises`."""
        if self.broken:
            raise PartError("the promises are broken")
        if (call_id, text) not in self.made:
            self.made.append((call_id, text))


@dataclass(frozen=True)
class FakeSize:
    """Counts letters as if all of them were GSM-7."""

    units: int
    encoding: str = "GSM-7"
    text: str = ""
    cut: bool = False

    @property
    def segments(self) -> int:
        """By 160, or 153 each."""
        return 1 if self.units <= 160 else -(-self.units // 153)


@dataclass(frozen=True)
class FakeSample:
    """A message; see `voicebot.console.ports.Sample`."""

    kind: str
    form: str
    language: str
    subject: str
    text: str
    segments: FakeSize | None = None


class FakeMailRoom:
    """Knows no templates; takes every '@' for mail, everything else with ten digits for a mobile number."""

    def samples(self) -> tuple[FakeSample, ...]:
        """One kind, in both languages."""
        return tuple(
            sample
            for language, words in (
                ("nl", "Uw bestelling komt morgen."),
                ("en", "Your order comes tomorrow."),
            )
            for sample in (
                FakeSample("order_status", "sms", language, "", words, FakeSize(len(words))),
                FakeSample("order_status", "email", language, words, words),
                FakeSample("order_status", "html", language, words, _page(words)),
            )
        )

    def sms(self, call: StoredCall, text: str, language: str) -> FakeSize:
        """The text between a greeting and the reference."""
        whole = f"De Voorbeeldwinkel: {text} Kenmerk {call.reference or ''}".strip()
        return FakeSize(len(whole), text=whole, cut=len(whole) > 306)

    def way(self, call: StoredCall, written: Written) -> tuple[str, str]:
        """As wanted; by itself the calling number, else the address on file."""
        if written.address:
            return written.channel, written.address
        if call.caller.startswith("+316"):
            return "sms", call.caller
        return ("email", call.contact_email) if call.contact_email else ("none", "")

    def address(self, typed: str) -> tuple[str, str] | None:
        """See the class."""
        if "@" in typed:
            return ("email", typed) if " " not in typed else None
        digits = "".join(sign for sign in typed if sign.isdigit()).removeprefix("31").removeprefix("0")
        return ("sms", f"+31{digits}") if len(digits) == 9 else None


def _page(words: str) -> str:
    return f'<!doctype html><html lang="nl"><body style="color:#123">{words}</body></html>'

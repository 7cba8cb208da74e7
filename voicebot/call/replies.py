"""What the dialogue answers to one turn, in the call's own words (no Rasa types)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from voicebot.call.delivery import Manner
from voicebot.call.written import Written


class Expects(StrEnum):
    """What kind of answer an open question wants; end-of-turn and keypad rules depend on it."""

    OPEN = "open"
    YES_NO = "yes_no"
    DIGITS = "digits"
    POSTCODE = "postcode"
    DATE = "date"
    SPELLING = "spelling"
    PRODUCT = "product"


@dataclass(frozen=True, slots=True)
class Agreement:
    """One thing agreed with the caller, as it will stand in the written confirmation.

    ``kind`` is a short English key ('order_status', 'handover'), ``text`` the Dutch sentence for the caller,
    ``reference`` an order or ticket number or None.
    """

    kind: str
    text: str
    reference: str | None = None


# Kinds of agreements that only tell how things stand: nothing was arranged that a caller would have to prove.
INFORMATION = frozenset(
    {
        "order_status", "payment_status", "policy_term",
        "policy_premium", "policy_start", "policy_end", "policy_own_risk",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reply:
    """The dialogue's whole answer to one turn.

    texts: Dutch sentences to speak, in order.  intent/intent_confidence: what was understood (0..1).
    asks: the slot that the reply asks for, None when no question is open.  digits: how many keys complete
    the open question, None when unknown.  handover: a condition of `voicebot.call.handover.TABLE`, or None.
    solved: a wish of the caller was answered.  ends_call: hang up after the texts were heard.
    contact_email: the e-mail on file, set only after identification.  model: name of the trained model.
    offer: said last, unless a second wish waits or the caller is annoyed.  wish: the wish that this turn
    named, None when it named none.  also: a second wish of the same sentence, in the caller's words.  manner:
    how the caller wants the bot to speak from now on.  wait: seconds of silence that the caller asked for.
    corrects: the caller put right what was understood.  rejected: the caller said no to what was read back.
    mood: rules of annoyance (F-01 to F-29) found in the words.  notice: where the confirmation goes, said
    once after an answer, before more help is offered.  written: how the caller wants it, None when nothing
    was chosen in this turn.
    """

    texts: tuple[str, ...]
    intent: str | None = None
    intent_confidence: float = 0.0
    asks: str | None = None
    expects: Expects = Expects.OPEN
    digits: int | None = None
    handover: str | None = None
    agreements: tuple[Agreement, ...] = ()
    solved: bool = False
    ends_call: bool = False
    slots: Mapping[str, str] = field(default_factory=dict)
    contact_email: str | None = None
    rule_id: str = "D-00"
    model: str = ""
    offer: str = ""
    wish: str | None = None
    also: str | None = None
    manner: Manner | None = None
    wait: float = 0.0
    corrects: bool = False
    rejected: bool = False
    mood: tuple[str, ...] = ()
    notice: str = ""
    written: Written | None = None
